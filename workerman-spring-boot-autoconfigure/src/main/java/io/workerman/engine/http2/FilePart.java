package io.workerman.engine.http2;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

import io.netty.buffer.ByteBuf;

/**
 * Takes bytes of a file until a buffer is full.
 *
 * @param target the buffer
 */
record FilePart(ByteBuf target) implements WritableByteChannel {

	@Override
	public int write(ByteBuffer bytes) {
		int length = Math.min(bytes.remaining(), this.target.writableBytes());
		this.target.writeBytes(bytes.duplicate().limit(bytes.position() + length));
		bytes.position(bytes.position() + length);
		return length;
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close() {
		// a buffer needs no closing
	}

}
