package io.workerman.context;

import io.workerman.engine.Worker;

/**
 * A worker has reloaded all its processes. Published once a reload, on the last of them.
 * A reload that fails publishes nothing.
 */
public class WorkerReloadedEvent extends WorkermanEvent {

	/**
	 * Create a new event.
	 * @param worker the worker
	 */
	public WorkerReloadedEvent(Worker worker) {
		super(worker);
	}

}
