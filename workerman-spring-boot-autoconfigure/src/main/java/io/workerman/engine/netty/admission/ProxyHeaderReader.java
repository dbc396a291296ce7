package io.workerman.engine.netty.admission;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the PROXY protocol header of a connection and then lets the connection begin.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

	private static final long TIMEOUT_SECONDS = 5;

	private final ProxyProtocol protocol;

	private final ChannelGroup waiting;

	private final Runnable admitted;

	private @Nullable ByteBuf held;

	private @Nullable Future<?> deadline;

	ProxyHeaderReader(ProxyProtocol protocol, ChannelGroup waiting, Runnable admitted) {
		this.protocol = protocol;
		this.waiting = waiting;
		this.admitted = admitted;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.waiting.add(context.channel());
		if (this.protocol.believes(context.channel())) {
			this.deadline = context.executor()
				.schedule(() -> goWithout(context, "no PROXY protocol header came in time"), TIMEOUT_SECONDS,
						TimeUnit.SECONDS);
		}
		else {
			goWithout(context, "its address is not one of the trusted proxies");
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = (ByteBuf) message;
		this.held = (this.held == null) ? in
				: ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), this.held, in);
		if (context.channel().isOpen()) {
			read(context, this.held);
		}
	}

	private void read(ChannelHandlerContext context, ByteBuf in) {
		try {
			ProxyHeader header = ProxyHeader.read(in);
			if (header != null) {
				in.skipBytes(header.length());
				if (header.told() != null) {
					header.told().tell(context.channel());
				}
				begin(context);
			}
		}
		catch (ProxyHeader.Absent ex) {
			goWithout(context, String.valueOf(ex.getMessage()));
		}
		catch (ProxyHeader.Malformed ex) {
			this.protocol.reject(context.channel(), String.valueOf(ex.getMessage()));
		}
	}

	private void goWithout(ChannelHandlerContext context, String reason) {
		if (this.protocol.isRequired()) {
			this.protocol.reject(context.channel(), reason);
		}
		else {
			begin(context);
		}
	}

	private void begin(ChannelHandlerContext context) {
		ByteBuf rest = this.held;
		this.held = null;
		this.waiting.remove(context.channel());
		this.admitted.run();
		context.pipeline().remove(this);
		context.fireChannelActive();
		if (rest != null && rest.isReadable()) {
			context.fireChannelRead(rest);
			context.fireChannelReadComplete();
		}
		else if (rest != null) {
			rest.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// the connection has not begun
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (!(event instanceof ChannelInputShutdownEvent)) {
			return;
		}
		if (this.held == null && this.protocol.isRequired()) {
			// a proxy has looked whether the port is open
			context.close();
			return;
		}
		goWithout(context, "it ended before its PROXY protocol header was complete");
		context.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		context.pipeline().remove(this);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
		if (this.held != null) {
			this.held.release();
			this.held = null;
		}
	}

}
