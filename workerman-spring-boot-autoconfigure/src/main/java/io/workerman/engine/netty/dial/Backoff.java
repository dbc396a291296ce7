package io.workerman.engine.netty.dial;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.client.ReconnectPolicy;

/**
 * Counts the attempts to connect again, and says when the next one is due. It begins anew
 * when a connection has been up for longer than the delay before it, so that a server
 * that accepts and closes at once is not stormed.
 */
public final class Backoff {

	private final @Nullable ReconnectPolicy policy;

	private int attempts;

	private Duration delay = Duration.ZERO;

	private long upSince;

	private boolean up;

	/**
	 * Create a back-off.
	 * @param policy the policy, or {@code null} to never connect again
	 */
	public Backoff(@Nullable ReconnectPolicy policy) {
		this.policy = policy;
	}

	/**
	 * The connection is up.
	 * @param now the time, by {@link System#nanoTime()}
	 */
	public void connected(long now) {
		this.up = true;
		this.upSince = now;
	}

	/**
	 * Forget all attempts.
	 */
	public void reset() {
		this.attempts = 0;
		this.delay = Duration.ZERO;
		this.up = false;
	}

	/**
	 * The connection has closed, or could not be made.
	 * @param now the time, by {@link System#nanoTime()}
	 * @return the delay until the next attempt, or {@code null} if there is none
	 */
	public @Nullable Duration next(long now) {
		if (this.up && now - this.upSince > this.delay.toNanos()) {
			reset();
		}
		this.up = false;
		if (this.policy == null || isExhausted()) {
			return null;
		}
		this.attempts++;
		this.delay = this.policy.delay(this.attempts, ThreadLocalRandom.current().nextDouble());
		return this.delay;
	}

	/**
	 * How many attempts there were in a row.
	 * @return their number
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Whether there were as many attempts as the policy allows.
	 * @return whether it is time to give up
	 */
	public boolean isExhausted() {
		return this.policy != null && this.policy.maxAttempts() > 0 && this.attempts >= this.policy.maxAttempts();
	}

}
