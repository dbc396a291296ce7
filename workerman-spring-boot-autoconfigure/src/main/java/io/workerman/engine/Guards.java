package io.workerman.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a worker does about peers that are silent, too fast or too slow.
 *
 * @param heartbeat what it does about silent peers, or {@code null} for what their
 * protocol does
 * @param rateLimit how fast peers may send
 * @param overflow what becomes of a message that finds the send buffer full
 * @param writeTimeout how long bytes may wait to be sent without any of them leaving
 * before the connection is closed, zero for ever
 */
public record Guards(@Nullable Heartbeat heartbeat, RateLimit rateLimit, Overflow overflow, Duration writeTimeout) {

	/**
	 * Nothing but the heartbeat of the protocol, and to drop messages that find the send
	 * buffer full.
	 */
	public static final Guards NONE = new Guards(null, RateLimit.NONE, Overflow.REJECT, Duration.ZERO);

	/**
	 * Check the options.
	 */
	public Guards {
		notNegative(writeTimeout, "writeTimeout");
	}

	Guards with(Heartbeat heartbeat) {
		return new Guards(heartbeat, this.rateLimit, this.overflow, this.writeTimeout);
	}

	Guards with(RateLimit rateLimit) {
		return new Guards(this.heartbeat, rateLimit, this.overflow, this.writeTimeout);
	}

	Guards with(Overflow overflow) {
		return new Guards(this.heartbeat, this.rateLimit, overflow, this.writeTimeout);
	}

	Guards with(Duration writeTimeout) {
		return new Guards(this.heartbeat, this.rateLimit, this.overflow, writeTimeout);
	}

	private static void notNegative(Duration duration, String option) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("%s: %s (expected: >= 0)".formatted(option, duration));
		}
	}

	private static void notNegative(long value, String option) {
		if (value < 0) {
			throw new IllegalArgumentException("%s: %d (expected: >= 0)".formatted(option, value));
		}
	}

	/**
	 * Asks silent peers whether they are still there.
	 *
	 * @param interval the time between two heartbeats to a peer that stays silent, zero
	 * for no heartbeats
	 * @param payload what a heartbeat says, empty for none; a WebSocket always gets a
	 * ping
	 * @param missedLimit after so many intervals of silence the connection is closed, 0
	 * for never
	 */
	public record Heartbeat(Duration interval, String payload, int missedLimit) {

		/**
		 * The intervals of silence after which a connection is closed, unless set.
		 */
		public static final int DEFAULT_MISSED_LIMIT = 2;

		/**
		 * No heartbeats.
		 */
		public static final Heartbeat NONE = new Heartbeat(Duration.ZERO, "", DEFAULT_MISSED_LIMIT);

		/**
		 * The longest payload in bytes of UTF-8, which is that of a ping frame.
		 */
		private static final int MAX_PAYLOAD = 125;

		/**
		 * Check the options.
		 */
		public Heartbeat {
			notNegative(interval, "interval");
			notNegative(missedLimit, "missedLimit");
			int size = payload.getBytes(StandardCharsets.UTF_8).length;
			if (size > MAX_PAYLOAD) {
				throw new IllegalArgumentException("payload: %d bytes (expected: <= %d)".formatted(size, MAX_PAYLOAD));
			}
		}

		/**
		 * A heartbeat that closes after {@link #DEFAULT_MISSED_LIMIT}.
		 * @param interval the time between two heartbeats
		 * @return the heartbeat
		 */
		public static Heartbeat every(Duration interval) {
			return new Heartbeat(interval, "", DEFAULT_MISSED_LIMIT);
		}

		/**
		 * A heartbeat like this with another payload.
		 * @param payload what a heartbeat says
		 * @return the heartbeat
		 */
		public Heartbeat saying(String payload) {
			return new Heartbeat(this.interval, payload, this.missedLimit);
		}

		/**
		 * A heartbeat like this with another limit.
		 * @param missedLimit the intervals of silence after which a connection is closed,
		 * 0 for never
		 * @return the heartbeat
		 */
		public Heartbeat closingAfter(int missedLimit) {
			return new Heartbeat(this.interval, this.payload, missedLimit);
		}

	}

	/**
	 * How fast a peer may send.
	 *
	 * @param messagesPerSecond the messages in a second, 0 for no limit
	 * @param bytesPerSecond the bytes in a second, 0 for no limit
	 * @param burst how much may come at once, as the time in which it would come at the
	 * full rate
	 * @param exceeded what happens to a peer that is faster
	 */
	public record RateLimit(long messagesPerSecond, long bytesPerSecond, Duration burst, Exceeded exceeded) {

		/**
		 * How much may come at once, unless set.
		 */
		public static final Duration DEFAULT_BURST = Duration.ofSeconds(1);

		/**
		 * No limit.
		 */
		public static final RateLimit NONE = new RateLimit(0, 0, DEFAULT_BURST, Exceeded.PAUSE);

		/**
		 * Check the options.
		 */
		public RateLimit {
			notNegative(messagesPerSecond, "messagesPerSecond");
			notNegative(bytesPerSecond, "bytesPerSecond");
			notNegative(burst, "burst");
		}

		/**
		 * A limit of messages.
		 * @param perSecond the messages in a second
		 * @return the limit
		 */
		public static RateLimit ofMessages(long perSecond) {
			return new RateLimit(perSecond, 0, DEFAULT_BURST, Exceeded.PAUSE);
		}

		/**
		 * A limit of bytes.
		 * @param perSecond the bytes in a second
		 * @return the limit
		 */
		public static RateLimit ofBytes(long perSecond) {
			return new RateLimit(0, perSecond, DEFAULT_BURST, Exceeded.PAUSE);
		}

		/**
		 * A limit like this with another burst.
		 * @param burst how much may come at once, as the time in which it would come at
		 * the full rate
		 * @return the limit
		 */
		public RateLimit withBurst(Duration burst) {
			return new RateLimit(this.messagesPerSecond, this.bytesPerSecond, burst, this.exceeded);
		}

		/**
		 * A limit like this that closes the connection of a peer that is faster.
		 * @return the limit
		 */
		public RateLimit closing() {
			return new RateLimit(this.messagesPerSecond, this.bytesPerSecond, this.burst, Exceeded.CLOSE);
		}

		/**
		 * What happens to a peer that is too fast.
		 */
		public enum Exceeded {

			/**
			 * It is read no faster than it may send, and TCP slows it down.
			 */
			PAUSE,

			/**
			 * Its connection is closed.
			 */
			CLOSE

		}

	}

	/**
	 * What becomes of a message that finds the send buffer full.
	 */
	public enum Overflow {

		/**
		 * The message is dropped.
		 */
		REJECT,

		/**
		 * The message is dropped and the connection is closed.
		 */
		CLOSE,

		/**
		 * The oldest messages that have not begun to leave are dropped instead, where the
		 * protocol can do without them.
		 */
		DROP_OLDEST

	}

}
