package io.workerman.engine.netty.flow;

import java.util.ArrayDeque;
import java.util.Iterator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What lines up behind a write: bytes and files, in order. Small messages share a buffer.
 */
public final class Backlog {

	/**
	 * How many bytes are put together at the most.
	 */
	public static final int BURST = 64 * 1024;

	/**
	 * Below this many bytes copying is cheaper than a write of their own.
	 */
	public static final int SMALL = 4 * 1024;

	private final ByteBufAllocator allocator;

	private final ArrayDeque<Object> line = new ArrayDeque<>(4);

	private final @Nullable MessageLengths lengths;

	/**
	 * The last buffer of the line, while messages may still be appended to it.
	 */
	private @Nullable ByteBuf tail;

	/**
	 * Create an empty one.
	 * @param allocator makes buffers
	 * @param drops whether messages may be dropped again
	 */
	public Backlog(ByteBufAllocator allocator, boolean drops) {
		this.allocator = allocator;
		this.lengths = drops ? new MessageLengths() : null;
	}

	/**
	 * Whether nothing lines up.
	 * @return whether it is empty
	 */
	public boolean isEmpty() {
		return this.line.isEmpty();
	}

	/**
	 * A buffer at the end of the line to append to.
	 * @param size about how large the next message is
	 * @return the buffer
	 */
	public ByteBuf tail(int size) {
		ByteBuf tail = this.tail;
		if (tail == null || (tail.isReadable() && tail.writerIndex() + size > BURST)) {
			tail = (size < SMALL) ? this.allocator.directBuffer(size) : exactBuffer(size);
			this.tail = tail;
			this.line.add(tail);
		}
		return tail;
	}

	/**
	 * A message was appended to the tail.
	 * @param length its length
	 * @param dispensable whether it may be dropped again
	 */
	public void appended(int length, boolean dispensable) {
		mark(length, dispensable);
		ByteBuf tail = this.tail;
		if (tail != null && tail.readableBytes() >= BURST) {
			this.tail = null;
			this.line.removeLast();
			this.line.add(compact(tail));
		}
	}

	private void mark(int length, boolean dispensable) {
		if (this.lengths != null && length > 0) {
			this.lengths.add(dispensable ? length : -length);
		}
	}

	/**
	 * A buffer that takes no more memory than it is asked for, for bytes that wait. One
	 * of a pool may take twice as much.
	 * @param size its size
	 * @return the buffer
	 */
	public static ByteBuf exactBuffer(int size) {
		return UnpooledByteBufAllocator.DEFAULT.directBuffer(size);
	}

	/**
	 * Sees to it that bytes that wait take no more memory than they need. Those that are
	 * shared stay as they are.
	 */
	private static ByteBuf compact(ByteBuf bytes) {
		int size = bytes.readableBytes();
		boolean exact = bytes.alloc() instanceof UnpooledByteBufAllocator && bytes.capacity() - size <= size / 4;
		if (exact || bytes.refCnt() > 1) {
			return bytes;
		}
		ByteBuf compact = exactBuffer(size);
		compact.writeBytes(bytes);
		bytes.release();
		return compact;
	}

	/**
	 * Lines up.
	 * @param message the bytes or file, which belongs to the backlog from now on
	 * @param dispensable whether it may be dropped again
	 */
	public void add(Object message, boolean dispensable) {
		if (message instanceof ByteBuf bytes && bytes.readableBytes() < SMALL) {
			int length = bytes.readableBytes();
			tail(Math.max(length, SMALL / 4)).writeBytes(bytes);
			bytes.release();
			appended(length, dispensable);
			return;
		}
		this.tail = null;
		mark(memory(message), dispensable);
		this.line.add((message instanceof ByteBuf bytes) ? compact(bytes) : message);
	}

	/**
	 * Takes the first.
	 * @return the bytes or file, or {@code null} if there is none
	 */
	public @Nullable Object poll() {
		Object first = this.line.poll();
		if (first != null && first == this.tail) {
			this.tail = null;
		}
		if (first != null && this.lengths != null) {
			this.lengths.removeBytes(memory(first));
		}
		return first;
	}

	/**
	 * Drops the oldest message that may be dropped.
	 * @param dropped learns what was dropped
	 * @return whether there was one
	 */
	public boolean dropOldest(Dropped dropped) {
		if (this.lengths == null) {
			return false;
		}
		long before = 0;
		int position = 0;
		for (Iterator<Object> entries = this.line.iterator(); entries.hasNext();) {
			Object entry = entries.next();
			int size = memory(entry);
			for (int start = 0; start < size; position++) {
				int length = this.lengths.get(position);
				if (length > 0) {
					this.lengths.remove(position);
					cut((ByteBuf) entry, start, length, entries);
					dropped.dropped(before + start, length, length);
					return true;
				}
				start -= length;
			}
			before += size(entry);
		}
		return false;
	}

	private void cut(ByteBuf bytes, int start, int length, Iterator<Object> entries) {
		if (start > 0) {
			byte[] kept = new byte[start];
			bytes.getBytes(bytes.readerIndex(), kept);
			bytes.setBytes(bytes.readerIndex() + length, kept);
		}
		bytes.skipBytes(length);
		if (!bytes.isReadable()) {
			entries.remove();
			bytes.release();
			if (!entries.hasNext()) {
				this.tail = null;
			}
		}
		else if (bytes.readerIndex() >= BURST) {
			bytes.discardReadBytes();
		}
	}

	/**
	 * Gives up all.
	 * @param dropped learns what was given up
	 */
	public void clear(Dropped dropped) {
		int memory = 0;
		long size = 0;
		for (Object message : this.line) {
			memory += memory(message);
			size += size(message);
			ReferenceCountUtil.release(message);
		}
		this.line.clear();
		this.tail = null;
		dropped.dropped(0, size, memory);
	}

	/**
	 * The bytes of memory of a part.
	 * @param message the bytes or file
	 * @return how many of it are in memory
	 */
	public static int memory(Object message) {
		return (message instanceof ByteBuf bytes) ? bytes.readableBytes() : 0;
	}

	/**
	 * The size of a part.
	 * @param message the bytes or file
	 * @return the number of bytes that leave
	 */
	public static long size(Object message) {
		return (message instanceof FileRegion file) ? file.count() : memory(message);
	}

	/**
	 * Learns what was dropped.
	 */
	@FunctionalInterface
	public interface Dropped {

		/**
		 * Bytes were dropped.
		 * @param before how many bytes are before them
		 * @param size how many bytes were dropped
		 * @param memory how many of them were in memory
		 */
		void dropped(long before, long size, int memory);

	}

}
