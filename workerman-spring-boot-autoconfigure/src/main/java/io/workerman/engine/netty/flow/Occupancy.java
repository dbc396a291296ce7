package io.workerman.engine.netty.flow;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes wait in a send buffer, and how that compares with its limit. Other
 * threads may reserve room here before they hand their bytes over.
 */
public final class Occupancy {

	private static final AtomicLongFieldUpdater<Occupancy> WAITING = AtomicLongFieldUpdater.newUpdater(Occupancy.class,
			"waiting");

	private volatile long waiting;

	private volatile int limit;

	/**
	 * How many of the waiting bytes are in the queue, and not only reserved.
	 */
	private long queued;

	/**
	 * The limit that was reported as reached, 0 while there is room.
	 */
	private int reported;

	/**
	 * Whether the limit was reached and left again without a report.
	 */
	private boolean unreported;

	private final @Nullable SendBudget budget;

	/**
	 * Create an empty buffer's.
	 * @param limit the limit in bytes
	 * @param budget what all buffers together may hold, or {@code null}
	 */
	public Occupancy(int limit, @Nullable SendBudget budget) {
		this.limit = limit;
		this.budget = budget;
	}

	/**
	 * The bytes that wait. For any thread.
	 * @return the bytes
	 */
	public long waiting() {
		return this.waiting;
	}

	/**
	 * The limit in bytes. For any thread.
	 * @return the limit
	 */
	public int limit() {
		return this.limit;
	}

	/**
	 * Set the limit in bytes. For any thread.
	 * @param limit the limit
	 */
	public void limit(int limit) {
		this.limit = limit;
	}

	/**
	 * Whether the limit is reached. For any thread.
	 * @return whether it is
	 */
	public boolean isFull() {
		return this.waiting >= this.limit;
	}

	/**
	 * Whether more should be made to be sent. For any thread.
	 * @return whether there is room for it
	 */
	public boolean hasRoom() {
		return !isFull() && (this.waiting == 0 || !isOverBudget());
	}

	/**
	 * Whether all connections together hold as much as they may. For any thread.
	 * @return whether they do
	 */
	public boolean isOverBudget() {
		return this.budget != null && this.budget.isExhausted();
	}

	private void account(long bytes) {
		if (this.budget != null) {
			this.budget.add(bytes);
		}
	}

	/**
	 * Whether other threads have reserved room and not handed over yet.
	 * @return whether they have
	 */
	public boolean isReserved() {
		return this.waiting > this.queued;
	}

	/**
	 * Reserves room. For any thread.
	 * @param size the bytes
	 * @param most what may wait
	 * @return whether there was room
	 */
	public boolean reserve(int size, long most) {
		long before;
		do {
			before = this.waiting;
			if (before >= most) {
				return false;
			}
		}
		while (!WAITING.compareAndSet(this, before, before + size));
		account(size);
		return true;
	}

	/**
	 * Gives back room that was reserved. For any thread.
	 * @param size the bytes
	 */
	public void giveBack(long size) {
		WAITING.addAndGet(this, -size);
		account(-size);
	}

	/**
	 * What was reserved has been lined up.
	 * @param size the bytes
	 */
	public void lineUp(int size) {
		this.queued += size;
	}

	/**
	 * What was reserved leaves without lining up.
	 * @param size the bytes
	 */
	public void pass(int size) {
		int limit = this.limit;
		long before = WAITING.getAndAdd(this, -size);
		account(-size);
		if (before >= limit && limit > this.reported) {
			this.unreported = true;
		}
		if (before - size < limit) {
			this.reported = 0;
		}
	}

	/**
	 * More bytes have lined up.
	 * @param size the bytes
	 */
	public void grow(int size) {
		this.queued += size;
		WAITING.addAndGet(this, size);
		account(size);
	}

	/**
	 * Bytes that had lined up have left.
	 * @param size the bytes
	 */
	public void shrink(int size) {
		this.queued -= size;
		pass(size);
	}

	/**
	 * Bytes that had lined up were dropped, which makes room but is no draining.
	 * @param size the bytes
	 */
	public void drop(long size) {
		this.queued -= size;
		giveBack(size);
	}

	/**
	 * What has lined up has become larger or smaller.
	 * @param growth by how many bytes
	 */
	public void resize(int growth) {
		if (growth > 0) {
			grow(growth);
		}
		else if (growth < 0) {
			shrink(-growth);
		}
	}

	/**
	 * Nothing is lined up any more.
	 */
	public void clear() {
		drop(this.queued);
	}

	/**
	 * Whether the limit was reached since this was asked last, once for each filling.
	 * @return whether it was
	 */
	public boolean hasFilled() {
		int limit = this.limit;
		boolean full = this.waiting >= limit;
		if (this.unreported || (full && limit > this.reported)) {
			this.unreported = false;
			this.reported = full ? limit : 0;
			return true;
		}
		return false;
	}

}
