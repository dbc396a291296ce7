package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.transport.Datagrams;

/**
 * Gives each datagram to a process, all those of one sender to the same, in order, and
 * sends datagrams to whom nothing was received from.
 */
final class DatagramHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(DatagramHandler.class);

	private static final int LARGEST = 65535;

	private static final int LARGEST_UNIX = 256 * 1024;

	private final List<NettyProcess> processes;

	private final ConnectionProtocol protocol;

	private volatile @Nullable Channel socket;

	DatagramHandler(List<NettyProcess> processes, ConnectionProtocol protocol) {
		this.processes = processes;
		this.protocol = protocol;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		Channel socket = context.channel();
		this.socket = socket;
		socket.config()
			.setRecvByteBufAllocator(
					new FixedRecvByteBufAllocator((socket instanceof DomainDatagramChannel) ? LARGEST_UNIX : LARGEST));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof DatagramPacket packet) {
			received(context.channel(), packet.sender(), packet.content());
		}
		else if (message instanceof DomainDatagramPacket packet) {
			received(context.channel(), packet.sender(), packet.content());
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	private void received(Channel socket, SocketAddress sender, ByteBuf content) {
		DatagramConnection connection = connection(socket, sender, content.readableBytes());
		if (connection.process().inProcess()) {
			connection.received(content);
			return;
		}
		try {
			connection.process().handOver(() -> connection.received(content));
		}
		catch (RejectedExecutionException ex) {
			content.release();
		}
	}

	/**
	 * Sends a datagram. For any thread.
	 */
	SendResult send(SocketAddress target, Object message) {
		Channel socket = Objects.requireNonNull(this.socket);
		return connection(socket, Datagrams.target(socket, target), 0).send(message);
	}

	private DatagramConnection connection(Channel socket, SocketAddress peer, int size) {
		int count = this.processes.size();
		NettyProcess process = this.processes.get((count == 1) ? 0 : Math.floorMod(peer.hashCode(), count));
		return new DatagramConnection(process, socket, peer, size, this.protocol);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("A datagram socket reports {}", cause.toString());
	}

}
