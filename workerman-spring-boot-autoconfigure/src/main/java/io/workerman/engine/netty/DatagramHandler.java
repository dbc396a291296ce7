package io.workerman.engine.netty;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.ConnectionProtocol;

/**
 * Gives each datagram to a process: all those of one sender to the same, in order.
 */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {

	private static final Logger logger = LoggerFactory.getLogger(DatagramHandler.class);

	private static final int LARGEST = 65535;

	private final List<NettyProcess> processes;

	private final ConnectionProtocol protocol;

	DatagramHandler(List<NettyProcess> processes, ConnectionProtocol protocol) {
		super(DatagramPacket.class, false);
		this.processes = processes;
		this.protocol = protocol;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST));
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
		NettyProcess process = process(packet);
		DatagramConnection connection = new DatagramConnection(process, context.channel(), packet, this.protocol);
		if (process.inProcess()) {
			connection.received(packet);
			return;
		}
		try {
			process.handOver(() -> connection.received(packet));
		}
		catch (RejectedExecutionException ex) {
			packet.release();
		}
	}

	private NettyProcess process(DatagramPacket packet) {
		int size = this.processes.size();
		return this.processes.get((size == 1) ? 0 : Math.floorMod(packet.sender().hashCode(), size));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("A datagram socket reports {}", cause.toString());
	}

}
