package io.workerman.engine.netty;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.netty.admission.ConnectionLimit;
import io.workerman.engine.netty.admission.Refusal;
import io.workerman.engine.netty.tls.ServerTls;

/**
 * Hands accepted connections to processes, one after another.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private final ConnectionProtocol protocol;

	private int next;

	Acceptor(NettyWorker worker, List<NettyProcess> processes, ConnectionProtocol protocol) {
		this.worker = worker;
		this.processes = processes;
		this.protocol = protocol;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Channel channel = (Channel) message;
		ConnectionLimit limit = this.worker.connectionLimit();
		ServerTls tls = this.worker.tls();
		boolean admitted = limit == null || limit.admit(channel);
		if (!admitted && (tls != null || this.protocol.refusal().length == 0)) {
			channel.unsafe().closeForcibly();
			return;
		}
		NettyProcess process = this.processes.get(this.next);
		this.next = (this.next + 1) % this.processes.size();
		try {
			channel.config().setOption(ChannelOption.TCP_NODELAY, true);
			channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
			channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
			if (tls != null) {
				tls.addTo(channel.pipeline());
			}
			channel.pipeline()
				.addLast("connection",
						admitted ? new StreamHandler(process, this.protocol) : new Refusal(this.protocol.refusal()));
			process.loop().register(channel).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
		catch (RuntimeException ex) {
			channel.unsafe().closeForcibly();
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
