package io.workerman.engine.task;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.task.TaskOptions.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link TaskWorkers}.
 */
class TaskWorkersTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final int TASKS = Integer.getInteger("workerman.test.tasks", 100_000);

	private final CountDownLatch gate = new CountDownLatch(1);

	private @Nullable Worker worker;

	private static TaskOptions options(int workers, int queueCapacity, Rejection rejection) {
		return new TaskOptions(workers, false, queueCapacity, rejection, Duration.ZERO);
	}

	private static TaskWorkers tasks(int workers) {
		return new TaskWorkers(options(workers, 1000, Rejection.REJECT));
	}

	/**
	 * One worker that is busy until the gate opens.
	 */
	private TaskWorkers busy(int queueCapacity, Rejection rejection) {
		TaskWorkers tasks = new TaskWorkers(options(1, queueCapacity, rejection))
			.onTask(Integer.class, (task, number) -> number)
			.onTask(String.class, (task, data) -> {
				this.gate.await();
				return data;
			});
		tasks.submit("busy");
		return tasks;
	}

	private List<WorkerProcess> processes(int count) {
		Worker worker = Worker.builder("submitter").count(count).build();
		worker.start();
		this.worker = worker;
		return worker.processes();
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		if (this.worker != null) {
			this.worker.stop();
		}
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("S-40 a task has an id from 0, and the method for its type does it on a task worker")
	void taskWhenSubmittedIsDoneByTheMethodForItsType() throws Exception {
		TaskWorkers tasks = tasks(2).onTask(Object.class, (task, data) -> "object " + task.id())
			.onTask(Number.class, (task, data) -> "number " + data)
			.onTask(Integer.class, (task, data) -> Thread.currentThread().getName());
		Task first = tasks.submit("x");
		assertThat(first.id()).isZero();
		assertThat(get(first.result())).isEqualTo("object 0");
		assertThat(get(tasks.submit(2L).result())).isEqualTo("number 2");
		assertThat(get(tasks.submit(3).result())).asString().startsWith("workerman-task-");
		assertThatIllegalArgumentException().isThrownBy(() -> tasks(1).submit("x"))
			.withMessageContaining("No @OnTask method takes a 'java.lang.String'");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	@DisplayName("S-40 with virtual threads each task has one of its own, as many at a time as there are workers")
	void taskWhenThreadsAreVirtualHasOneOfItsOwn() throws Exception {
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch together = new CountDownLatch(3);
		TaskWorkers tasks = new TaskWorkers(new TaskOptions(3, true, 1000, Rejection.REJECT, Duration.ZERO))
			.onTask(Integer.class, (task, number) -> {
				most.accumulateAndGet(active.incrementAndGet(), Math::max);
				together.countDown();
				together.await();
				active.decrementAndGet();
				return Thread.currentThread().toString();
			});
		List<Task> submitted = IntStream.range(0, 100).mapToObj(tasks::submit).toList();
		Set<Object> threads = new HashSet<>();
		for (Task task : submitted) {
			assertThat(get(task.result())).asString().startsWith("VirtualThread[#").contains(",workerman-task-");
			threads.add(get(task.result()).toString().replaceFirst("/.*", ""));
		}
		assertThat(threads).hasSize(100);
		assertThat(most).hasValue(3);
		Awaitility.await().until(() -> tasks.statistics().active() == 0);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	@DisplayName("S-40 a task that takes too long is interrupted on its virtual thread too")
	void taskWhenItTakesTooLongOnVirtualThreadIsInterrupted() {
		CountDownLatch interrupted = new CountDownLatch(1);
		TaskWorkers tasks = new TaskWorkers(new TaskOptions(1, true, 10, Rejection.REJECT, Duration.ofMillis(100)))
			.onTask(String.class, (task, data) -> {
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
				return data;
			});
		assertThat(catchThrowable(() -> get(tasks.submit("x").result()))).hasCauseInstanceOf(TimeoutException.class);
		Awaitility.await().until(() -> interrupted.getCount() == 0);
	}

	@Test
	@DisplayName("S-40, S-44 a result is heard of on the process that submitted the task, unless it is nothing")
	void resultWhenThereIsOneIsHeardOfOnTheProcessThatSubmitted() throws Exception {
		Queue<String> heard = new ConcurrentLinkedQueue<>();
		TaskWorkers tasks = tasks(2).onTask(Integer.class, (task, number) -> (number == 0) ? null : "r" + number)
			.onFinish(String.class, (task, result) -> heard.add(Thread.currentThread().getName() + " " + result));
		WorkerProcess process = processes(2).get(1);
		CompletableFuture<String> own = new CompletableFuture<>();
		process.execute(() -> {
			tasks.submit(0);
			tasks.submit(1);
			tasks.submit(2,
					(result, failure) -> own.complete(Thread.currentThread().getName() + " own " + result + failure));
		});
		assertThat(get(own)).isEqualTo("workerman-submitter-1 own r2null");
		Awaitility.await().until(() -> tasks.statistics().completed() == 3 && heard.size() == 1);
		assertThat(heard).containsExactly("workerman-submitter-1 r1");
	}

	@Test
	void stageWhenReturnedIsTheResult() throws Exception {
		CompletableFuture<String> later = new CompletableFuture<>();
		TaskWorkers tasks = tasks(1).onTask(String.class, (task, data) -> later)
			.onTask(Integer.class, (task, data) -> data);
		Task task = tasks.submit("x");
		assertThat(get(tasks.submit(1).result())).isEqualTo(1);
		CompletableFuture<Void> stopped = tasks.stop(LONG).toCompletableFuture();
		assertThat(stopped).isNotDone();
		later.complete("late");
		assertThat(get(task.result())).isEqualTo("late");
		get(stopped);
	}

	@Test
	@DisplayName("S-41 await returns the result, or says in time that there is none")
	void awaitWhenCalledReturnsTheResultInTime() throws Exception {
		TaskWorkers tasks = busy(10, Rejection.REJECT).onTask(Boolean.class, (task, data) -> {
			throw new IOException("no");
		});
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> tasks.await(1, Duration.ofMillis(20)));
		this.gate.countDown();
		assertThat(tasks.await(2, LONG)).isEqualTo(2);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> tasks.await(true, LONG))
			.withCauseInstanceOf(IOException.class);
	}

	@Test
	@DisplayName("S-41 await is refused where it would block a process or a task worker")
	void awaitWhenItWouldBlockOthersIsRefused() throws Exception {
		TaskWorkers tasks = tasks(1);
		tasks.onTask(String.class, (task, data) -> tasks.await("again", LONG));
		CompletableFuture<Throwable> refused = new CompletableFuture<>();
		processes(1).get(0).execute(() -> refused.complete(catchThrowable(() -> tasks.await("x", LONG))));
		assertThat(get(refused)).isInstanceOf(IllegalStateException.class)
			.hasMessage("await would block workerman-submitter-0: use submit, or call it on another thread");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> tasks.await("x", LONG))
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	@DisplayName("S-42, S-43 several tasks are done at the same time; who takes too long or fails is missing")
	void awaitAllWhenSomeTakeTooLongOrFailLeavesThemOut() throws Exception {
		CountDownLatch together = new CountDownLatch(2);
		CountDownLatch interrupted = new CountDownLatch(1);
		TaskWorkers tasks = tasks(4).onTask(Integer.class, (task, number) -> {
			if (number == 1) {
				throw new IllegalStateException("one");
			}
			if (number == 3) {
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
			}
			together.countDown();
			together.await();
			return "r" + number;
		});
		assertThat(tasks.awaitAll(List.of(0, 1, 2, 3), Duration.ofSeconds(1))).isEqualTo(Map.of(0, "r0", 2, "r2"));
		assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(tasks.awaitAll(List.of(), LONG)).isEmpty();
	}

	@Test
	void taskWithoutRoomIsRejected() {
		TaskWorkers tasks = busy(2, Rejection.REJECT);
		tasks.submit(1);
		tasks.submit(2);
		assertThat(tasks.submit(3).result()).failsWithin(LONG)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TaskRejectedException.class)
			.withMessageContaining("1 tasks are done and 2 wait");
		assertThat(tasks.statistics()).isEqualTo(new TaskWorkers.Statistics(1, 1, 2, 0, 0, 1));
	}

	@Test
	void oldestWhenThereIsNoRoomIsDiscarded() throws Exception {
		TaskWorkers tasks = busy(1, Rejection.DISCARD_OLDEST);
		Task oldest = tasks.submit(1);
		Task newest = tasks.submit(2);
		assertThat(oldest.result()).isCompletedExceptionally();
		this.gate.countDown();
		assertThat(get(newest.result())).isEqualTo(2);
	}

	@Test
	void callerWhenThereIsNoRoomDoesTheTaskUnlessItIsAProcess() throws Exception {
		TaskWorkers tasks = busy(0, Rejection.CALLER_RUNS);
		assertThat(tasks.submit(1).result()).isCompletedWithValue(1);
		CompletableFuture<Task> submitted = new CompletableFuture<>();
		processes(1).get(0).execute(() -> submitted.complete(tasks.submit(2)));
		assertThat(get(submitted).result()).isCompletedExceptionally();
	}

	@Test
	void taskThatTakesTooLongFailsAndIsInterrupted() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		TaskWorkers tasks = new TaskWorkers(new TaskOptions(1, false, 1, Rejection.REJECT, Duration.ofMillis(20)))
			.onTask(String.class, (task, data) -> {
				try {
					this.gate.await();
				}
				finally {
					interrupted.countDown();
				}
				return data;
			});
		assertThat(tasks.submit("x").result()).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void taskWhenCancelledIsNotDone() throws Exception {
		TaskWorkers tasks = busy(1, Rejection.REJECT);
		AtomicInteger calls = new AtomicInteger();
		tasks.onTask(Boolean.class, (task, data) -> calls.incrementAndGet());
		Task cancelled = tasks.submit(true);
		cancelled.result().cancel(true);
		this.gate.countDown();
		get(tasks.stop(LONG).toCompletableFuture());
		assertThat(calls).hasValue(0);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> cancelled.result().join());
	}

	@Test
	void stopWhenTimeIsUpRejectsWhatIsNotDone() throws Exception {
		TaskWorkers tasks = busy(1, Rejection.REJECT);
		Task waiting = tasks.submit(1);
		get(tasks.stop(Duration.ofMillis(10)).toCompletableFuture());
		assertThat(waiting.result()).isCompletedExceptionally();
		Task late = tasks.submit(2);
		assertThat(late.result()).isCompletedExceptionally();
		assertThat(tasks.isRunning()).isFalse();
		assertThat(tasks.statistics().rejected()).isEqualTo(3);
		tasks.start();
		assertThat(tasks.await(3, LONG)).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("S-40, S-44 each of many tasks of four processes ends once, and its process hears of it once")
	void manyTasksEndOnceEach(boolean stop) throws Exception {
		int each = TASKS / 4;
		int capacity = 500;
		AtomicInteger most = new AtomicInteger();
		TaskWorkers tasks = new TaskWorkers(options(3, capacity, Rejection.REJECT));
		tasks.onTask(Integer.class, (task, number) -> {
			most.accumulateAndGet(tasks.statistics().queued(), Math::max);
			if (number % 10 == 0) {
				throw new IllegalStateException("bad luck");
			}
			return number;
		});
		List<WorkerProcess> processes = processes(4);
		int[][] heard = new int[4][each];
		AtomicInteger wrongThread = new AtomicInteger();
		CountDownLatch all = new CountDownLatch(4 * each);
		Queue<CompletableFuture<?>> results = new ConcurrentLinkedQueue<>();
		for (WorkerProcess process : processes) {
			process.execute(() -> {
				for (int i = 0; i < each; i++) {
					int number = i;
					results.add(tasks.submit(number, (result, failure) -> {
						heard[process.id()][number]++;
						if (!process.inProcess()) {
							wrongThread.incrementAndGet();
						}
						all.countDown();
					}).result());
				}
			});
		}
		if (stop) {
			Awaitility.await().until(() -> tasks.statistics().completed() > 10);
			get(tasks.stop(LONG).toCompletableFuture());
		}
		assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(results).hasSize(4 * each).allMatch(CompletableFuture::isDone);
		assertThat(Arrays.asList(heard)).allSatisfy((counts) -> assertThat(counts).containsOnly(1));
		assertThat(wrongThread).hasValue(0);
		assertThat(most.get()).isLessThanOrEqualTo(capacity);
		TaskWorkers.Statistics statistics = tasks.statistics();
		assertThat(statistics.completed() + statistics.failed() + statistics.rejected()).isEqualTo(4L * each);
		if (!stop) {
			assertThat(statistics.completed()).isPositive();
			assertThat(statistics.failed()).isPositive();
		}
	}

	@Test
	void optionsWhenImpossibleAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> options(0, 0, Rejection.REJECT))
			.withMessage("workers: 0 (expected: at least 1)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> tasks(1).onTask(String.class, (task, data) -> 1).onTask(String.class, (task, data) -> 2));
		if (Runtime.version().feature() < 21) {
			TaskOptions virtual = new TaskOptions(1, true, 1, Rejection.REJECT, Duration.ZERO);
			assertThatIllegalStateException().isThrownBy(() -> new TaskWorkers(virtual))
				.withMessageContaining("expected Java: >= 21");
		}
	}

}
