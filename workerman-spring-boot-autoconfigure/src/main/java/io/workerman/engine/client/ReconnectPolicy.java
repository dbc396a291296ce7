package io.workerman.engine.client;

import java.time.Duration;

/**
 * When to connect again by itself after a connection has closed or could not be made. The
 * delays grow until a connection has been up for longer than the delay before it.
 *
 * @param delay the first delay
 * @param multiplier by how much each delay is longer than the one before, at least 1
 * @param maxDelay the longest delay
 * @param jitter which part of a delay is random, from 0 to 1: a delay of 10 seconds with
 * a jitter of 0.2 is between 8 and 12 seconds
 * @param maxAttempts how often to try in a row, 0 for ever
 */
public record ReconnectPolicy(Duration delay, double multiplier, Duration maxDelay, double jitter, int maxAttempts) {

	/**
	 * A first delay of one second, doubled up to 30 seconds, a fifth of it random, for
	 * ever.
	 */
	public static final ReconnectPolicy DEFAULTS = new ReconnectPolicy(Duration.ofSeconds(1), 2, Duration.ofSeconds(30),
			0.2, 0);

	/**
	 * Create a policy.
	 */
	public ReconnectPolicy {
		check(!delay.isNegative() && !delay.isZero(), "delay", delay, "> 0");
		check(multiplier >= 1, "multiplier", multiplier, ">= 1");
		check(maxDelay.compareTo(delay) >= 0, "maxDelay", maxDelay, ">= " + delay);
		check(jitter >= 0 && jitter <= 1, "jitter", jitter, "0..1");
		check(maxAttempts >= 0, "maxAttempts", maxAttempts, ">= 0");
	}

	private static void check(boolean valid, String option, Object value, String expected) {
		if (!valid) {
			throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(option, value, expected));
		}
	}

	/**
	 * The delay before an attempt.
	 * @param attempt the number of the attempt, from 1
	 * @param random a random number from 0 to 1
	 * @return the delay
	 */
	public Duration delay(int attempt, double random) {
		double longest = this.maxDelay.toMillis();
		double millis = Math.min((double) this.delay.toMillis() * Math.pow(this.multiplier, attempt - 1), longest);
		return Duration.ofMillis(Math.max(1, Math.round(millis * (1 + this.jitter * (2 * random - 1)))));
	}

}
