package io.workerman.context;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * {@link TaskScheduler} whose tasks run on a process of a worker, one after another with
 * all other callbacks of the process. So they must not block, and need no locks towards
 * those callbacks. What a task throws is logged and counted as that of any callback; a
 * task that repeats goes on.
 * <p>
 * A run that comes late at a fixed rate is not made up for by a burst. Cancelling never
 * interrupts a run that is under way. All methods may be called from any thread.
 */
public final class WorkerTaskScheduler implements TaskScheduler, DisposableBean {

	private final WorkerProcess process;

	private final Clock clock = Clock.system(ZoneId.systemDefault());

	private final Set<WorkerTask> tasks = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	private volatile boolean ended;

	private WorkerTaskScheduler(WorkerProcess process, boolean running) {
		this.process = process;
		this.running = running;
	}

	/**
	 * Make the scheduler of a worker: its tasks run on process 0, whatever the number of
	 * processes. They may be scheduled before the worker starts, and stay when it stops:
	 * a run that was due meanwhile is made, once, when the worker starts.
	 * @param worker the worker
	 * @return the scheduler
	 */
	public static WorkerTaskScheduler of(Worker worker) {
		boolean running = worker.state() == Worker.State.RUNNING || worker.state() == Worker.State.PAUSED;
		WorkerTaskScheduler scheduler = new WorkerTaskScheduler(worker.processes().get(0), running);
		Callbacks callbacks = new CallbacksBuilder().workerStart((process) -> scheduler.start())
			.workerStop((process) -> scheduler.stop())
			.build();
		worker.bind((process) -> (process.id() == 0) ? callbacks : Callbacks.NONE);
		return scheduler;
	}

	/**
	 * Make a scheduler for a process that has been started, until the worker stops.
	 * @param process the process
	 * @return the scheduler
	 */
	public static WorkerTaskScheduler of(WorkerProcess process) {
		return new WorkerTaskScheduler(process, true);
	}

	WorkerProcess process() {
		return this.process;
	}

	private void start() {
		this.running = true;
		for (WorkerTask task : this.tasks) {
			// a start that failed may have left a timer that runs no more
			task.disarm();
			task.arm();
		}
	}

	private void stop() {
		this.running = false;
		this.tasks.forEach(WorkerTask::disarm);
	}

	@Override
	public Clock getClock() {
		return this.clock;
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		Rhythm.Triggered rhythm = new Rhythm.Triggered(trigger, this.clock);
		OptionalLong first = rhythm.first();
		return first.isPresent() ? add(task, rhythm, first.getAsLong()) : null;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return add(task, Rhythm.ONCE, Rhythm.due(startTime, this.clock));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return add(task, Rhythm.fixedRate(positive(period, "period")), Rhythm.due(startTime, this.clock));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return add(task, Rhythm.fixedRate(positive(period, "period")), System.nanoTime());
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return add(task, Rhythm.fixedDelay(positive(delay, "delay")), Rhythm.due(startTime, this.clock));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return add(task, Rhythm.fixedDelay(positive(delay, "delay")), System.nanoTime());
	}

	private static Duration positive(Duration duration, String name) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("%s: %s (expected: > 0)".formatted(name, duration));
		}
		return duration;
	}

	private WorkerTask add(Runnable task, Rhythm rhythm, long due) {
		WorkerTask added = new WorkerTask(this, task, rhythm, due);
		this.tasks.add(added);
		if (this.ended) {
			added.cancel(false);
			throw new TaskRejectedException(
					"The task scheduler of %s has ended with its application".formatted(this.process.threadName()));
		}
		arm(added);
		return added;
	}

	void arm(WorkerTask task) {
		if (this.running) {
			task.arm();
		}
	}

	void forget(WorkerTask task) {
		this.tasks.remove(task);
	}

	/**
	 * Cancels all tasks and takes no more.
	 */
	@Override
	public void destroy() {
		this.ended = true;
		this.tasks.forEach((task) -> task.cancel(false));
	}

	@Override
	public String toString() {
		return "WorkerTaskScheduler[%s]".formatted(this.process.threadName());
	}

}
