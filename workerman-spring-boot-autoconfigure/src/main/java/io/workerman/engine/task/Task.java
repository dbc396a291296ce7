package io.workerman.engine.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess;

/**
 * Something that task workers do.
 */
public final class Task {

	private final long id;

	private final Object data;

	private final @Nullable WorkerProcess process;

	private final TaskFunction<Object> function;

	private final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();

	private volatile boolean watched;

	private @Nullable Thread thread;

	private boolean interrupted;

	Task(long id, Object data, @Nullable WorkerProcess process, TaskFunction<Object> function) {
		this.id = id;
		this.data = data;
		this.process = process;
		this.function = function;
	}

	/**
	 * The id, from 0 on, which no other task of these task workers has.
	 * @return the id
	 */
	public long id() {
		return this.id;
	}

	/**
	 * What to do.
	 * @return the data
	 */
	public Object data() {
		return this.data;
	}

	/**
	 * The process that submitted the task.
	 * @return the process, or {@code null} if it was another thread
	 */
	public @Nullable WorkerProcess process() {
		return this.process;
	}

	/**
	 * What comes out of the task. Its dependents run on a task worker. If it is cancelled
	 * the task is not done any more, and interrupted where it is done already.
	 * @return the result, which is {@code null} for a method that returns nothing
	 */
	public CompletableFuture<@Nullable Object> result() {
		this.watched = true;
		return this.result;
	}

	CompletableFuture<@Nullable Object> outcome() {
		return this.result;
	}

	/**
	 * Whether somebody may hear of a failure.
	 */
	boolean isWatched() {
		return this.watched;
	}

	void watch() {
		this.watched = true;
	}

	/**
	 * Does the task on the calling thread, unless it has ended before.
	 */
	void run() {
		if (!begin()) {
			return;
		}
		Object value;
		try {
			value = this.function.call(this, this.data);
		}
		catch (Throwable ex) {
			end();
			this.result.completeExceptionally(ex);
			return;
		}
		end();
		if (value instanceof CompletionStage<?> stage) {
			stage.whenComplete(this::complete);
		}
		else {
			this.result.complete(value);
		}
	}

	private void complete(@Nullable Object value, @Nullable Throwable failure) {
		if (failure != null) {
			this.result.completeExceptionally(cause(failure));
		}
		else {
			this.result.complete(value);
		}
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException wrapper && wrapper.getCause() != null) ? wrapper.getCause()
				: failure;
	}

	private synchronized boolean begin() {
		boolean open = !this.result.isDone();
		this.thread = open ? Thread.currentThread() : null;
		return open;
	}

	/**
	 * Keeps an interrupt of this task from the next one of the thread.
	 */
	private synchronized void end() {
		this.thread = null;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

	/**
	 * Interrupts the thread that does the task, if one does.
	 */
	synchronized void interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	@Override
	public String toString() {
		return "Task[id=%d, type=%s]".formatted(this.id, this.data.getClass().getName());
	}

}
