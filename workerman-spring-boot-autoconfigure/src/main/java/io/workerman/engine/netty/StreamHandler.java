package io.workerman.engine.netty;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionProtocol;

/**
 * The last handler of a pipeline: makes the connection, and tells it what the socket
 * says.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter {

	private final NettyProcess process;

	private final ConnectionProtocol protocol;

	private @Nullable StreamConnection connection;

	StreamHandler(NettyProcess process, ConnectionProtocol protocol) {
		this.process = process;
		this.protocol = protocol;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		StreamConnection connection = new StreamConnection(this.process, context.channel(), this.protocol);
		this.connection = connection;
		connection.opened();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		StreamConnection connection = this.connection;
		if (connection != null && message instanceof ByteBuf in) {
			this.process.burst().begin();
			connection.received(in);
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.process.burst().end();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent && this.connection != null) {
			this.connection.inputFinished();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.connection != null) {
			this.connection.lost(CloseReason.network("The connection was lost"));
		}
		this.process.burst().end();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		StreamConnection connection = this.connection;
		if (connection == null) {
			context.close();
			return;
		}
		if (!(cause instanceof IOException)) {
			this.process.failed(connection, cause);
		}
		connection.lost(CloseReason.network(String.valueOf(cause.getMessage())));
		context.close();
	}

}
