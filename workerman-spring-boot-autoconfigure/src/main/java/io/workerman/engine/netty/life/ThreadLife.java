package io.workerman.engine.netty.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.UserThread;
import io.workerman.engine.UserThread.Info;
import io.workerman.engine.UserThread.State;

/**
 * One life of a thread of the application, from a start of the workers to their stop.
 */
final class ThreadLife implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(UserThreads.class);

	private static final long FIRST_PAUSE_MILLIS = 100;

	private static final long LONGEST_PAUSE_MILLIS = 10_000;

	private final String name;

	private final UserThread task;

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final AtomicLong restarts;

	private volatile State state = State.STOPPED;

	private volatile boolean stopping;

	private volatile @Nullable Thread thread;

	ThreadLife(String name, UserThread task, AtomicLong restarts) {
		this.name = name;
		this.task = task;
		this.restarts = restarts;
	}

	/**
	 * The next life of the thread.
	 */
	ThreadLife again() {
		return new ThreadLife(this.name, this.task, this.restarts);
	}

	void start() {
		Thread thread = new Thread(this, "workerman-thread-" + this.name);
		thread.setDaemon(true);
		thread.setContextClassLoader(this.classLoader);
		this.thread = thread;
		this.state = State.RUNNING;
		thread.start();
	}

	void stop() {
		this.stopping = true;
		Thread thread = this.thread;
		if (thread != null) {
			thread.interrupt();
		}
	}

	boolean isCurrent() {
		return Thread.currentThread() == this.thread;
	}

	CompletableFuture<Void> ended() {
		return this.ended;
	}

	Info info() {
		return new Info(this.name, this.state, this.restarts.get());
	}

	@Override
	public void run() {
		try {
			live();
			this.state = this.stopping ? State.STOPPED : State.DONE;
		}
		catch (InterruptedException ex) {
			this.state = State.STOPPED;
		}
		finally {
			this.ended.complete(null);
		}
	}

	private void live() throws InterruptedException {
		long pause = FIRST_PAUSE_MILLIS;
		while (!this.stopping) {
			long began = System.nanoTime();
			try {
				this.task.run();
				return;
			}
			catch (Throwable ex) {
				if (this.stopping) {
					return;
				}
				boolean lasted = System.nanoTime() - began > LONGEST_PAUSE_MILLIS * 1_000_000;
				pause = lasted ? FIRST_PAUSE_MILLIS : pause;
				logger.error("The thread '{}' has failed, and is started again in {} ms", this.name, pause, ex);
			}
			this.state = State.WAITING;
			Thread.sleep(pause);
			pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
			this.restarts.incrementAndGet();
			this.state = State.RUNNING;
		}
	}

}
