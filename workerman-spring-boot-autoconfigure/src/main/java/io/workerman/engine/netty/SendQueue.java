package io.workerman.engine.netty;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.SendResult;

/**
 * Hands bytes and files to the operating system in order: one write is under way at the
 * most, and what comes meanwhile lines up behind it. All methods run on the process.
 */
final class SendQueue {

	/**
	 * How many bytes are put together at the most.
	 */
	static final int BURST = 64 * 1024;

	/**
	 * Below this many bytes copying is cheaper than a write of their own.
	 */
	static final int SMALL = 4 * 1024;

	private static final int INITIAL = 1024;

	private final SendBuffer owner;

	private final Channel channel;

	private @Nullable InFlight inFlight;

	private @Nullable ArrayDeque<Object> backlog;

	/**
	 * The last buffer of the backlog, while messages may still be appended to it.
	 */
	private @Nullable ByteBuf tail;

	private boolean held;

	private boolean pumping;

	private boolean broken;

	private long outstanding;

	SendQueue(SendBuffer owner, Channel channel) {
		this.owner = owner;
		this.channel = channel;
	}

	/**
	 * Whether the next bytes have to line up.
	 */
	boolean isWaiting() {
		return this.held || this.pumping || this.inFlight != null;
	}

	/**
	 * Whether what lines up is held back.
	 */
	boolean isHeld() {
		return this.held;
	}

	boolean isEmpty() {
		return this.inFlight == null && (this.backlog == null || this.backlog.isEmpty());
	}

	boolean isBroken() {
		return this.broken;
	}

	/**
	 * The bytes of memory and files that the operating system has not taken.
	 */
	long outstanding() {
		return this.outstanding;
	}

	ByteBuf newBuffer() {
		return this.channel.alloc().directBuffer(INITIAL);
	}

	/**
	 * A buffer at the end of the line to append to.
	 */
	ByteBuf tail() {
		ByteBuf tail = this.tail;
		if (tail == null || tail.readableBytes() >= BURST) {
			tail = newBuffer();
			this.tail = tail;
			line().add(tail);
		}
		return tail;
	}

	/**
	 * Bytes were appended to the tail.
	 */
	void appended(int size) {
		this.outstanding += size;
	}

	/**
	 * Lines up.
	 * @param message the bytes or file, which belongs to the queue from now on
	 */
	void add(Object message) {
		this.outstanding += size(message);
		if (message instanceof ByteBuf bytes && bytes.readableBytes() < SMALL) {
			tail().writeBytes(bytes);
			bytes.release();
			return;
		}
		this.tail = null;
		line().add(message);
	}

	private ArrayDeque<Object> line() {
		if (this.backlog == null) {
			this.backlog = new ArrayDeque<>(4);
		}
		return this.backlog;
	}

	/**
	 * Writes, or lines up if something is under way.
	 * @param message the bytes or file, which belongs to the queue from now on
	 */
	SendResult write(Object message) {
		if (this.broken) {
			ReferenceCountUtil.release(message);
			return SendResult.FAILED;
		}
		if (this.pumping || this.inFlight != null) {
			int memory = memory(message);
			add(message);
			this.owner.grow(memory);
			return SendResult.QUEUED;
		}
		this.outstanding += size(message);
		return write(message, false);
	}

	private SendResult write(Object message, boolean counted) {
		long size = size(message);
		int memory = memory(message);
		ChannelPromise promise = this.channel.newProgressivePromise();
		this.channel.writeAndFlush(message, promise);
		if (promise.isDone()) {
			if (counted) {
				this.owner.occupancy().shrink(memory);
			}
			if (!promise.isSuccess()) {
				broke(promise.cause());
				return SendResult.FAILED;
			}
			wrote(size);
			this.owner.report();
			return SendResult.SENT;
		}
		int left = memory(message);
		InFlight inFlight = new InFlight(size, size - (memory - left), memory > 0);
		this.inFlight = inFlight;
		wrote(memory - left);
		if (counted) {
			this.owner.occupancy().shrink(memory - left);
		}
		else {
			this.owner.occupancy().grow(left);
		}
		promise.addListener(inFlight);
		this.owner.report();
		return SendResult.QUEUED;
	}

	private void wrote(long size) {
		if (size > 0) {
			this.outstanding -= size;
			this.owner.wrote(size);
		}
	}

	private static int memory(Object message) {
		return (message instanceof ByteBuf bytes) ? bytes.readableBytes() : 0;
	}

	private static long size(Object message) {
		return (message instanceof FileRegion file) ? file.count() : memory(message);
	}

	/**
	 * Lets nothing pass until {@link #letGo()}, except what {@link #write} writes.
	 */
	void hold() {
		this.held = true;
	}

	void letGo() {
		this.held = false;
		pump();
	}

	/**
	 * Drops what lines up, and lets pass what comes.
	 * @return how many bytes of memory that were
	 */
	int dropHeld() {
		int dropped = 0;
		this.held = false;
		this.tail = null;
		if (this.backlog != null) {
			for (Object message : this.backlog) {
				this.outstanding -= size(message);
				dropped += memory(message);
				ReferenceCountUtil.release(message);
			}
			this.backlog = null;
		}
		return dropped;
	}

	private void pump() {
		if (!this.pumping) {
			this.pumping = true;
			try {
				writeBacklog();
			}
			finally {
				this.pumping = false;
			}
		}
	}

	private void writeBacklog() {
		while (this.inFlight == null && !this.held && !this.broken) {
			Object next = (this.backlog != null) ? this.backlog.poll() : null;
			if (next == null) {
				this.backlog = null;
				this.tail = null;
				return;
			}
			if (next == this.tail) {
				this.tail = null;
			}
			if (size(next) == 0) {
				ReferenceCountUtil.release(next);
			}
			else {
				write(next, true);
			}
		}
	}

	private void broke(@Nullable Throwable cause) {
		if (!this.broken) {
			this.broken = true;
			this.owner.broke(cause);
		}
	}

	/**
	 * Gives up what has not left.
	 */
	void close() {
		this.broken = true;
		this.tail = null;
		if (this.backlog != null) {
			this.backlog.forEach(ReferenceCountUtil::release);
			this.backlog = null;
		}
	}

	/**
	 * A write that the operating system has not taken wholly.
	 */
	private final class InFlight implements ChannelProgressiveFutureListener {

		private final long size;

		private final boolean memory;

		private long left;

		InFlight(long size, long left, boolean memory) {
			this.size = size;
			this.left = left;
			this.memory = memory;
		}

		@Override
		public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
			left(this.size - progress);
		}

		@Override
		public void operationComplete(ChannelProgressiveFuture future) {
			if (SendQueue.this.broken) {
				return;
			}
			if (!future.isSuccess()) {
				broke(future.cause());
				return;
			}
			left(0);
			SendQueue.this.inFlight = null;
			pump();
			if (isEmpty() && !SendQueue.this.broken) {
				SendQueue.this.owner.emptied();
			}
		}

		private void left(long now) {
			long gone = this.left - now;
			if (gone > 0 && !SendQueue.this.broken) {
				this.left = now;
				if (this.memory) {
					SendQueue.this.owner.occupancy().shrink((int) gone);
				}
				wrote(gone);
				SendQueue.this.owner.report();
			}
		}

	}

}
