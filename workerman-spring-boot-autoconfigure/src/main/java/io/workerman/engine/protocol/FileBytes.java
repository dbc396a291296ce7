package io.workerman.engine.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;

/**
 * Takes bytes of a file into memory, where they cannot leave without having been there.
 *
 * @param target the buffer, which is filled
 */
public record FileBytes(ByteBuf target) implements WritableByteChannel {

	/**
	 * Read a part of a file.
	 * @param file the file
	 * @param position where the part begins, from the beginning of the region
	 * @param length how many bytes it has
	 * @param allocator makes the buffer
	 * @return a buffer that holds all of them, and belongs to the caller
	 * @throws IOException if the file cannot be read, or has become shorter
	 */
	public static ByteBuf read(FileRegion file, long position, int length, ByteBufAllocator allocator)
			throws IOException {
		ByteBuf bytes = allocator.buffer(length, length);
		try {
			file.transferTo(new FileBytes(bytes), position);
			if (bytes.isWritable()) {
				throw new EOFException("The file has become shorter");
			}
			return bytes.retain();
		}
		finally {
			bytes.release();
		}
	}

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
