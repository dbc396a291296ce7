package io.workerman.engine.netty;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerOptions.Intake.Assign;
import io.workerman.engine.netty.admission.ConnectionLimit;
import io.workerman.engine.netty.admission.ProxyProtocol;
import io.workerman.engine.netty.admission.Refusal;
import io.workerman.engine.netty.tls.ServerTls;
import io.workerman.engine.netty.transport.Sockets;
import io.workerman.engine.netty.transport.WireLog;

/**
 * Hands accepted connections to processes, one after another.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	/**
	 * So long, the event loop has looked at the backlog at least once.
	 */
	private static final long LAST_LOOK_MILLIS = 1;

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private final ConnectionProtocol protocol;

	private final ChannelGroup waiting;

	/**
	 * The connections that each process was given and that have not closed, open there
	 * yet or not.
	 */
	private final AtomicIntegerArray given;

	private int next;

	private boolean draining;

	Acceptor(NettyWorker worker, List<NettyProcess> processes, ConnectionProtocol protocol, ChannelGroup waiting) {
		this.worker = worker;
		this.processes = processes;
		this.given = new AtomicIntegerArray(processes.size());
		this.protocol = protocol;
		this.waiting = waiting;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Channel channel = (Channel) message;
		ConnectionLimit limit = this.worker.admission().limit();
		ProxyProtocol proxies = this.worker.admission().proxyProtocol();
		boolean admitted = limit == null || ((proxies != null) ? limit.admitSocket(channel) : limit.admit(channel));
		if (!admitted && !speaksToRefused()) {
			channel.unsafe().closeForcibly();
			return;
		}
		int chosen = (this.draining && isOwn(context)) ? 0 : choose(channel);
		NettyProcess process = this.processes.get(chosen);
		try {
			channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
			channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
			if (!admitted || proxies == null) {
				complete(channel, process, admitted);
			}
			else {
				channel.pipeline()
					.addLast("proxy-protocol", proxies.reader(this.waiting, () -> clientKnown(channel, process)));
			}
			process.loop().register(channel).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			if (this.processes.size() > 1) {
				this.given.incrementAndGet(chosen);
				channel.closeFuture().addListener((closed) -> this.given.decrementAndGet(chosen));
			}
		}
		catch (RuntimeException ex) {
			channel.unsafe().closeForcibly();
		}
	}

	/**
	 * Whether the first process accepts. It has not begun to stop before the last client
	 * is accepted, which others may have done.
	 */
	private boolean isOwn(ChannelHandlerContext context) {
		return this.processes.get(0).loop() == context.channel().eventLoop();
	}

	/**
	 * Chooses the process of a connection.
	 */
	private int choose(Channel channel) {
		Assign assign = this.worker.options().intake().assign();
		if (assign == Assign.IP_HASH && channel.remoteAddress() instanceof InetSocketAddress client) {
			return Math.floorMod(client.getAddress().hashCode(), this.processes.size());
		}
		int chosen = this.next;
		if (assign == Assign.LEAST_CONNECTIONS) {
			for (int i = 1; i < this.processes.size(); i++) {
				int other = (this.next + i) % this.processes.size();
				if (this.given.get(other) < this.given.get(chosen)) {
					chosen = other;
				}
			}
		}
		this.next = (chosen + 1) % this.processes.size();
		return chosen;
	}

	private void clientKnown(Channel channel, NettyProcess process) {
		ConnectionLimit limit = this.worker.admission().limit();
		boolean admitted = limit == null || limit.admitClient(channel);
		boolean silent = !admitted && !speaksToRefused();
		if (silent || this.worker.state() == State.STOPPING) {
			channel.close();
		}
		else {
			complete(channel, process, admitted);
		}
	}

	/**
	 * Whether there are words for a client that is refused, and it need not pay for a TLS
	 * handshake to hear them.
	 */
	private boolean speaksToRefused() {
		return this.worker.tls() == null && this.protocol.refusal().length > 0;
	}

	private void complete(Channel channel, NettyProcess process, boolean admitted) {
		ServerTls tls = this.worker.tls();
		if (tls != null) {
			tls.addTo(channel.pipeline());
		}
		int wireLog = this.worker.options().logging().wireBytes();
		if (wireLog > 0) {
			channel.pipeline().addLast("wire-log", new WireLog(this.worker.name(), wireLog));
		}
		channel.pipeline()
			.addLast("connection",
					admitted ? new StreamHandler(process, this.protocol) : new Refusal(this.protocol.refusal()));
	}

	/**
	 * Accepts what waits in the backlog and then closes the listening socket at once: the
	 * operating system resets those that are still in it. Runs on the event loop of the
	 * socket.
	 */
	void drain(Channel server) {
		this.draining = true;
		if (server.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator allocator) {
			allocator.maxMessagesPerRead(this.worker.options().backlog() + 1);
		}
		Sockets.narrowBacklog(server);
		server.config().setAutoRead(true);
		server.eventLoop().schedule(() -> server.close(), LAST_LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.draining) {
			context.close();
		}
	}

	/**
	 * Accepting can fail for want of file descriptors. It is tried again after a second,
	 * because trying at once would only burn the processor.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.warn("Worker '{}' cannot accept a connection at the moment: {}", this.worker.name(), cause.toString());
		context.channel().config().setAutoRead(false);
		context.channel().eventLoop().schedule(this.worker.lifecycle()::acceptAgain, 1, TimeUnit.SECONDS);
	}

}
