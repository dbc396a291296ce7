package io.workerman.context;

import io.workerman.engine.Worker;

/**
 * A worker has closed its last connection and given up its beans. Published at every
 * stop, on the process that was the last to do so, right before the threads end.
 */
public class WorkerStoppedEvent extends WorkermanEvent {

	/**
	 * Create a new event.
	 * @param worker the worker
	 */
	public WorkerStoppedEvent(Worker worker) {
		super(worker);
	}

}
