package io.workerman.context;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess;

/**
 * A task of a {@link WorkerTaskScheduler}. It runs on a process; what it throws is logged
 * and counted there, and does not end a task that repeats. All other methods may be
 * called from any thread.
 */
final class WorkerTask implements ScheduledFuture<@Nullable Object>, Runnable {

	private static final long NO_TIMER = 0;

	private static final long UNDER_WAY = -1;

	private final WorkerTaskScheduler scheduler;

	private final WorkerProcess process;

	private final Runnable task;

	private final Rhythm rhythm;

	private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();

	private volatile long due;

	private long timer = NO_TIMER;

	WorkerTask(WorkerTaskScheduler scheduler, Runnable task, Rhythm rhythm, long due) {
		this.scheduler = scheduler;
		this.process = scheduler.process();
		this.task = task;
		this.rhythm = rhythm;
		this.due = due;
	}

	/**
	 * Lets the process run the task when it is due. A process without a thread does
	 * nothing. The timer of a task that repeats is persistent, so that the process counts
	 * it.
	 */
	synchronized void arm() {
		if (this.timer != NO_TIMER || isDone()) {
			return;
		}
		Duration delay = Duration.ofNanos(Math.max(1, this.due - System.nanoTime()));
		try {
			this.timer = this.process.timers().add(delay, this, this.rhythm != Rhythm.ONCE);
		}
		catch (RejectedExecutionException ex) {
			this.timer = NO_TIMER;
		}
	}

	/**
	 * Does not let the process run the task for now.
	 */
	synchronized void disarm() {
		if (this.timer != UNDER_WAY) {
			timer(NO_TIMER);
		}
	}

	private synchronized void timer(long timer) {
		if (this.timer > NO_TIMER) {
			this.process.timers().del(this.timer);
		}
		this.timer = timer;
	}

	@Override
	public void run() {
		timer(UNDER_WAY);
		if (isDone()) {
			return;
		}
		this.rhythm.begin();
		try {
			this.task.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.rhythm == Rhythm.ONCE) {
				this.outcome.completeExceptionally(ex);
			}
			throw ex;
		}
		finally {
			again();
		}
	}

	private void again() {
		OptionalLong next = isDone() ? OptionalLong.empty() : next();
		if (next.isPresent()) {
			this.due = next.getAsLong();
			timer(NO_TIMER);
			this.scheduler.arm(this);
		}
		else {
			this.outcome.complete(null);
			this.scheduler.forget(this);
		}
	}

	private OptionalLong next() {
		try {
			return this.rhythm.next(this.due);
		}
		catch (RuntimeException ex) {
			this.outcome.completeExceptionally(ex);
			this.scheduler.forget(this);
			throw ex;
		}
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = !isDone() && this.outcome.cancel(false);
		if (cancelled) {
			disarm();
			this.scheduler.forget(this);
		}
		return cancelled;
	}

	@Override
	public boolean isCancelled() {
		return this.outcome.isCancelled();
	}

	@Override
	public boolean isDone() {
		return this.outcome.isDone();
	}

	@Override
	public @Nullable Object get() throws InterruptedException, ExecutionException {
		return awaited().get();
	}

	@Override
	public @Nullable Object get(long timeout, TimeUnit unit)
			throws InterruptedException, ExecutionException, TimeoutException {
		return awaited().get(timeout, unit);
	}

	private CompletableFuture<@Nullable Object> awaited() {
		if (this.process.inProcess() && !isDone()) {
			throw new IllegalStateException(
					"%s cannot wait for a task that it is to run itself".formatted(this.process.threadName()));
		}
		return this.outcome;
	}

	@Override
	public long getDelay(TimeUnit unit) {
		return unit.convert(this.due - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

	@Override
	public int compareTo(Delayed other) {
		return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
	}

	@Override
	public String toString() {
		return this.task.toString();
	}

}
