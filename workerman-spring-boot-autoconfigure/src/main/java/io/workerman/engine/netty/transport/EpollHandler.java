package io.workerman.engine.netty.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Drives an event loop by epoll, around a defect of Netty: in 4.2.17 a socket that waits
 * for no event at the moment is removed from epoll (netty/netty#16689), and fails when it
 * has to wait again. That happens when the peer has ended its side and an answer does not
 * fit into the socket at once; the rest of the answer would be lost. So such a socket
 * stays in epoll, edge-triggered, where it wakes nobody.
 */
final class EpollHandler implements IoHandler {

	private final IoHandler delegate;

	private EpollHandler(IoHandler delegate) {
		this.delegate = delegate;
	}

	static IoHandlerFactory newFactory() {
		IoHandlerFactory factory = EpollIoHandler.newFactory();
		return (executor) -> new EpollHandler(factory.newHandler(executor));
	}

	@Override
	public void initialize() {
		this.delegate.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		return this.delegate.run(context);
	}

	@Override
	public void prepareToDestroy() {
		this.delegate.prepareToDestroy();
	}

	@Override
	public void destroy() {
		this.delegate.destroy();
	}

	@Override
	public IoRegistration register(IoHandle handle) throws Exception {
		return new Registration(this.delegate.register(handle));
	}

	@Override
	public void wakeup() {
		this.delegate.wakeup();
	}

	@Override
	public boolean isCompatible(Class<? extends IoHandle> handleType) {
		return this.delegate.isCompatible(handleType);
	}

	/**
	 * A socket in epoll.
	 *
	 * @param delegate what Netty made of it
	 */
	private record Registration(IoRegistration delegate) implements IoRegistration {

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <T> T attachment() {
			return this.delegate.attachment();
		}

		@Override
		public long submit(IoOps ops) {
			return this.delegate.submit(ops.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : ops);
		}

		@Override
		public boolean isValid() {
			return this.delegate.isValid();
		}

		@Override
		public boolean cancel() {
			return this.delegate.cancel();
		}

	}

}
