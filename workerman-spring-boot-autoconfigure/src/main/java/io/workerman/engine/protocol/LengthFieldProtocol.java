package io.workerman.engine.protocol;

import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.PayloadView;

/**
 * Packages with a header that tells their length. What is sent goes out as it is.
 *
 * @param offset where the length begins, in bytes
 * @param size the bytes of the length: 1, 2, 3, 4 or 8, without sign
 * @param order the order of these bytes
 * @param adjustment what to add to the length to get the number of bytes that follow it
 * @param strip how many bytes at the beginning of a package messages come without
 */
public record LengthFieldProtocol(int offset, int size, ByteOrder order, int adjustment,
		int strip) implements ConnectionProtocol {

	/**
	 * Create a protocol.
	 * @param offset where the length begins, in bytes
	 * @param size the bytes of the length: 1, 2, 3, 4 or 8, without sign
	 * @param order the order of these bytes
	 * @param adjustment what to add to the length to get the number of bytes that follow
	 * it
	 * @param strip how many bytes at the beginning of a package messages come without
	 * @throws IllegalArgumentException if a number is impossible
	 */
	public LengthFieldProtocol {
		if (offset < 0 || strip < 0) {
			throw new IllegalArgumentException("offset: %d, strip: %d (expected: >= 0 each)".formatted(offset, strip));
		}
		if (size < 1 || (size > 4 && size != Long.BYTES)) {
			throw new IllegalArgumentException("size: %d (expected: 1, 2, 3, 4 or 8)".formatted(size));
		}
	}

	@Override
	public String protocolName() {
		return "tcp";
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		return new Codec(context, this);
	}

	/**
	 * The length of a package, or a negative number if there can be no such package.
	 */
	private int length(ByteBuf in) {
		long value = value(in, in.readerIndex() + this.offset);
		long header = (long) this.offset + this.size;
		if (value < 0 || value > Integer.MAX_VALUE) {
			return Integer.MAX_VALUE;
		}
		long whole = header + value + this.adjustment;
		return (whole < header) ? -1 : (int) Math.min(whole, Integer.MAX_VALUE);
	}

	private long value(ByteBuf in, int at) {
		long value = 0;
		for (int i = 0; i < this.size; i++) {
			int next = (this.order == ByteOrder.BIG_ENDIAN) ? at + i : at + this.size - 1 - i;
			value = value << Byte.SIZE | in.getUnsignedByte(next);
		}
		return value;
	}

	private static final class Codec extends Framing {

		private final LengthFieldProtocol protocol;

		Codec(CodecContext context, LengthFieldProtocol protocol) {
			super(context);
			this.protocol = protocol;
		}

		@Override
		int input(ByteBuf in, int seen) {
			return (in.readableBytes() < this.protocol.offset + this.protocol.size) ? 0 : this.protocol.length(in);
		}

		@Override
		Object take(ByteBuf in, int length) {
			int strip = Math.min(length, this.protocol.strip);
			return Payload.read(in, in.readerIndex() + strip, length - strip, context().view(false), PayloadView.BYTES);
		}

		@Override
		public Object encodingKey() {
			return this.protocol;
		}

	}

}
