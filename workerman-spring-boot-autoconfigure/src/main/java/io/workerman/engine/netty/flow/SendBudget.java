package io.workerman.engine.netty.flow;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the send buffers of all connections may hold together. For any thread. Only bytes
 * that wait are counted, so that a message that leaves at once pays nothing for it.
 */
public final class SendBudget {

	private static final Logger logger = LoggerFactory.getLogger(SendBudget.class);

	private final long most;

	private final @Nullable SendBudget whole;

	private final LongAdder waiting = new LongAdder();

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create a budget.
	 * @param most how many bytes may wait
	 */
	public SendBudget(long most) {
		this(most, null);
	}

	private SendBudget(long most, @Nullable SendBudget whole) {
		this.most = most;
		this.whole = whole;
	}

	/**
	 * Create a budget for some of the connections.
	 * @param most how many bytes may wait on them
	 * @param whole the budget of all connections, or {@code null} if there is none
	 * @return the budget
	 */
	public static SendBudget of(long most, @Nullable SendBudget whole) {
		return new SendBudget(most, (whole != null) ? whole : new SendBudget(Long.MAX_VALUE));
	}

	/**
	 * More bytes wait, or fewer.
	 * @param bytes how many more
	 */
	public void add(long bytes) {
		this.waiting.add(bytes);
		if (this.whole != null) {
			this.whole.add(bytes);
		}
	}

	/**
	 * The bytes that wait.
	 * @return how many
	 */
	public long waiting() {
		return this.waiting.sum();
	}

	/**
	 * Whether no more bytes should wait. It is logged once for each time that this
	 * happens.
	 * @return whether the budget is used up
	 */
	public boolean isExhausted() {
		long waiting = waiting();
		if (this.whole != null) {
			return waiting >= this.most || this.whole.isExhausted();
		}
		if (waiting < this.most) {
			if (waiting < this.most / 2 && this.warned.get()) {
				this.warned.set(false);
			}
			return false;
		}
		if (this.warned.compareAndSet(false, true)) {
			logger
				.warn("{} bytes wait in all send buffers together, and messages to connections that do not keep up are "
						+ "dropped now: workerman.max-total-send-buffer-size is {} bytes", waiting, this.most);
		}
		return true;
	}

}
