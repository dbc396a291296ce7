package io.workerman.engine.netty;

import java.io.IOException;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.netty.tls.Secured;

/**
 * The last handler of a pipeline: makes the connection, and tells it what the socket
 * says.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter {

	private final NettyProcess process;

	/**
	 * Makes the connection, until it is made.
	 */
	private @Nullable Function<Channel, Link> links;

	private @Nullable Link link;

	StreamHandler(NettyProcess process, ConnectionProtocol protocol) {
		this(process, (Channel channel) -> new StreamConnection(process, channel, protocol).link());
	}

	StreamHandler(NettyProcess process, Function<Channel, Link> links) {
		this.process = process;
		this.links = links;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		Function<Channel, Link> links = this.links;
		if (links != null) {
			Link link = links.apply(context.channel());
			this.link = link;
			this.links = null;
			link.opened();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Link link = this.link;
		if (link != null && message instanceof ByteBuf in) {
			this.process.burst().begin();
			link.received(in);
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
		Link link = this.link;
		if (link == null) {
			return;
		}
		if (event instanceof ChannelInputShutdownEvent) {
			link.inputFinished();
		}
		else if (event instanceof Secured secured) {
			link.secured(secured);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.link != null) {
			this.link.lost(CloseReason.network("The connection was lost"));
		}
		this.process.burst().end();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Link link = this.link;
		if (link == null) {
			context.close();
			return;
		}
		try {
			if (!(cause instanceof IOException)) {
				this.process.failed(link.connection(), cause);
			}
			link.lost(CloseReason.network(String.valueOf(cause.getMessage())));
		}
		finally {
			context.close();
		}
	}

}
