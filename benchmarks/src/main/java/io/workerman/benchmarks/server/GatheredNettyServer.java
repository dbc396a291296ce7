package io.workerman.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

import io.workerman.benchmarks.Protocol;

/**
 * The optimum by hand: one handler frames, makes the message and encodes the answer into
 * the one buffer of the read. Its WebSocket is an upper bound and not a server: it
 * believes what it gets, in whole frames of text that need not be UTF-8.
 */
final class GatheredNettyServer extends NettyBase {

	private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	GatheredNettyServer(int loops) {
		super(loops, null);
	}

	@Override
	void initialize(Channel channel, Protocol protocol, boolean broadcast) {
		channel.pipeline().addLast(switch (protocol) {
			case TEXT -> new Lines(broadcast);
			case FRAME -> new Frames(broadcast);
			case WEBSOCKET -> new WebSocket(broadcast);
			case HTTP -> throw new IllegalArgumentException("protocol: " + protocol);
		});
	}

	private abstract class Fused extends ChannelInboundHandlerAdapter {

		private final boolean broadcast;

		private @Nullable ByteBuf held;

		Fused(boolean broadcast) {
			this.broadcast = broadcast;
		}

		@Override
		public final void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = join((ByteBuf) message);
			ByteBuf out = context.alloc().directBuffer(Math.max(1024, in.readableBytes()));
			while (take(in, out)) {
				// the next message
			}
			if (in.isReadable()) {
				this.held = in;
			}
			else {
				in.release();
			}
			if (!out.isReadable()) {
				out.release();
			}
			else if (this.broadcast && isMessage()) {
				GatheredNettyServer.this.channels
					.forEach((channel) -> channel.writeAndFlush(out.retainedDuplicate(), channel.voidPromise()));
				out.release();
			}
			else {
				context.writeAndFlush(out, context.voidPromise());
			}
		}

		private ByteBuf join(ByteBuf in) {
			ByteBuf held = this.held;
			if (held == null) {
				return in;
			}
			this.held = null;
			held.discardReadBytes();
			held.writeBytes(in);
			in.release();
			return held;
		}

		abstract boolean take(ByteBuf in, ByteBuf out);

		boolean isMessage() {
			return true;
		}

		@Override
		public final void handlerRemoved(ChannelHandlerContext context) {
			if (this.held != null) {
				this.held.release();
				this.held = null;
			}
		}

		@Override
		public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	private final class Lines extends Fused {

		Lines(boolean broadcast) {
			super(broadcast);
		}

		@Override
		boolean take(ByteBuf in, ByteBuf out) {
			int length = in.bytesBefore((byte) '\n');
			if (length < 0) {
				return false;
			}
			String message = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
			in.skipBytes(length + 1);
			ByteBufUtil.writeUtf8(out, message);
			out.writeByte('\n');
			return true;
		}

	}

	private final class Frames extends Fused {

		Frames(boolean broadcast) {
			super(broadcast);
		}

		@Override
		boolean take(ByteBuf in, ByteBuf out) {
			if (in.readableBytes() < 4 || in.readableBytes() < in.getInt(in.readerIndex())) {
				return false;
			}
			byte[] message = new byte[in.readInt() - 4];
			in.readBytes(message);
			out.writeInt(message.length + 4);
			out.writeBytes(message);
			return true;
		}

	}

	private final class WebSocket extends Fused {

		private boolean open;

		private boolean message;

		WebSocket(boolean broadcast) {
			super(broadcast);
		}

		@Override
		boolean isMessage() {
			return this.message;
		}

		@Override
		boolean take(ByteBuf in, ByteBuf out) {
			if (!this.open) {
				this.open = handshake(in, out);
				return false;
			}
			if (in.readableBytes() < 6) {
				return false;
			}
			int start = in.readerIndex();
			int announced = in.getByte(start + 1) & 0x7F;
			int header = (announced < 126) ? 6 : (announced == 126) ? 8 : 14;
			if (in.readableBytes() < header) {
				return false;
			}
			int length = (announced < 126) ? announced
					: (announced == 126) ? in.getUnsignedShort(start + 2) : (int) in.getLong(start + 2);
			if (in.readableBytes() < header + length) {
				return false;
			}
			unmask(in, start + header, length, in.getInt(start + header - 4));
			String message = in.toString(start + header, length, StandardCharsets.UTF_8);
			in.skipBytes(header + length);
			write(message, out);
			this.message = true;
			return true;
		}

		private static void unmask(ByteBuf in, int start, int length, int mask) {
			long wide = (long) mask << 32 | (mask & 0xFFFFFFFFL);
			int index = start;
			for (; index + 8 <= start + length; index += 8) {
				in.setLong(index, in.getLong(index) ^ wide);
			}
			for (; index < start + length; index++) {
				in.setByte(index, in.getByte(index) ^ (mask >>> (24 - 8 * ((index - start) & 3))));
			}
		}

		private static void write(String message, ByteBuf out) {
			byte[] payload = message.getBytes(StandardCharsets.UTF_8);
			out.writeByte(0x81);
			if (payload.length < 126) {
				out.writeByte(payload.length);
			}
			else if (payload.length <= 0xFFFF) {
				out.writeByte(126).writeShort(payload.length);
			}
			else {
				out.writeByte(127).writeLong(payload.length);
			}
			out.writeBytes(payload);
		}

		private static boolean handshake(ByteBuf in, ByteBuf out) {
			String head = in.toString(StandardCharsets.US_ASCII);
			if (!head.endsWith("\r\n\r\n")) {
				return false;
			}
			in.skipBytes(in.readableBytes());
			String name = "Sec-WebSocket-Key: ";
			int start = head.indexOf(name) + name.length();
			String key = head.substring(start, head.indexOf('\r', start));
			out.writeCharSequence("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n", StandardCharsets.US_ASCII);
			return true;
		}

		private static String accept(String key) {
			try {
				byte[] digest = MessageDigest.getInstance("SHA-1")
					.digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
				return Base64.getEncoder().encodeToString(digest);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
