package io.workerman.engine.protocol;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.PayloadView;

/**
 * Packages that end with a delimiter. What is sent goes out as it is.
 */
public final class DelimiterProtocol implements ConnectionProtocol {

	private final byte[] delimiter;

	private final boolean strip;

	private DelimiterProtocol(byte[] delimiter, boolean strip) {
		this.delimiter = delimiter;
		this.strip = strip;
	}

	/**
	 * Create a protocol.
	 * @param delimiter the delimiter, which is UTF-8
	 * @param strip whether messages come without the delimiter
	 * @return the protocol
	 * @throws IllegalArgumentException if the delimiter is empty
	 */
	public static DelimiterProtocol of(String delimiter, boolean strip) {
		if (delimiter.isEmpty()) {
			throw new IllegalArgumentException("The delimiter is empty (expected one character at least)");
		}
		return new DelimiterProtocol(delimiter.getBytes(StandardCharsets.UTF_8), strip);
	}

	@Override
	public String protocolName() {
		return "tcp";
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new Codec(context, this);
	}

	private static final class Codec extends Framing {

		private final DelimiterProtocol protocol;

		Codec(CodecContext context, DelimiterProtocol protocol) {
			super(context);
			this.protocol = protocol;
		}

		@Override
		int input(ByteBuf in, int seen) {
			byte[] delimiter = this.protocol.delimiter;
			int last = in.writerIndex() - delimiter.length;
			int at = in.readerIndex() + Math.max(0, seen - delimiter.length + 1);
			while (at <= last) {
				at = in.indexOf(at, last + 1, delimiter[0]);
				if (at < 0) {
					return 0;
				}
				if (matches(in, at, delimiter)) {
					return at + delimiter.length - in.readerIndex();
				}
				at++;
			}
			return 0;
		}

		private static boolean matches(ByteBuf in, int at, byte[] delimiter) {
			for (int i = 1; i < delimiter.length; i++) {
				if (in.getByte(at + i) != delimiter[i]) {
					return false;
				}
			}
			return true;
		}

		@Override
		Object take(ByteBuf in, int length) {
			int kept = this.protocol.strip ? length - this.protocol.delimiter.length : length;
			return Payload.read(in, in.readerIndex(), kept, context().view(false), PayloadView.BYTES);
		}

		@Override
		public Object encodingKey() {
			return this.protocol;
		}

	}

}
