package io.workerman.engine.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.ProtocolException;

/**
 * Runs the handlers of one connection between its bytes and its messages. Any thread may
 * encode while the process decodes, so a lock lets one at a time use them.
 */
final class PipelineCodec implements ConnectionCodec {

	private final CodecContext context;

	private final EmbeddedChannel pipeline;

	private final Decoded decoded = new Decoded();

	/**
	 * How many of the bytes received have been given to the handlers. They are consumed
	 * when the application has got all messages that they made.
	 */
	private int given;

	/**
	 * How many bytes have been given since the last message.
	 */
	private volatile int fruitless;

	private @Nullable Object lent;

	PipelineCodec(CodecContext context, List<ChannelHandler> handlers) {
		this.context = context;
		this.pipeline = new EmbeddedChannel(handlers.toArray(ChannelHandler[]::new));
		this.pipeline.pipeline().addLast(this.decoded);
	}

	@Override
	public synchronized @Nullable Object decode(ByteBuf in) throws ProtocolException {
		takeBack();
		Object message = this.decoded.messages.poll();
		while (message == null) {
			in.skipBytes(this.given);
			this.given = 0;
			check(this.decoded.failure);
			if (!in.isReadable()) {
				return null;
			}
			give(in);
			message = this.decoded.messages.poll();
		}
		this.fruitless = 0;
		this.lent = message;
		if (message instanceof DecoderResultProvider judged) {
			check(judged.decoderResult().cause());
		}
		return message;
	}

	private void give(ByteBuf in) throws ProtocolException {
		int before = this.fruitless;
		int room = this.context.maxPackageSize() - before;
		if (room <= 0) {
			throw new ProtocolException(CloseReason.TOO_BIG, "The peer sent a package larger than max-package-size ("
					+ this.context.maxPackageSize() + " bytes)");
		}
		this.given = Math.min(room, in.readableBytes());
		this.fruitless = before + this.given;
		this.pipeline.pipeline().fireChannelRead(in.retainedSlice(in.readerIndex(), this.given));
		this.pipeline.pipeline().fireChannelReadComplete();
		this.pipeline.runPendingTasks();
		if (!this.pipeline.outboundMessages().isEmpty()) {
			drain(this.context.answer());
		}
	}

	private static void check(@Nullable Throwable failure) throws ProtocolException {
		if (failure != null) {
			throw new ProtocolException(CloseReason.PROTOCOL_ERROR,
					"The peer sent bytes that are no package: " + failure.getMessage());
		}
	}

	@Override
	public synchronized void encode(Object message, Outgoing out) {
		if (!this.pipeline.isActive()) {
			throw new IllegalStateException("The connection is closed");
		}
		boolean encoded = false;
		try {
			this.pipeline.writeOutbound(share(message));
			encoded = drain(out.bytes());
		}
		catch (Exception ex) {
			throw cannotSend(message, ex);
		}
		finally {
			this.pipeline.releaseOutbound();
		}
		if (!encoded) {
			throw cannotSend(message, null);
		}
	}

	/**
	 * The sender keeps its message, and others may send the same at this moment.
	 */
	private static Object share(Object message) {
		if (message instanceof ByteBuf bytes) {
			return bytes.retainedDuplicate();
		}
		return (message instanceof ByteBufHolder holder) ? holder.retainedDuplicate()
				: ReferenceCountUtil.retain(message);
	}

	private IllegalArgumentException cannotSend(Object message, @Nullable Exception cause) {
		return new IllegalArgumentException("The protocol '%s' cannot send '%s'"
			.formatted(this.context.connection().protocol().protocolName(), message.getClass().getName()), cause);
	}

	/**
	 * Moves what comes out of the handlers.
	 * @return whether all of it was bytes
	 */
	private boolean drain(ByteBuf out) {
		boolean bytes = true;
		for (Object part = this.pipeline.readOutbound(); part != null; part = this.pipeline.readOutbound()) {
			if (part instanceof ByteBuf buffer) {
				out.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
			}
			else {
				bytes = false;
			}
			ReferenceCountUtil.release(part);
		}
		return bytes;
	}

	@Override
	public int bufferedBytes() {
		return this.fruitless;
	}

	@Override
	public synchronized void closed() {
		takeBack();
		try {
			this.pipeline.finishAndReleaseAll();
		}
		catch (Exception ex) {
			// an encoder that held something back
		}
		this.decoded.messages.forEach(ReferenceCountUtil::release);
		this.decoded.messages.clear();
	}

	private void takeBack() {
		ReferenceCountUtil.release(this.lent);
		this.lent = null;
	}

	/**
	 * Takes what comes out of the decoders. Of their exceptions the first is enough: the
	 * peer may be able to provoke many.
	 */
	private static final class Decoded extends ChannelInboundHandlerAdapter {

		private final Deque<Object> messages = new ArrayDeque<>();

		private @Nullable Throwable failure;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			this.messages.add(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (this.failure == null) {
				this.failure = cause;
			}
		}

	}

}
