package io.workerman.engine.http2;

import java.net.SocketAddress;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;

import io.workerman.engine.CodecContext;

/**
 * A channel without a socket: its ends are those of the connection that carries it.
 */
abstract class CarriedChannel extends AbstractChannel {

	private static final ChannelMetadata METADATA = new ChannelMetadata(false);

	private final ChannelConfig config = new DefaultChannelConfig(this);

	private final CodecContext carrier;

	CarriedChannel(CodecContext carrier) {
		super(null);
		this.carrier = carrier;
	}

	@Override
	protected final boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	protected final AbstractUnsafe newUnsafe() {
		return new Unconnected();
	}

	@Override
	protected final SocketAddress localAddress0() {
		return this.carrier.connection().localAddress();
	}

	@Override
	protected final SocketAddress remoteAddress0() {
		return this.carrier.connection().remoteAddress();
	}

	@Override
	protected final void doBind(SocketAddress address) {
		throw new UnsupportedOperationException("There is no socket to bind");
	}

	@Override
	protected final void doDisconnect() throws Exception {
		doClose();
	}

	@Override
	public final ChannelConfig config() {
		return this.config;
	}

	@Override
	public final boolean isActive() {
		return isOpen();
	}

	@Override
	public final ChannelMetadata metadata() {
		return METADATA;
	}

	private final class Unconnected extends AbstractUnsafe {

		@Override
		public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
			promise.setFailure(new UnsupportedOperationException("There is no socket to connect"));
		}

	}

}
