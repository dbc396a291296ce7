package io.workerman.engine.task;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.task.TaskOptions.Rejection;

/**
 * Does slow work off the event loops: a bounded number of workers, and a bounded queue in
 * front of them. A task is data, and the function for the type of the data does it. Every
 * task that is submitted ends exactly once: with its result, with what its function
 * throws, or with a {@link TaskRejectedException}. For any thread.
 */
public final class TaskWorkers {

	private static final Logger logger = LoggerFactory.getLogger(TaskWorkers.class);

	/**
	 * Whether the calling thread does a task.
	 */
	private static final ThreadLocal<@Nullable Task> current = new ThreadLocal<>();

	private final TaskOptions options;

	private final WorkerFactory workers = WorkerFactory.load();

	private final TaskQueue queue;

	private final TypeTable<TaskFunction<Object>> functions = new TypeTable<>();

	private final TypeTable<FinishCallback<Object>> finishes = new TypeTable<>();

	private final AtomicLong ids = new AtomicLong();

	private final LongAdder completed = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	/**
	 * Create task workers, which take tasks at once. Threads are made when there are
	 * tasks.
	 * @param options how they work
	 * @throws IllegalStateException if this Java has no virtual threads but they are
	 * asked for
	 */
	public TaskWorkers(TaskOptions options) {
		this.options = options;
		this.queue = new TaskQueue(options, TaskThreads.load().open(options));
	}

	/**
	 * Let a function do the tasks whose data is of a type, unless a more specific type
	 * has one of its own.
	 * @param <T> the type of the data
	 * @param type the type of the data
	 * @param function does the tasks
	 * @return this
	 * @throws IllegalArgumentException if the type has a function
	 */
	@SuppressWarnings("unchecked")
	public <T> TaskWorkers onTask(Class<T> type, TaskFunction<? super T> function) {
		this.functions.add(type, (TaskFunction<Object>) function);
		return this;
	}

	/**
	 * Let a callback hear of the results of a type, of tasks without a callback of their
	 * own. It does not hear of tasks that return nothing.
	 * @param <R> the type of the results
	 * @param type the type of the results
	 * @param callback hears of them
	 * @return this
	 * @throws IllegalArgumentException if the type has a callback
	 */
	@SuppressWarnings("unchecked")
	public <R> TaskWorkers onFinish(Class<R> type, FinishCallback<? super R> callback) {
		this.finishes.add(type, (FinishCallback<Object>) callback);
		return this;
	}

	/**
	 * Submit a task. Never blocks, unless the options let the caller run it.
	 * @param data what to do
	 * @return the task, which may have failed already
	 * @throws IllegalArgumentException if no function takes such data
	 */
	public Task submit(Object data) {
		Task task = task(data);
		WorkerProcess process = task.process();
		task.outcome().whenComplete((result, failure) -> {
			FinishCallback<Object> callback = (result != null) ? this.finishes.find(result) : null;
			if (callback != null) {
				deliver(task, process, () -> callback.call(task, Objects.requireNonNull(result)));
			}
		});
		return begin(task);
	}

	/**
	 * Submit a task with a callback of its own. Never blocks, unless the options let the
	 * caller run it.
	 * @param data what to do
	 * @param callback is called once, also when the task has failed
	 * @return the task, which may have failed already
	 * @throws IllegalArgumentException if no function takes such data
	 */
	public Task submit(Object data, TaskCallback callback) {
		Task task = task(data);
		WorkerProcess process = task.process();
		task.watch();
		task.outcome().whenComplete((result, failure) -> deliver(task, process, () -> callback.call(result, failure)));
		return begin(task);
	}

	/**
	 * Submit a task and block until it is done.
	 * @param data what to do
	 * @param timeout how long to wait; a task that takes longer is cancelled
	 * @return the result, or {@code null} if there is none
	 * @throws TimeoutException if it takes longer
	 * @throws ExecutionException if the task has failed or was rejected
	 * @throws InterruptedException if the calling thread is interrupted
	 * @throws IllegalStateException if this is a process, which would be blocked, or a
	 * task worker, which would wait for the others
	 */
	public @Nullable Object await(Object data, Duration timeout)
			throws TimeoutException, ExecutionException, InterruptedException {
		checkMayBlock("await");
		Task task = task(data);
		task.watch();
		begin(task);
		try {
			return task.outcome().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			task.outcome().cancel(true);
		}
	}

	/**
	 * Submit several tasks, which are done at the same time as far as there are workers,
	 * and block until all are done.
	 * @param data what to do
	 * @param timeout how long to wait for all together; what takes longer is cancelled
	 * @return the results by their index; those of tasks that took longer, have failed or
	 * were rejected are missing
	 * @throws InterruptedException if the calling thread is interrupted
	 * @throws IllegalStateException if this is a process, which would be blocked, or a
	 * task worker, which would wait for the others
	 */
	public Map<Integer, @Nullable Object> awaitAll(List<?> data, Duration timeout) throws InterruptedException {
		checkMayBlock("awaitAll");
		List<Task> tasks = data.stream().map(this::task).toList();
		CompletableFuture<?>[] results = tasks.stream().map(Task::result).toArray(CompletableFuture[]::new);
		tasks.forEach(this::begin);
		try {
			CompletableFuture.allOf(results).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Not all of {} tasks have a result", results.length, ex);
		}
		finally {
			for (CompletableFuture<?> result : results) {
				result.cancel(true);
			}
		}
		Map<Integer, @Nullable Object> found = new TreeMap<>();
		for (int i = 0; i < results.length; i++) {
			if (!results[i].isCompletedExceptionally()) {
				found.put(i, results[i].join());
			}
		}
		return found;
	}

	private void checkMayBlock(String method) {
		WorkerProcess process = this.workers.currentProcess();
		if (process != null) {
			throw new IllegalStateException("%s would block %s: use submit, or call it on another thread"
				.formatted(method, process.threadName()));
		}
		if (current.get() != null) {
			throw new IllegalStateException(
					"%s would let a task worker wait for another: use submit".formatted(method));
		}
	}

	private Task task(Object data) {
		TaskFunction<Object> function = this.functions.find(data);
		if (function == null) {
			throw new IllegalArgumentException("No @OnTask method takes a '%s' (expected: one of %s)"
				.formatted(data.getClass().getName(), this.functions.types()));
		}
		Task task = new Task(this.ids.getAndIncrement(), data, this.workers.callingProcess(), (done, what) -> {
			current.set(done);
			try {
				return function.call(done, what);
			}
			finally {
				current.remove();
			}
		});
		task.outcome().whenComplete((result, failure) -> ended(task, failure));
		return task;
	}

	private void ended(Task task, @Nullable Throwable failure) {
		if (failure == null) {
			this.completed.increment();
		}
		else if (failure instanceof TaskRejectedException) {
			this.rejected.increment();
		}
		else {
			this.failed.increment();
			task.interrupt();
		}
		if (failure != null && !(failure instanceof TaskRejectedException) && !task.isWatched()) {
			logger.error("{} has failed", task, failure);
		}
	}

	private Task begin(Task task) {
		if (!this.options.timeout().isZero()) {
			task.outcome().orTimeout(this.options.timeout().toNanos(), TimeUnit.NANOSECONDS);
		}
		Task refused = this.queue.add(task);
		if (refused != null) {
			refused(refused);
		}
		return task;
	}

	private void refused(Task task) {
		boolean blocks = this.workers.currentProcess() != null;
		if (this.queue.isStopped()) {
			reject(task, "The task workers have stopped");
		}
		else if (this.options.rejection() == Rejection.CALLER_RUNS && !blocks) {
			task.run();
		}
		else {
			reject(task, "%d tasks are done and %d wait, which is all that task workers take"
				.formatted(this.options.workers(), this.options.queueCapacity()));
		}
	}

	private static void reject(Task task, String reason) {
		task.outcome().completeExceptionally(new TaskRejectedException(task + ": " + reason));
	}

	private static void deliver(Task task, @Nullable WorkerProcess process, Call call) {
		if (process == null) {
			try {
				call.run();
			}
			catch (Throwable ex) {
				logger.error("A finish callback of {} has failed", task, ex);
			}
			return;
		}
		try {
			process.execute(() -> {
				try {
					call.run();
				}
				catch (Exception ex) {
					throw new IllegalStateException("A finish callback of %s has failed".formatted(task), ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.warn("{} has ended after {}, which hears no more of it", task, process.threadName());
		}
	}

	/**
	 * Take tasks again after a stop.
	 */
	public void start() {
		this.queue.start();
	}

	/**
	 * Take no more tasks, and do those that were taken. What is not done in time is
	 * rejected, and interrupted where it is under way.
	 * @param timeout how long they may take
	 * @return completes when all tasks have ended
	 */
	public CompletionStage<Void> stop(Duration timeout) {
		return this.queue.stop()
			.copy()
			.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
			.thenRun(() -> this.queue.abandon().forEach((task) -> {
				reject(task, "The task workers have stopped");
				task.interrupt();
			}));
	}

	/**
	 * Whether tasks are taken.
	 * @return whether the task workers have not been stopped
	 */
	public boolean isRunning() {
		return !this.queue.isStopped();
	}

	/**
	 * The numbers of tasks.
	 * @return the numbers as they are now
	 */
	public Statistics statistics() {
		return new Statistics(this.options.workers(), this.queue.runningCount(), this.queue.waitingCount(),
				this.completed.sum(), this.failed.sum(), this.rejected.sum());
	}

	/**
	 * Numbers of tasks.
	 *
	 * @param workers how many are done at the same time
	 * @param active how many are done now
	 * @param queued how many wait
	 * @param completed how many are done
	 * @param failed how many have failed, took too long or were cancelled
	 * @param rejected how many were not done, because there was no room
	 */
	public record Statistics(int workers, int active, int queued, long completed, long failed, long rejected) {

	}

	/**
	 * A call of a callback.
	 */
	@FunctionalInterface
	private interface Call {

		void run() throws Exception;

	}

}
