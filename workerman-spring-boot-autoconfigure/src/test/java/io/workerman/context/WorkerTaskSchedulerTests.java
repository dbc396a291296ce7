package io.workerman.context;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.support.CronTrigger;

import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WorkerTaskScheduler}.
 */
class WorkerTaskSchedulerTests {

	private static final Duration SHORT = Duration.ofMillis(10);

	private static final Duration LONG = Duration.ofHours(1);

	private final Worker worker = Worker.builder("jobs").count(2).build();

	private final WorkerTaskScheduler scheduler = WorkerTaskScheduler.of(this.worker);

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void stop() {
		this.worker.stop();
	}

	@Test
	@DisplayName("T-07 Tasks run on process 0, whatever the number of processes")
	void tasksRunOnProcess0() throws Exception {
		this.worker.start();
		AtomicReference<String> thread = new AtomicReference<>();
		ScheduledFuture<?> future = this.scheduler.schedule(() -> thread.set(Thread.currentThread().getName()),
				Instant.now());
		assertThat(future.get(5, TimeUnit.SECONDS)).isNull();
		assertThat(thread.get()).isEqualTo("workerman-jobs-0");
		assertThat(future.isDone()).isTrue();
		assertThat(future.isCancelled()).isFalse();
		assertThat(future.cancel(true)).isFalse();
	}

	@Test
	void taskBeforeStartWaitsForIt() {
		this.scheduler.scheduleAtFixedRate(this.runs::incrementAndGet, SHORT);
		ScheduledFuture<?> once = this.scheduler.schedule(this.runs::incrementAndGet, Instant.now());
		assertThat(once.isDone()).isFalse();
		assertThat(this.runs).hasValue(0);
		this.worker.start();
		await().until(() -> this.runs.get() > 5 && once.isDone());
	}

	@Test
	void tasksSurviveStopAndStart() {
		this.worker.start();
		this.scheduler.scheduleWithFixedDelay(this.runs::incrementAndGet, SHORT);
		await().until(() -> this.runs.get() > 2);
		this.worker.stop();
		int stopped = this.runs.get();
		AtomicInteger more = new AtomicInteger();
		this.scheduler.scheduleWithFixedDelay(more::incrementAndGet, SHORT);
		this.worker.start();
		await().until(() -> this.runs.get() > stopped + 2 && more.get() > 2);
	}

	@Test
	void tasksSurviveReloadInTheirRhythm() {
		this.worker.start();
		this.scheduler.scheduleAtFixedRate(this.runs::incrementAndGet, LONG);
		await().until(() -> this.runs.get() == 1);
		this.worker.reload().toCompletableFuture().join();
		assertThat(this.worker.statistics().timers()).isEqualTo(1);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	@DisplayName("T-01 The first run is at the start time, and the task is counted as a timer")
	void startTime() {
		this.worker.start();
		ScheduledFuture<?> rate = this.scheduler.scheduleAtFixedRate(this.runs::incrementAndGet,
				Instant.now().plus(LONG), SHORT);
		ScheduledFuture<?> delay = this.scheduler.scheduleWithFixedDelay(this.runs::incrementAndGet,
				Instant.now().plus(LONG.multipliedBy(2)), SHORT);
		assertThat(rate.getDelay(TimeUnit.MINUTES)).isBetween(58L, 60L);
		assertThat(rate.compareTo(delay)).isNegative();
		assertThat(this.worker.statistics().timers()).isEqualTo(2);
	}

	@Test
	@DisplayName("T-02 A task that runs once is not counted as a timer")
	void oneTimeTaskIsNotCounted() {
		this.worker.start();
		this.scheduler.schedule(this.runs::incrementAndGet, Instant.MAX);
		assertThat(this.worker.statistics().timers()).isZero();
	}

	@Test
	@DisplayName("T-03 A task may cancel itself and never runs again")
	void taskCancelsItself() {
		this.worker.start();
		AtomicReference<ScheduledFuture<?>> future = new AtomicReference<>();
		CountDownLatch known = new CountDownLatch(1);
		future.set(this.scheduler.scheduleAtFixedRate(() -> {
			if (known.getCount() == 0 && this.runs.incrementAndGet() == 3) {
				future.get().cancel(false);
			}
		}, SHORT));
		known.countDown();
		await().until(() -> future.get().isCancelled());
		AtomicInteger later = new AtomicInteger();
		this.scheduler.scheduleAtFixedRate(later::incrementAndGet, SHORT);
		await().until(() -> later.get() > 5);
		assertThat(this.runs).hasValue(3);
		assertThat(this.worker.statistics().timers()).isEqualTo(1);
	}

	@Test
	@DisplayName("T-04 A period or delay that is not above zero is refused")
	void impossiblePeriod() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.scheduler.scheduleAtFixedRate(this.runs::incrementAndGet, Duration.ZERO))
			.withMessage("period: PT0S (expected: > 0)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.scheduler.scheduleWithFixedDelay(this.runs::incrementAndGet, SHORT.negated()))
			.withMessage("delay: PT-0.01S (expected: > 0)");
	}

	@Test
	@DisplayName("T-06 Runs that were lost at a fixed rate are not made up for")
	void noBurst() {
		this.worker.start();
		List<Long> starts = new CopyOnWriteArrayList<>();
		this.scheduler.scheduleAtFixedRate(() -> {
			starts.add(System.nanoTime());
			if (starts.size() == 1) {
				await().pollDelay(Duration.ZERO).until(() -> millisSince(starts.get(0)) > 700);
			}
		}, Duration.ofMillis(200));
		await().until(() -> starts.size() == 3);
		assertThat((starts.get(1) - starts.get(0)) / 1_000_000).isBetween(750L, 1350L);
		assertThat((starts.get(2) - starts.get(1)) / 1_000_000).isBetween(20L, 450L);
	}

	private static long millisSince(long nanoTime) {
		return (System.nanoTime() - nanoTime) / 1_000_000;
	}

	@Test
	@DisplayName("T-09 What a task throws is counted, and a task that repeats goes on")
	void exceptions() {
		this.worker.start();
		this.scheduler.scheduleAtFixedRate(() -> {
			this.runs.incrementAndGet();
			throw new IllegalStateException("on purpose");
		}, SHORT);
		await().until(() -> this.runs.get() > 3);
		assertThat(this.worker.statistics().exceptions()).isGreaterThanOrEqualTo(3);
	}

	@Test
	void exceptionOfOneTimeTaskIsTheOutcome() {
		this.worker.start();
		ScheduledFuture<?> future = this.scheduler.schedule(() -> {
			throw new IllegalStateException("on purpose");
		}, Instant.now());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(IllegalStateException.class);
		await().until(() -> this.worker.statistics().exceptions() == 1);
	}

	@Test
	void trigger() {
		this.worker.start();
		ScheduledFuture<?> future = Objects
			.requireNonNull(this.scheduler.schedule(this.runs::incrementAndGet, new CronTrigger("* * * * * *")));
		await().until(() -> this.runs.get() == 2);
		assertThat(future.isDone()).isFalse();
		assertThat(future.cancel(false)).isTrue();
	}

	@Test
	void triggerThatEnds() throws Exception {
		this.worker.start();
		ScheduledFuture<?> none = this.scheduler.schedule(this.runs::incrementAndGet, (context) -> null);
		assertThat((Object) none).isNull();
		ScheduledFuture<?> future = Objects.requireNonNull(this.scheduler.schedule(this.runs::incrementAndGet,
				(context) -> (context.lastCompletion() != null) ? null : Instant.now()));
		future.get(5, TimeUnit.SECONDS);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void processDoesNotWaitForItself() throws Exception {
		this.worker.start();
		ScheduledFuture<?> never = this.scheduler.schedule(this.runs::incrementAndGet, Instant.now().plus(LONG));
		ScheduledFuture<?> waiting = this.scheduler.schedule(() -> {
			try {
				never.get();
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new AssertionError(ex);
			}
		}, Instant.now());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
			.withMessageContaining("workerman-jobs-0 cannot wait for a task that it is to run itself");
	}

	@Test
	void tasksEndWithTheScheduler() {
		this.worker.start();
		ScheduledFuture<?> future = this.scheduler.scheduleAtFixedRate(this.runs::incrementAndGet, LONG);
		this.scheduler.destroy();
		assertThat(future.isCancelled()).isTrue();
		assertThat(this.worker.statistics().timers()).isZero();
		assertThatExceptionOfType(TaskRejectedException.class)
			.isThrownBy(() -> this.scheduler.schedule(this.runs::incrementAndGet, Instant.now()))
			.withMessage("The task scheduler of workerman-jobs-0 has ended with its application");
	}

}
