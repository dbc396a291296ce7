package io.workerman.engine.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Timers;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The timers of a process.
 */
class TimerTests {

	private static final Duration INTERVAL = Duration.ofMillis(10);

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final Worker worker = this.workers.add(Worker.builder("test").stopTimeout(Duration.ZERO).build());

	private final AtomicInteger ticks = new AtomicInteger();

	private Timers start() {
		this.worker.start();
		return this.worker.processes().get(0).timers();
	}

	@Test
	@DisplayName("T-01 T-08 The first tick comes after one interval, on the process, and the rhythm is kept")
	void addWhenPersistentTicksInRhythm() {
		Timers timers = start();
		List<Long> times = new CopyOnWriteArrayList<>();
		long start = System.nanoTime();
		long id = timers.add(Duration.ofMillis(50), () -> {
			assertThat(this.worker.processes().get(0).inProcess()).isTrue();
			times.add(System.nanoTime() - start);
		});
		assertThat(id).isPositive();
		StartedWorkers.await(() -> times.size() == 5);
		assertThat(times.get(0)).isGreaterThanOrEqualTo(49_000_000);
		assertThat(times.get(4)).isBetween(249_000_000L, 1_000_000_000L);
		assertThat(this.worker.statistics().exceptions()).isZero();
		assertThat(this.worker.statistics().timers()).isOne();
	}

	@Test
	@DisplayName("T-02 B-17 A timer that is not persistent runs once and is not counted")
	void addWhenOneShotRunsOnce() throws Exception {
		Timers timers = start();
		long id = timers.add(INTERVAL, this.ticks::incrementAndGet, false);
		assertThat(this.worker.statistics().timers()).isZero();
		StartedWorkers.await(() -> this.ticks.get() == 1);
		CountDownLatch later = new CountDownLatch(5);
		timers.add(INTERVAL, later::countDown);
		assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.ticks).hasValue(1);
		assertThat(timers.del(id)).isFalse();
	}

	@Test
	@DisplayName("T-03 B-17 A timer may delete itself, and never runs again after it was deleted")
	void delWhenInOwnCallbackEndsTheTimer() throws Exception {
		Timers timers = start();
		AtomicLong id = new AtomicLong();
		StartedWorkers.on(this.worker.processes().get(0), () -> {
			id.set(timers.add(INTERVAL, () -> {
				this.ticks.incrementAndGet();
				assertThat(timers.del(id.get())).isTrue();
				assertThat(timers.del(id.get())).isFalse();
			}));
			return null;
		});
		CountDownLatch later = new CountDownLatch(8);
		long other = timers.add(INTERVAL, later::countDown);
		assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.ticks).hasValue(1);
		assertThat(timers.del(other)).isTrue();
		assertThat(this.worker.statistics().timers()).isZero();
		assertThat(timers.del(12345678)).isFalse();
	}

	@Test
	@DisplayName("T-04 B-17 An interval of zero or less is refused")
	void addWhenIntervalIsNotPositiveIsRefused() {
		Timers timers = start();
		assertThatIllegalArgumentException().isThrownBy(() -> timers.add(Duration.ZERO, this.ticks::incrementAndGet))
			.withMessage("interval: PT0S (expected: > 0)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> timers.add(Duration.ofMillis(-1), this.ticks::incrementAndGet));
	}

	@Test
	@DisplayName("T-06 After a block lost ticks are not made up for by a burst, and ticks never overlap")
	void tickWhenLateIsNotMadeUpFor() throws Exception {
		Timers timers = start();
		timers.add(INTERVAL, this.ticks::incrementAndGet);
		CountDownLatch blocked = new CountDownLatch(1);
		this.worker.processes().get(0).execute(() -> {
			long end = System.nanoTime() + 300_000_000;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			this.ticks.set(0);
			blocked.countDown();
		});
		assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
		int atOnce = StartedWorkers.on(this.worker.processes().get(0), this.ticks::get);
		assertThat(atOnce).isLessThan(10);
	}

	@Test
	@DisplayName("T-09 An exception in a timer is counted and does not stop it")
	void tickWhenThrowingGoesOn() {
		Timers timers = start();
		timers.add(INTERVAL, () -> {
			this.ticks.incrementAndGet();
			throw new AssertionError("tick");
		});
		StartedWorkers.await(() -> this.ticks.get() >= 3);
		StartedWorkers.await(() -> this.worker.statistics().exceptions() >= 3);
	}

	@Test
	@DisplayName("T-05 B-17 delAll() deletes all timers; a stop does so too, and then there is nowhere to add one")
	void stopWhenTimersRunEndsThem() throws Exception {
		Timers timers = start();
		timers.add(INTERVAL, this.ticks::incrementAndGet);
		timers.delAll();
		assertThat(this.worker.statistics().timers()).isZero();
		timers.add(INTERVAL, this.ticks::incrementAndGet);
		StartedWorkers.await(() -> this.ticks.get() > 0);
		this.worker.stop();
		assertThat(this.worker.statistics().timers()).isZero();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> timers.add(INTERVAL, this.ticks::incrementAndGet))
			.withMessage("The worker 'test' is not running");
		int after = this.ticks.get();
		this.worker.start();
		CountDownLatch later = new CountDownLatch(5);
		timers.add(INTERVAL, later::countDown);
		assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.ticks).hasValue(after);
	}

	@Test
	@DisplayName("T-07 Each process has timers of its own")
	void addWhenOnManyProcessesRunsOnEach() {
		List<Integer> seen = new CopyOnWriteArrayList<>();
		Worker many = this.workers.start(Worker.builder("many")
			.count(3)
			.onWorkerStart((process) -> process.timers()
				.add(INTERVAL, () -> seen.add(process.inProcess() ? process.id() : -1), false)));
		StartedWorkers.await(() -> seen.size() == 3);
		assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
		assertThat(many.count()).isEqualTo(3);
	}

}
