package io.workerman.metrics;

import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.workerman.engine.task.TaskWorkers;
import io.workerman.engine.task.TaskWorkers.Statistics;

/**
 * {@link MeterBinder} for task workers.
 */
public class TaskMetrics implements MeterBinder {

	private final TaskWorkers tasks;

	/**
	 * Create a binder.
	 * @param tasks the task workers
	 */
	public TaskMetrics(TaskWorkers tasks) {
		this.tasks = tasks;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("workerman.tasks.active", this.tasks, (tasks) -> tasks.statistics().active())
			.description("Tasks that are being done")
			.register(registry);
		Gauge.builder("workerman.tasks.queued", this.tasks, (tasks) -> tasks.statistics().queued())
			.description("Tasks that wait for a free task worker")
			.register(registry);
		counter(registry, "completed", "Tasks that are done", Statistics::completed);
		counter(registry, "failed", "Tasks that have failed, took too long or were cancelled", Statistics::failed);
		counter(registry, "rejected", "Tasks that were not done because there was no room", Statistics::rejected);
	}

	private void counter(MeterRegistry registry, String name, String description, ToLongFunction<Statistics> count) {
		FunctionCounter.builder("workerman.tasks." + name, this.tasks, (tasks) -> count.applyAsLong(tasks.statistics()))
			.description(description)
			.register(registry);
	}

}
