package io.workerman.engine.task;

import java.time.Duration;

/**
 * How task workers work.
 *
 * @param workers how many tasks are done at the same time
 * @param virtual whether each task has a virtual thread of its own, for which Java 21 is
 * needed
 * @param queueCapacity how many tasks may wait for a free worker
 * @param rejection what happens to a task when as many wait
 * @param timeout the time from the submission after which a task has failed, zero for
 * never
 */
public record TaskOptions(int workers, boolean virtual, int queueCapacity, Rejection rejection, Duration timeout) {

	/**
	 * A worker for each processor, and room for 10,000 tasks.
	 */
	public static final TaskOptions DEFAULTS = new TaskOptions(Runtime.getRuntime().availableProcessors(), false,
			10_000, Rejection.REJECT, Duration.ZERO);

	/**
	 * Check the options.
	 * @throws IllegalArgumentException if one is impossible
	 */
	public TaskOptions {
		check("workers", workers, workers > 0, "at least 1");
		check("queueCapacity", queueCapacity, queueCapacity >= 0, "at least 0");
		check("timeout", timeout, !timeout.isNegative(), "not negative");
	}

	private static void check(String name, Object value, boolean valid, String expected) {
		if (!valid) {
			throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
		}
	}

	/**
	 * What happens to a task when all workers are busy and the queue is full.
	 */
	public enum Rejection {

		/**
		 * It fails with a {@link TaskRejectedException}.
		 */
		REJECT,

		/**
		 * The task that waits longest fails with a {@link TaskRejectedException}, and
		 * this one waits.
		 */
		DISCARD_OLDEST,

		/**
		 * The submitting thread does it, unless that is a process, which it would block:
		 * then it is rejected.
		 */
		CALLER_RUNS

	}

}
