package io.workerman.engine.protocol;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.PayloadView;

/**
 * Lines of UTF-8: a package ends with {@code \n}, a message is the line without its line
 * end ({@code \n} or {@code \r\n}), and what is sent gets a {@code \n}.
 */
public final class TextProtocol implements ConnectionProtocol {

	/**
	 * The protocol.
	 */
	public static final TextProtocol INSTANCE = new TextProtocol();

	private TextProtocol() {
	}

	@Override
	public String protocolName() {
		return "text";
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new Codec(context);
	}

	private static final class Codec extends Framing {

		Codec(CodecContext context) {
			super(context);
		}

		@Override
		int input(ByteBuf in, int seen) {
			int start = in.readerIndex();
			int end = in.indexOf(start + seen, in.writerIndex(), (byte) '\n');
			return (end >= 0) ? end - start + 1 : 0;
		}

		@Override
		Object take(ByteBuf in, int length) {
			int start = in.readerIndex();
			int end = start + length - 1;
			while (end > start && in.getByte(end - 1) == '\r') {
				end--;
			}
			return Payload.read(in, start, end - start, context().view(true), PayloadView.TEXT);
		}

		@Override
		public boolean append(Object message, ByteBuf out) {
			Payload.write(message, out, context());
			out.writeByte('\n');
			return true;
		}

		@Override
		public Object encodingKey() {
			return INSTANCE;
		}

	}

}
