package io.workerman.engine.netty.life;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.UserThread;
import io.workerman.engine.UserThread.Info;

/**
 * The threads of the application that live as long as the workers run. For any thread.
 */
public final class UserThreads {

	private static final Logger logger = LoggerFactory.getLogger(UserThreads.class);

	private final Map<String, ThreadLife> lives = new LinkedHashMap<>();

	private boolean running;

	/**
	 * Add a thread, which starts with the others, or at once if they run.
	 * @param name its name
	 * @param thread what it does
	 * @throws IllegalArgumentException if there is one of that name
	 */
	public synchronized void add(String name, UserThread thread) {
		if (this.lives.containsKey(name)) {
			throw new IllegalArgumentException("name: '%s' (expected: the name of no other thread)".formatted(name));
		}
		ThreadLife life = new ThreadLife(name, thread, new AtomicLong());
		this.lives.put(name, life);
		if (this.running) {
			life.start();
		}
	}

	/**
	 * Start all threads.
	 */
	public synchronized void start() {
		this.running = true;
		this.lives.replaceAll((name, life) -> life.again());
		this.lives.values().forEach(ThreadLife::start);
	}

	/**
	 * Interrupt all threads.
	 * @param patience how long to wait for them
	 * @return completes when all but the calling one have ended, or the time is over
	 */
	public synchronized CompletableFuture<Void> stop(Duration patience) {
		if (!this.running) {
			return CompletableFuture.completedFuture(null);
		}
		this.running = false;
		List<ThreadLife> stopping = List.copyOf(this.lives.values());
		stopping.forEach(ThreadLife::stop);
		CompletableFuture<?>[] ends = stopping.stream()
			.filter((life) -> !life.isCurrent())
			.map(ThreadLife::ended)
			.toArray(CompletableFuture[]::new);
		CompletableFuture<Void> all = CompletableFuture.allOf(ends);
		return all.isDone() ? all : all.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
			.thenRun(() -> warn(stopping, patience));
	}

	private static void warn(List<ThreadLife> stopped, Duration patience) {
		stopped.stream()
			.filter((life) -> !life.ended().isDone() && !life.isCurrent())
			.forEach((life) -> logger.warn("The thread '{}' has not ended within {} ms after it was interrupted",
					life.info().name(), patience.toMillis()));
	}

	/**
	 * What is known of the threads.
	 * @return the threads, in the order in which they were added
	 */
	public synchronized List<Info> all() {
		return this.lives.values().stream().map(ThreadLife::info).toList();
	}

}
