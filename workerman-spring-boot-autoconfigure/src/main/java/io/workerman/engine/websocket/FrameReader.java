package io.workerman.engine.websocket;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ProtocolException;

/**
 * Reads the headers of frames (RFC 6455, section 5.2) and unmasks payloads where they
 * are.
 */
final class FrameReader {

	private static final int MAX_CONTROL_PAYLOAD = 125;

	/**
	 * The length from which a view of the bytes is worth its object.
	 */
	private static final int LARGE = 256;

	private final boolean masked;

	private boolean compressible;

	private boolean inFrame;

	private boolean last;

	private boolean compressed;

	private Opcode opcode = Opcode.CONTINUATION;

	private int mask;

	private long length;

	/**
	 * How much of the payload has come and is unmasked.
	 */
	private int arrived;

	/**
	 * Create a reader.
	 * @param masked whether the peer has to mask its frames, as clients do, or must not
	 */
	FrameReader(boolean masked) {
		this.masked = masked;
	}

	/**
	 * Take the header of the next frame, unless one has been taken.
	 * @param in the buffer
	 * @return whether a header has been taken and its payload comes next
	 * @throws ProtocolException if the header is malformed
	 */
	boolean readHeader(ByteBuf in) throws ProtocolException {
		if (this.inFrame) {
			return true;
		}
		if (in.readableBytes() < 2) {
			return false;
		}
		int start = in.readerIndex();
		int first = in.getUnsignedByte(start);
		int second = in.getUnsignedByte(start + 1);
		int announced = second & 0x7F;
		check(first, second, announced);
		int lengthBytes = (announced < 126) ? 0 : (announced == 126) ? 2 : 8;
		int size = 2 + lengthBytes + (this.masked ? 4 : 0);
		if (in.readableBytes() < size) {
			return false;
		}
		this.length = switch (lengthBytes) {
			case 2 -> atLeast(126, in.getUnsignedShort(start + 2));
			case 8 -> atLeast(65536, in.getLong(start + 2));
			default -> announced;
		};
		this.mask = this.masked ? in.getInt(start + size - 4) : 0;
		this.last = (first & 0x80) != 0;
		this.arrived = 0;
		this.inFrame = true;
		in.skipBytes(size);
		return true;
	}

	private void check(int first, int second, int announced) throws ProtocolException {
		Opcode opcode = Opcode.of(first & 0x0F);
		if (opcode == null) {
			throw malformed("The opcode is not known");
		}
		boolean begins = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
		if ((first & ((this.compressible && begins) ? 0x30 : 0x70)) != 0) {
			throw malformed("A reserved bit is set");
		}
		this.compressed = (first & 0x40) != 0;
		if (opcode.isControl() && ((first & 0x80) == 0 || announced > MAX_CONTROL_PAYLOAD)) {
			throw malformed("A control frame is fragmented or too long");
		}
		if (((second & 0x80) != 0) != this.masked) {
			throw malformed(this.masked ? "A frame is not masked" : "A frame is masked");
		}
		this.opcode = opcode;
	}

	private static long atLeast(long least, long length) throws ProtocolException {
		if (length < least) {
			throw malformed("The length of a frame is malformed");
		}
		return length;
	}

	static ProtocolException malformed(String message) {
		return new ProtocolException(CloseReason.PROTOCOL_ERROR, message, true);
	}

	/**
	 * Whether the payload has come. What has come of it is unmasked.
	 * @param in the buffer, whose reader index is at the start of the payload
	 * @return whether it has
	 */
	boolean readPayload(ByteBuf in) {
		int arrived = (int) Math.min(in.readableBytes(), this.length);
		unmask(in, in.readerIndex(), arrived);
		this.arrived = arrived;
		this.inFrame = arrived < this.length;
		return !this.inFrame;
	}

	/**
	 * How much of the payload has come and is unmasked.
	 * @return the number of bytes from the start of the payload
	 */
	int arrived() {
		return this.arrived;
	}

	/**
	 * Take what has come of a payload that nobody wants.
	 * @param in the buffer
	 * @return whether that was the rest of it
	 */
	boolean skipPayload(ByteBuf in) {
		int skipped = (int) Math.min(in.readableBytes(), this.length);
		in.skipBytes(skipped);
		this.length -= skipped;
		this.arrived = 0;
		this.inFrame = this.length > 0;
		return !this.inFrame;
	}

	private void unmask(ByteBuf in, int start, int size) {
		if (this.mask == 0) {
			return;
		}
		int mask = Integer.rotateLeft(this.mask, this.arrived % Integer.BYTES * Byte.SIZE);
		long wide = (long) mask << 32 | (mask & 0xFFFFFFFFL);
		int end = start + size;
		int index = start + this.arrived;
		if (end - index >= LARGE && in.nioBufferCount() == 1) {
			index += unmask(in.nioBuffer(index, end - index), wide);
		}
		for (; index + Long.BYTES <= end; index += Long.BYTES) {
			in.setLong(index, in.getLong(index) ^ wide);
		}
		for (int shift = 24; index < end; index++, shift = (shift + 24) & 31) {
			in.setByte(index, in.getByte(index) ^ (mask >>> shift));
		}
	}

	/**
	 * Unmasks whole words. Access to such a buffer costs a fraction of that to a
	 * {@link ByteBuf}, because bounds are checked outside of the loop.
	 */
	private static int unmask(ByteBuffer payload, long wide) {
		int whole = payload.limit() & -Long.BYTES;
		for (int index = 0; index < whole; index += Long.BYTES) {
			payload.putLong(index, payload.getLong(index) ^ wide);
		}
		return whole;
	}

	/**
	 * Messages may be compressed from now on.
	 */
	void allowCompression() {
		this.compressible = true;
	}

	/**
	 * Whether the frame begins a compressed message.
	 * @return whether it does
	 */
	boolean isCompressed() {
		return this.compressed;
	}

	/**
	 * The length of the header of a frame without a mask.
	 * @param frame the buffer
	 * @param start where the frame starts
	 * @return the number of bytes
	 */
	static int headerLength(ByteBuf frame, int start) {
		return switch (frame.getByte(start + 1) & 0x7F) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
	}

	/**
	 * Whether the frame is the last or only one of its message.
	 * @return whether it is
	 */
	boolean isLast() {
		return this.last;
	}

	Opcode opcode() {
		return this.opcode;
	}

	/**
	 * The length of the payload.
	 * @return the number of bytes
	 */
	long length() {
		return this.length;
	}

}
