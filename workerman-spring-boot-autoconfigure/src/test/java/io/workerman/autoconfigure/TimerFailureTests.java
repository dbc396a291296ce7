package io.workerman.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.annotation.OnTimer;
import io.workerman.annotation.WorkerHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the user is told about impossible values of {@link OnTimer}.
 */
class TimerFailureTests {

	private static final String CLASS = "io.workerman.autoconfigure.TimerFailureTests$";

	private static final String CRON_ACTION = "Use six fields: second, minute, hour, day of month, month and day of week,"
			+ " such as 0 0 3 * * MON-FRI; or a macro such as @hourly.";

	private static final String ONE_ACTION = "Use exactly one of interval and cron, such as interval = \"10s\""
			+ " or cron = \"0 0 3 * * *\".";

	@TempDir
	Path directory;

	@Test
	@DisplayName("T-04 A negative interval from a placeholder stops the start")
	void negativeInterval() {
		assertFailure(Negative.class, "has the interval '-1s'",
				"Use a duration above zero, such as 10s, 500ms or PT1M.");
	}

	@Test
	void neither() {
		assertFailure(Neither.class, "has neither an interval nor a cron expression", ONE_ACTION);
	}

	@Test
	void both() {
		assertFailure(Both.class, "has both the interval '1s' and the cron '@hourly'", ONE_ACTION);
	}

	@Test
	void initialDelay() {
		assertFailure(Delay.class, "has the initialDelay 'soon'",
				"Use a duration of zero or more, such as 10s, 500ms or PT1M.");
	}

	@Test
	void initialDelayBesideCron() {
		assertFailure(DelayedCron.class, "has the initialDelay '1s' beside a cron expression",
				"Remove the initialDelay: a cron expression says itself when to begin.");
	}

	@Test
	void cron() {
		assertFailure(FiveFields.class,
				"has the cron '0 3 * * *' (Cron expression must consist of 6 fields (found 5 in \"0 3 * * *\"))",
				CRON_ACTION);
	}

	@Test
	void cronThatIsNever() {
		assertFailure(February.class, "has the cron '0 0 0 31 2 *', which is never", "Use a date that there is.");
	}

	@Test
	void zone() {
		assertFailure(Zone.class, "has the zone 'Europe/Bärlin'",
				"Use the id of a time zone, such as Europe/Berlin or UTC.");
	}

	@Test
	void zoneWithoutCron() {
		assertFailure(ZonedInterval.class, "has the zone 'UTC' but no cron expression",
				"Remove the zone: an interval is the same everywhere.");
	}

	@Test
	void process() {
		assertFailure(ProcessId.class, "has the process '-2'",
				"Use the id of a process, from 0 to one less than the count of the listener, or -1 for each process.");
	}

	private void assertFailure(Class<?> handler, String fault, String action) {
		assertThat(FailedStart.analysis("""
				tick: -1s
				workerman:
				  listeners:
				    it:
				      auto-start: false
				""", this.directory, handler)).isEqualTo("The @OnTimer method '%s%s.tick()' %s.\n---\n%s"
			.formatted(CLASS, handler.getSimpleName(), fault, action));
	}

	@WorkerHandler
	static class Negative {

		@OnTimer(interval = "${tick}")
		void tick() {
		}

	}

	@WorkerHandler
	static class Neither {

		@OnTimer(interval = "${unset:}")
		void tick() {
		}

	}

	@WorkerHandler
	static class Both {

		@OnTimer(interval = "1s", cron = "@hourly")
		void tick() {
		}

	}

	@WorkerHandler
	static class Delay {

		@OnTimer(interval = "1s", initialDelay = "soon")
		void tick() {
		}

	}

	@WorkerHandler
	static class DelayedCron {

		@OnTimer(cron = "@hourly", initialDelay = "1s")
		void tick() {
		}

	}

	@WorkerHandler
	static class FiveFields {

		@OnTimer(cron = "0 3 * * *")
		void tick() {
		}

	}

	@WorkerHandler
	static class February {

		@OnTimer(cron = "0 0 0 31 2 *")
		void tick() {
		}

	}

	@WorkerHandler
	static class Zone {

		@OnTimer(cron = "@hourly", zone = "Europe/Bärlin")
		void tick() {
		}

	}

	@WorkerHandler
	static class ZonedInterval {

		@OnTimer(interval = "1s", zone = "UTC")
		void tick() {
		}

	}

	@WorkerHandler
	static class ProcessId {

		@OnTimer(interval = "1s", process = -2)
		void tick() {
		}

	}

}
