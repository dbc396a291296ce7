package io.workerman.context;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * When a task runs again. Times are those of {@link System#nanoTime()}, so that a change
 * of the system clock moves only what was asked for at an {@link Instant}.
 */
interface Rhythm {

	/**
	 * Runs once.
	 */
	Rhythm ONCE = (due) -> OptionalLong.empty();

	/**
	 * Decide when to run again, right after a run.
	 * @param due when that run was due
	 * @return when the next is due, or empty if there is none
	 */
	OptionalLong next(long due);

	/**
	 * Called right before a run.
	 */
	default void begin() {
	}

	/**
	 * Run in the rhythm of the first run. A run that comes late does not move the others,
	 * and runs that were lost are not made up for.
	 * @param period the time between two runs
	 * @return the rhythm
	 */
	static Rhythm fixedRate(Duration period) {
		long nanos = nanos(period);
		return (due) -> {
			long late = System.nanoTime() - due;
			return OptionalLong.of(due + nanos * (1 + Math.max(0, late) / nanos));
		};
	}

	/**
	 * Run again some time after each run.
	 * @param delay the time between two runs
	 * @return the rhythm
	 */
	static Rhythm fixedDelay(Duration delay) {
		long nanos = nanos(delay);
		return (due) -> OptionalLong.of(System.nanoTime() + nanos);
	}

	/**
	 * Tell when an instant is due.
	 * @param instant the instant
	 * @param clock the clock that knows it
	 * @return when it is due
	 */
	static long due(Instant instant, Clock clock) {
		return System.nanoTime() + nanos(Duration.between(clock.instant(), instant));
	}

	private static long nanos(Duration duration) {
		Duration longest = Duration.ofNanos(Long.MAX_VALUE / 4);
		return ((duration.compareTo(longest) < 0) ? duration : longest).toNanos();
	}

	/**
	 * Runs when a trigger says so.
	 */
	final class Triggered implements Rhythm {

		private final Trigger trigger;

		private final Clock clock;

		private final SimpleTriggerContext context;

		private @Nullable Instant scheduled;

		private @Nullable Instant begun;

		Triggered(Trigger trigger, Clock clock) {
			this.trigger = trigger;
			this.clock = clock;
			this.context = new SimpleTriggerContext(clock);
		}

		OptionalLong first() {
			Instant next = this.trigger.nextExecution(this.context);
			this.scheduled = next;
			return (next != null) ? OptionalLong.of(due(next, this.clock)) : OptionalLong.empty();
		}

		@Override
		public void begin() {
			this.begun = this.clock.instant();
		}

		@Override
		public OptionalLong next(long due) {
			this.context.update(this.scheduled, this.begun, this.clock.instant());
			return first();
		}

	}

}
