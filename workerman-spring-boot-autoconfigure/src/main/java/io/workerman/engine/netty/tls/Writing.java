package io.workerman.engine.netty.tls;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCounted;

import io.workerman.engine.protocol.FileBytes;

/**
 * Bytes or a file on their way through TLS. The promise tells how far the operating
 * system has taken them.
 */
abstract class Writing {

	private final ReferenceCounted message;

	private final ChannelPromise promise;

	private final long size;

	private long handed;

	private long taken;

	private Writing(ReferenceCounted message, long size, ChannelPromise promise) {
		this.message = message;
		this.size = size;
		this.promise = promise;
	}

	/**
	 * Whether there is something that was not handed over.
	 */
	boolean isReadable() {
		return this.handed < this.size;
	}

	/**
	 * Whether everything was taken.
	 */
	boolean isDone() {
		return this.taken == this.size;
	}

	/**
	 * Hands over the next bytes.
	 * @param allocator makes a buffer
	 * @param most the most bytes to hand over
	 * @return the bytes, which belong to the caller
	 * @throws IOException if they cannot be read
	 */
	ByteBuf hand(ByteBufAllocator allocator, int most) throws IOException {
		int length = (int) Math.min(most, this.size - this.handed);
		ByteBuf bytes = read(allocator, this.handed, length);
		this.handed += length;
		return bytes;
	}

	abstract ByteBuf read(ByteBufAllocator allocator, long position, int length) throws IOException;

	/**
	 * The operating system has taken the next bytes.
	 */
	void taken(int bytes) {
		this.taken += bytes;
		if (this.promise instanceof ChannelProgressivePromise progressive && !isDone()) {
			progressive.tryProgress(this.taken, this.size);
		}
	}

	void succeeded() {
		this.message.release();
		this.promise.trySuccess();
	}

	void failed(Throwable cause) {
		this.message.release();
		this.promise.tryFailure(cause);
	}

	/**
	 * Bytes in memory. Their reader index follows what was taken.
	 */
	static final class OfBytes extends Writing {

		private final ByteBuf bytes;

		private final int start;

		OfBytes(ByteBuf bytes, ChannelPromise promise) {
			super(bytes, bytes.readableBytes(), promise);
			this.bytes = bytes;
			this.start = bytes.readerIndex();
		}

		@Override
		ByteBuf read(ByteBufAllocator allocator, long position, int length) {
			return this.bytes.retainedSlice(this.start + (int) position, length);
		}

		@Override
		void taken(int bytes) {
			this.bytes.skipBytes(bytes);
			super.taken(bytes);
		}

	}

	/**
	 * A part of a file, which is read piece by piece.
	 */
	static final class OfFile extends Writing {

		private final FileRegion file;

		OfFile(FileRegion file, ChannelPromise promise) {
			super(file, file.count(), promise);
			this.file = file;
		}

		@Override
		ByteBuf read(ByteBufAllocator allocator, long position, int length) throws IOException {
			return FileBytes.read(this.file, position, length, allocator);
		}

	}

}
