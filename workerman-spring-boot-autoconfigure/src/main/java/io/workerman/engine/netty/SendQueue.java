package io.workerman.engine.netty;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Socket;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.flow.Backlog;
import io.workerman.engine.netty.transport.DirectWrites;

/**
 * Hands bytes and files to the operating system in order: one write is under way at the
 * most, and what comes meanwhile lines up behind it. All methods run on the process.
 */
final class SendQueue {

	private final SendBuffer owner;

	private final Link link;

	private @Nullable InFlight inFlight;

	/**
	 * Where bytes are written past the channel, if they may be.
	 */
	private final @Nullable Socket socket;

	private final Overflow overflow;

	private @Nullable Backlog backlog;

	private boolean held;

	private boolean pumping;

	private boolean broken;

	private long outstanding;

	private long lastSent = System.nanoTime();

	SendQueue(SendBuffer owner, Link link) {
		this.owner = owner;
		this.link = link;
		this.socket = DirectWrites.socket(link.channel());
		this.overflow = link.worker().options().guards().overflow();
	}

	/**
	 * What becomes of messages for which there is no room. For any thread.
	 */
	Overflow overflow() {
		return this.overflow;
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

	/**
	 * When something has left last, by {@link System#nanoTime()}.
	 */
	long lastSent() {
		return this.lastSent;
	}

	ByteBuf newBuffer(int size) {
		return this.link.channel().alloc().directBuffer(size);
	}

	/**
	 * A buffer at the end of the line to append to.
	 * @param size the size with which a new buffer begins
	 */
	ByteBuf tail(int size) {
		return backlog().tail(size);
	}

	/**
	 * A message was appended to the tail.
	 * @param dispensable whether it may be dropped again
	 */
	void appended(OutgoingBuffer message, boolean dispensable) {
		this.outstanding += message.size();
		backlog().appended(message.size(), dispensable && message.isPlain());
		addFile(message);
	}

	/**
	 * Lines up a message with a buffer of its own.
	 */
	void add(OutgoingBuffer message, boolean dispensable) {
		add(message.bytes(), dispensable && message.isPlain());
		addFile(message);
	}

	private void addFile(OutgoingBuffer message) {
		if (message.file() != null) {
			add(message.file(), false);
		}
	}

	/**
	 * Lines up.
	 * @param message the bytes or file, which belongs to the queue from now on
	 * @param dispensable whether it may be dropped again
	 */
	void add(Object message, boolean dispensable) {
		this.outstanding += Backlog.size(message);
		backlog().add(message, dispensable);
	}

	private Backlog backlog() {
		if (this.backlog == null) {
			this.backlog = new Backlog(this.link.channel().alloc(), this.overflow == Overflow.DROP_OLDEST);
		}
		return this.backlog;
	}

	/**
	 * Drops the oldest message that may be dropped and has not begun to leave.
	 * @return whether there was one
	 */
	boolean dropOldest() {
		return this.backlog != null && this.backlog.dropOldest(this::dropped);
	}

	/**
	 * Drops all that has not begun to leave.
	 */
	void dropAll() {
		Backlog backlog = this.backlog;
		if (backlog != null) {
			this.backlog = null;
			backlog.clear(this::dropped);
		}
	}

	private void dropped(long before, long size, int memory) {
		this.outstanding -= size;
		this.owner.dropped(((this.inFlight != null) ? this.inFlight.left : 0) + before, size, memory);
	}

	/**
	 * Writes, or lines up if something is under way.
	 * @param message the bytes or file, which belongs to the queue from now on
	 */
	SendResult write(Object message) {
		return write(message, false);
	}

	/**
	 * Writes, or lines up if something is under way.
	 * @param message the bytes or file, which belongs to the queue from now on
	 * @param dispensable whether it may be dropped again if it lines up
	 */
	SendResult write(Object message, boolean dispensable) {
		if (this.broken) {
			ReferenceCountUtil.release(message);
			return SendResult.FAILED;
		}
		if (this.pumping || this.inFlight != null) {
			int memory = Backlog.memory(message);
			add(message, dispensable);
			this.owner.grow(memory);
			return SendResult.QUEUED;
		}
		this.outstanding += Backlog.size(message);
		return hand(message, false);
	}

	private SendResult hand(Object message, boolean counted) {
		if (this.socket != null && message instanceof ByteBuf bytes) {
			return hand(bytes, counted, this.socket);
		}
		return handToChannel(message, counted);
	}

	private SendResult hand(ByteBuf bytes, boolean counted, Socket socket) {
		int memory = bytes.readableBytes();
		int taken;
		try {
			taken = DirectWrites.write(socket, bytes);
		}
		catch (IOException ex) {
			bytes.release();
			if (counted) {
				this.owner.occupancy().shrink(memory);
			}
			broke(ex);
			return SendResult.FAILED;
		}
		if (counted) {
			this.owner.occupancy().shrink(taken);
		}
		wrote(taken);
		if (taken < memory) {
			return handToChannel(bytes, counted);
		}
		bytes.release();
		this.owner.report();
		return SendResult.SENT;
	}

	private SendResult handToChannel(Object message, boolean counted) {
		long size = Backlog.size(message);
		int memory = Backlog.memory(message);
		ChannelPromise promise = this.link.channel().newProgressivePromise();
		this.link.channel().writeAndFlush(message, promise);
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
		int left = Backlog.memory(message);
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
			this.lastSent = this.link.process().burst().now();
			this.link.wrote(size);
		}
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
	 */
	void dropHeld() {
		this.held = false;
		dropAll();
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
				return;
			}
			if (Backlog.size(next) == 0) {
				ReferenceCountUtil.release(next);
			}
			else {
				hand(next, true);
			}
		}
	}

	private void broke(@Nullable Throwable cause) {
		if (!this.broken) {
			this.broken = true;
			this.link.sendBroke(cause);
		}
	}

	/**
	 * Gives up what has not left.
	 */
	void close() {
		this.broken = true;
		Backlog backlog = this.backlog;
		if (backlog != null) {
			this.backlog = null;
			backlog.clear((before, size, memory) -> {
			});
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
