package io.workerman.invocation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.TaskExecutionOutcome.Status;

import io.workerman.annotation.OnTimer;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for methods that are called by timers.
 */
class TimerMethodsTests {

	private static final List<String> TWO_PROCESSES = List.of("workerman.listeners.it.count=2", "second=* * * * * *",
			"zone=Asia/Tokyo", "now=0s", "never=-");

	@Test
	@DisplayName("T-01 The first call is after one interval unless an initial delay is given")
	void initialDelay() {
		try (Application application = Application.run(TWO_PROCESSES, Delays.class)) {
			Delays delays = application.bean(Delays.class);
			await().until(() -> delays.seen.containsAll(List.of("at once 0", "at once 1", "soon")));
			assertThat(delays.seen).doesNotContain("late").hasSize(3);
		}
	}

	@Test
	@DisplayName("T-07 A cron method is called on the process that it names, in that process's thread")
	void cron() {
		try (Application application = Application.run(TWO_PROCESSES, Crons.class)) {
			Crons crons = application.bean(Crons.class);
			await().until(() -> crons.seen.size() >= 2);
			assertThat(crons.seen).containsOnly("cron workerman-it-1");
			assertThat(application.bean(Worker.class).statistics().timers()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("T-05 Timers end when the worker stops and begin when it starts")
	void stopAndStart() {
		try (Application application = Application.run(TWO_PROCESSES, Crons.class, Delays.class)) {
			Worker worker = application.bean(Worker.class);
			assertThat(application.bean(TimerTasks.class).getScheduledTasks()).hasSize(6);
			worker.stop();
			assertThat(application.bean(TimerTasks.class).getScheduledTasks()).isEmpty();
			worker.start();
			assertThat(application.bean(TimerTasks.class).getScheduledTasks()).hasSize(6);
			worker.reload().toCompletableFuture().join();
			assertThat(application.bean(TimerTasks.class).getScheduledTasks()).hasSize(6);
			assertThat(worker.statistics().timers()).isEqualTo(6);
		}
	}

	@Test
	@DisplayName("T-09 What a tick throws is counted, and the timer goes on")
	void exceptions() {
		try (Application application = Application.run(List.of("workerman.listeners.it.count=1"), Failing.class)) {
			await().until(() -> application.bean(Failing.class).ticks.get() > 3);
			assertThat(application.bean(Worker.class).statistics().exceptions()).isGreaterThanOrEqualTo(3);
			assertThat(application.bean(TimerTasks.class).getScheduledTasks()).singleElement()
				.satisfies((task) -> await()
					.until(() -> task.getTask().getLastExecutionOutcome().status() == Status.ERROR));
		}
	}

	@Test
	@DisplayName("T-01 Beans that inherit one method have a timer each")
	void inheritedMethod() {
		try (Application application = Application.run(List.of("workerman.listeners.it.count=1"), FirstTicks.class,
				SecondTicks.class)) {
			await().until(() -> application.bean(FirstTicks.class).ticks.get() > 1
					&& application.bean(SecondTicks.class).ticks.get() > 1);
			assertThat(application.bean(Worker.class).statistics().timers()).isEqualTo(2);
		}
	}

	@Test
	void scheduledTaskTellsItsMethodProcessAndNextCall() {
		try (Application application = Application.run(TWO_PROCESSES, Crons.class)) {
			ScheduledTask task = application.bean(TimerTasks.class).getScheduledTasks().iterator().next();
			assertThat(task.toString())
				.isEqualTo("io.workerman.invocation.TimerMethodsTests$Crons.cron() on workerman-it-1");
			await().until(() -> task.nextExecution() != null);
		}
	}

	@WorkerHandler
	static class Delays {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@OnTimer(interval = "1h", initialDelay = "${now}")
		void atOnce(WorkerProcess process) {
			this.seen.add("at once " + process.id());
		}

		@OnTimer(interval = "PT1H", initialDelay = "50", process = 0)
		void soon() {
			this.seen.add("soon");
		}

		@OnTimer(interval = "1h")
		void late() {
			this.seen.add("late");
		}

	}

	@WorkerHandler
	static class Crons {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@OnTimer(cron = "${second}", zone = "${zone}", process = 1)
		void cron() {
			this.seen.add("cron " + Thread.currentThread().getName());
		}

		@OnTimer(cron = "${never}")
		void never() {
			this.seen.add("never");
		}

	}

	abstract static class Ticks {

		final AtomicInteger ticks = new AtomicInteger();

		@OnTimer(interval = "10ms")
		void tick() {
			this.ticks.incrementAndGet();
		}

	}

	@WorkerHandler
	static class FirstTicks extends Ticks {

	}

	@WorkerHandler
	static class SecondTicks extends Ticks {

	}

	@WorkerHandler
	static class Failing {

		private final AtomicInteger ticks = new AtomicInteger();

		@OnTimer(interval = "10ms")
		void tick() {
			this.ticks.incrementAndGet();
			throw new IllegalStateException("on purpose");
		}

	}

}
