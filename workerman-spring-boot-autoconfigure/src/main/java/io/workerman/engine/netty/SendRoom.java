package io.workerman.engine.netty;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.netty.admission.Rejections.Reason;
import io.workerman.engine.netty.flow.Occupancy;

/**
 * Whether there is room for a message in the send buffer of a connection, and what
 * becomes of it if there is none. All methods run on the process unless they say
 * otherwise.
 */
final class SendRoom {

	/**
	 * What the application is told about a message that was dropped.
	 */
	static final String FULL = "send buffer full and drop package";

	private static final String NO_BUDGET = "send buffers of all connections full and drop package";

	private final Link link;

	private final SendQueue queue;

	private final Occupancy occupancy;

	SendRoom(Link link, SendQueue queue, Occupancy occupancy) {
		this.link = link;
		this.queue = queue;
		this.occupancy = occupancy;
	}

	/**
	 * Whether there is no room for a message. Then it is rejected.
	 */
	boolean refuses() {
		String refusal = refusal();
		if (refusal != null) {
			reject(refusal);
		}
		return refusal != null;
	}

	private @Nullable String refusal() {
		if (this.occupancy.isFull() && !make(this.occupancy.limit())) {
			return FULL;
		}
		return (this.queue.isWaiting() && this.occupancy.isOverBudget()) ? NO_BUDGET : null;
	}

	/**
	 * Why there is no room for a message of another thread. For any thread.
	 * @return the reason, or {@code null} if there is room
	 */
	@Nullable String refusalElsewhere() {
		long waiting = this.occupancy.waiting();
		if (waiting >= limitElsewhere()) {
			return FULL;
		}
		return (waiting > 0 && this.occupancy.isOverBudget()) ? NO_BUDGET : null;
	}

	/**
	 * Where the oldest messages are dropped for that of another thread there is as much
	 * room again, because they are dropped only when it is handed over.
	 */
	private long limitElsewhere() {
		long limit = this.occupancy.limit();
		return (this.queue.overflow() == Overflow.DROP_OLDEST) ? limit * 2 : limit;
	}

	/**
	 * Reserves room for a message of another thread. For any thread.
	 * @return whether there was room
	 */
	boolean reserve(int size) {
		return this.occupancy.reserve(size, limitElsewhere());
	}

	/**
	 * Another thread hands over what it has reserved room for.
	 */
	void handedOver(int size) {
		if (this.queue.overflow() == Overflow.DROP_OLDEST) {
			make((long) this.occupancy.limit() + size);
		}
	}

	/**
	 * Drops the oldest messages until less than so many bytes wait.
	 * @return whether that was possible
	 */
	private boolean make(long most) {
		while (this.occupancy.waiting() >= most) {
			if (!this.queue.dropOldest()) {
				return false;
			}
			this.link.sendRejected(FULL);
		}
		return true;
	}

	/**
	 * Whether a message may be dropped again in favour of later ones. For any thread.
	 */
	boolean isDispensable(Object message, boolean raw) {
		return this.queue.overflow() == Overflow.DROP_OLDEST && !raw && this.link.codec().isDispensable(message);
	}

	void reject(String refusal) {
		this.link.sendRejected(refusal);
		rejected(refusal);
	}

	/**
	 * A message was dropped, and the application knows.
	 */
	void rejected(String refusal) {
		if (this.queue.overflow() == Overflow.CLOSE && refusal.equals(FULL) && this.link.isOpen()) {
			this.queue.dropAll();
			Deadlines.enforce(this.link, Reason.OVERFLOW, CloseReason.POLICY_VIOLATION,
					"More waits to be sent than max-send-buffer-size allows");
		}
	}

	/**
	 * When something has left last, by {@link System#nanoTime()}.
	 */
	long lastSent() {
		return this.queue.lastSent();
	}

}
