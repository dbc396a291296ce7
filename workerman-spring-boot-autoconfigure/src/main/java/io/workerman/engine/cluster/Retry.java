package io.workerman.engine.cluster;

import java.time.Duration;

/**
 * What becomes of a job that fails: it is tried again, and in the end joins the dead
 * letters, the queue of the same name with {@code :dead} behind it.
 *
 * @param attempts how often a job is tried, at least once
 * @param delay how long to wait before it is tried again
 */
public record Retry(int attempts, Duration delay) {

	/**
	 * Five attempts, a second apart.
	 */
	public static final Retry DEFAULT = new Retry(5, Duration.ofSeconds(1));

	/**
	 * Check the values.
	 */
	public Retry {
		if (attempts < 1) {
			throw new IllegalArgumentException("attempts: %d (expected: >= 1)".formatted(attempts));
		}
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay: %s (expected: not negative)".formatted(delay));
		}
	}

	/**
	 * The dead letters of a queue.
	 * @param queue the name of the queue
	 * @return the name of the queue of its dead letters
	 */
	public static String deadLetters(String queue) {
		return queue + ":dead";
	}

}
