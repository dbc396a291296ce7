package io.workerman.engine.http;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * A body that is being received. Memory grows with what has come, not with what was
 * announced.
 */
abstract class RequestBody {

	private static final byte[] EMPTY = new byte[0];

	private byte[] bytes = EMPTY;

	private int size;

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the body is complete
	 * @throws HttpRefusal if it is malformed or too large
	 */
	abstract boolean read(ByteBuf in) throws HttpRefusal;

	/**
	 * What followed the body.
	 * @return the trailer
	 */
	HeaderFields trailer() {
		return HeaderFields.NONE;
	}

	final int size() {
		return this.size;
	}

	final byte[] bytes() {
		return (this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size);
	}

	/**
	 * Take some bytes.
	 * @param in the buffer
	 * @param length how many
	 * @param expected the size that the body is expected to reach, a limit of growth
	 */
	final void append(ByteBuf in, int length, int expected) {
		int needed = this.size + length;
		if (needed > this.bytes.length) {
			int comfortable = (int) Math.min(expected, Math.max(256, this.bytes.length * 2L));
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, comfortable));
		}
		in.readBytes(this.bytes, this.size, length);
		this.size = needed;
	}

}
