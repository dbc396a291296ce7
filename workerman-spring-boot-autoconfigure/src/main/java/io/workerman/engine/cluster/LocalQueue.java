package io.workerman.engine.cluster;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of jobs in memory, whose lock guards all of it.
 */
final class LocalQueue {

	static final int LIMIT = 100_000;

	private static final Logger logger = LoggerFactory.getLogger(LocalQueue.class);

	private final Queue<Job> jobs = new ArrayDeque<>();

	private final Set<Watcher> idle = new LinkedHashSet<>();

	private final Executor executor;

	private final Consumer<byte[]> deadLetters;

	LocalQueue(Executor executor, Consumer<byte[]> deadLetters) {
		this.executor = executor;
		this.deadLetters = deadLetters;
	}

	boolean add(byte[] data) {
		return add(new Job(data, 1));
	}

	private synchronized boolean add(Job job) {
		if (this.jobs.size() >= LIMIT) {
			return false;
		}
		this.jobs.add(job);
		work();
		return true;
	}

	synchronized Runnable watch(Retry retry, Function<byte[], CompletionStage<?>> consumer) {
		Watcher watcher = new Watcher(retry, consumer);
		this.idle.add(watcher);
		work();
		return () -> stop(watcher);
	}

	private synchronized void stop(Watcher watcher) {
		watcher.stopped = true;
		this.idle.remove(watcher);
	}

	private synchronized void ready(Watcher watcher) {
		if (!watcher.stopped) {
			this.idle.add(watcher);
			work();
		}
	}

	private void work() {
		while (!this.jobs.isEmpty() && !this.idle.isEmpty()) {
			Job job = this.jobs.remove();
			Watcher watcher = this.idle.iterator().next();
			this.idle.remove(watcher);
			this.executor.execute(() -> watcher.take(job));
		}
	}

	private void failed(Job job, Retry retry, Throwable failure) {
		if (job.attempt < retry.attempts()) {
			CompletableFuture.delayedExecutor(retry.delay().toMillis(), TimeUnit.MILLISECONDS, this.executor)
				.execute(() -> again(new Job(job.data, job.attempt + 1)));
		}
		else {
			logger.error("A job has failed {} times and joins the dead letters", job.attempt, failure);
			this.deadLetters.accept(job.data);
		}
	}

	private void again(Job job) {
		if (!add(job)) {
			this.deadLetters.accept(job.data);
		}
	}

	/**
	 * Something to do, and how often it was tried, with the next time.
	 */
	private static final class Job {

		private final byte[] data;

		private final int attempt;

		Job(byte[] data, int attempt) {
			this.data = data;
			this.attempt = attempt;
		}

	}

	/**
	 * Takes one job at a time.
	 */
	private final class Watcher {

		private final Retry retry;

		private final Function<byte[], CompletionStage<?>> consumer;

		private boolean stopped;

		Watcher(Retry retry, Function<byte[], CompletionStage<?>> consumer) {
			this.retry = retry;
			this.consumer = consumer;
		}

		void take(Job job) {
			this.consumer.apply(job.data).whenComplete((value, failure) -> finished(job, failure));
		}

		private void finished(Job job, @Nullable Throwable failure) {
			if (failure != null) {
				failed(job, this.retry, failure);
			}
			ready(this);
		}

	}

}
