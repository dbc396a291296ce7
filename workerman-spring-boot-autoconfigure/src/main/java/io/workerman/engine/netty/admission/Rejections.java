package io.workerman.engine.netty.admission;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how often a limit was enforced against a connection that is open. For any
 * thread.
 */
public final class Rejections {

	private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

	/**
	 * Create counters.
	 */
	public Rejections() {
		for (Reason reason : Reason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	/**
	 * Count.
	 * @param reason the limit
	 */
	public void count(Reason reason) {
		Objects.requireNonNull(this.counts.get(reason)).increment();
	}

	/**
	 * Read all counters.
	 * @return a new map of the counts by the property of the limit
	 */
	public Map<String, Long> read() {
		Map<String, Long> read = new TreeMap<>();
		this.counts.forEach((reason, count) -> read.put(reason.property(), count.sum()));
		return read;
	}

	/**
	 * The limits.
	 */
	public enum Reason {

		/**
		 * Nothing was received for too long.
		 */
		IDLE_TIMEOUT,

		/**
		 * Not authenticated in time.
		 */
		AUTH_TIMEOUT,

		/**
		 * Silent in spite of heartbeats.
		 */
		HEARTBEAT,

		/**
		 * Sends too fast.
		 */
		RATE_LIMIT,

		/**
		 * Reads too slowly for what it is sent.
		 */
		OVERFLOW,

		/**
		 * Does not read.
		 */
		WRITE_TIMEOUT;

		/**
		 * The property that sets the limit.
		 * @return the last part of its name
		 */
		public String property() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
