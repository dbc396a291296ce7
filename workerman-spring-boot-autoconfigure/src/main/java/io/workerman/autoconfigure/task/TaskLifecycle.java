package io.workerman.autoconfigure.task;

import java.time.Duration;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

import io.workerman.engine.task.TaskWorkers;
import io.workerman.invocation.task.TaskMethods;

/**
 * Lets tasks end while there is somebody who hears of their results: before the workers
 * say goodbye to their connections.
 */
class TaskLifecycle implements SmartLifecycle, SmartInitializingSingleton {

	/**
	 * Before the graceful shutdown of web servers and workers, in the order of stopping.
	 */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	private final TaskWorkers tasks;

	private final TaskMethods methods;

	private final Duration timeout;

	private volatile boolean running;

	TaskLifecycle(TaskWorkers tasks, TaskMethods methods, Duration timeout) {
		this.tasks = tasks;
		this.methods = methods;
		this.timeout = timeout;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.methods.bind();
	}

	@Override
	public void start() {
		this.tasks.start();
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.tasks.stop(this.timeout).whenComplete((done, failure) -> callback.run());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
