package io.workerman.engine.netty.flow;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Guards;

/**
 * Measures how fast a peer sends, with a token bucket each for messages and bytes.
 */
public final class RateLimiter {

	private static final double NANOS = 1_000_000_000;

	private final boolean closes;

	private final Bucket messages;

	private final Bucket bytes;

	private RateLimiter(Guards.RateLimit limit, long now) {
		this.closes = limit.exceeded() == Guards.RateLimit.Exceeded.CLOSE;
		this.messages = new Bucket(limit.messagesPerSecond(), limit, now);
		this.bytes = new Bucket(limit.bytesPerSecond(), limit, now);
	}

	/**
	 * Create a limiter.
	 * @param limit the limit
	 * @param now the time, by {@link System#nanoTime()}
	 * @return the limiter, or {@code null} if there is no limit
	 */
	public static @Nullable RateLimiter of(Guards.RateLimit limit, long now) {
		boolean limited = limit.messagesPerSecond() > 0 || limit.bytesPerSecond() > 0;
		return limited ? new RateLimiter(limit, now) : null;
	}

	/**
	 * Whether a peer that is too fast is sent away, and not only slowed down.
	 * @return whether it is
	 */
	public boolean closes() {
		return this.closes;
	}

	/**
	 * Bytes were received.
	 * @param count how many
	 * @param now the time
	 * @return whether they are within the limit
	 */
	public boolean bytes(int count, long now) {
		return this.bytes.take(count, now);
	}

	/**
	 * A message was received.
	 * @param now the time
	 * @return whether it is within the limit
	 */
	public boolean message(long now) {
		return this.messages.take(1, now);
	}

	/**
	 * How long to wait for the next message.
	 * @param now the time
	 * @return the time in nanoseconds, 0 for not at all
	 */
	public long pause(long now) {
		return Math.max(this.messages.pause(1, now), this.bytes.pause(0, now));
	}

	/**
	 * Holds at most what may come in one burst, and may get into debt.
	 */
	private static final class Bucket {

		private final double rate;

		private final double capacity;

		private double tokens;

		private long filled;

		Bucket(long perSecond, Guards.RateLimit limit, long now) {
			this.rate = perSecond / NANOS;
			this.capacity = Math.max(1, this.rate * limit.burst().toNanos());
			this.tokens = this.capacity;
			this.filled = now;
		}

		private void fill(long now) {
			if (now > this.filled) {
				this.tokens = Math.min(this.capacity, this.tokens + (now - this.filled) * this.rate);
				this.filled = now;
			}
		}

		boolean take(int count, long now) {
			if (this.rate == 0) {
				return true;
			}
			fill(now);
			this.tokens -= count;
			return this.tokens >= 0;
		}

		long pause(int wanted, long now) {
			if (this.rate == 0) {
				return 0;
			}
			fill(now);
			return (this.tokens >= wanted) ? 0 : (long) Math.ceil((wanted - this.tokens) / this.rate);
		}

	}

}
