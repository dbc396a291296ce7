package io.workerman.context;

import org.springframework.context.ApplicationEvent;

import io.workerman.engine.Worker;

/**
 * Something happened to a worker. It is published exactly once, on a process of the
 * worker: a listener must not block, and may be {@code @Async} if it has to.
 */
public abstract class WorkermanEvent extends ApplicationEvent {

	WorkermanEvent(Worker worker) {
		super(worker);
	}

	/**
	 * Return the worker.
	 * @return the worker
	 */
	public Worker getWorker() {
		return (Worker) getSource();
	}

}
