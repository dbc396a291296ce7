package io.workerman.engine.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.task.TaskOptions.Rejection;

/**
 * The tasks that wait and those that are done, whose lock guards both.
 */
final class TaskQueue {

	private final TaskOptions options;

	private final Executor executor;

	private final Deque<Task> waiting = new ArrayDeque<>();

	private final Set<Task> running = new HashSet<>();

	/**
	 * Tasks whose result comes later, from somewhere else.
	 */
	private final Set<Task> pending = new HashSet<>();

	private int workers;

	private @Nullable CompletableFuture<Void> stopped;

	TaskQueue(TaskOptions options, Executor executor) {
		this.options = options;
		this.executor = executor;
	}

	/**
	 * Takes a task if there is room, or makes room if that is the policy.
	 * @return the task that has no room, which may be another one, or {@code null} if all
	 * have
	 */
	@Nullable Task add(Task task) {
		synchronized (this) {
			if (this.stopped != null) {
				return task;
			}
			if (this.workers < this.options.workers()) {
				this.workers++;
			}
			else {
				return enqueue(task);
			}
			this.running.add(task);
		}
		start(task);
		return null;
	}

	private @Nullable Task enqueue(Task task) {
		if (this.waiting.size() < this.options.queueCapacity()) {
			this.waiting.add(task);
			return null;
		}
		Task oldest = (this.options.rejection() == Rejection.DISCARD_OLDEST) ? this.waiting.poll() : null;
		if (oldest == null) {
			return task;
		}
		this.waiting.add(task);
		return oldest;
	}

	private void work(Task first) {
		Task task = first;
		do {
			task.run();
			task = next(task);
		}
		while (task != null && !this.options.virtual());
		if (task != null) {
			start(task);
		}
	}

	private void start(Task task) {
		this.executor.execute(() -> work(task));
	}

	private @Nullable Task next(Task done) {
		if (!done.outcome().isDone()) {
			suspend(done);
		}
		Task task;
		synchronized (this) {
			this.running.remove(done);
			task = this.waiting.poll();
			if (task != null) {
				this.running.add(task);
			}
			else {
				this.workers--;
			}
		}
		checkEnd();
		return task;
	}

	private void suspend(Task task) {
		synchronized (this) {
			this.pending.add(task);
		}
		task.outcome().whenComplete((result, failure) -> {
			synchronized (this) {
				this.pending.remove(task);
			}
			checkEnd();
		});
	}

	private void checkEnd() {
		CompletableFuture<Void> stopped;
		synchronized (this) {
			stopped = (this.workers == 0 && this.pending.isEmpty()) ? this.stopped : null;
		}
		if (stopped != null) {
			stopped.complete(null);
		}
	}

	synchronized void start() {
		this.stopped = null;
	}

	/**
	 * Takes no more tasks.
	 * @return completes when all that were taken have ended
	 */
	CompletableFuture<Void> stop() {
		CompletableFuture<Void> stopped;
		synchronized (this) {
			if (this.stopped == null) {
				this.stopped = new CompletableFuture<>();
			}
			stopped = this.stopped;
		}
		checkEnd();
		return stopped;
	}

	/**
	 * The tasks that have not ended. Those that wait are not done any more.
	 */
	synchronized List<Task> abandon() {
		List<Task> tasks = new ArrayList<>(this.waiting);
		this.waiting.clear();
		tasks.addAll(this.running);
		tasks.addAll(this.pending);
		return tasks;
	}

	synchronized boolean isStopped() {
		return this.stopped != null;
	}

	synchronized int waitingCount() {
		return this.waiting.size();
	}

	synchronized int runningCount() {
		return this.running.size();
	}

}
