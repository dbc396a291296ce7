package io.workerman.engine;

/**
 * Makes the callbacks of a worker for each of its processes. Both methods run on the
 * process.
 */
@FunctionalInterface
public interface CallbackSource {

	/**
	 * Makes the callbacks of one process: before the worker-start callbacks run, and
	 * again at each reload.
	 * @param process the process
	 * @return the callbacks
	 * @throws Exception if they cannot be made; the start of the worker fails with it
	 */
	Callbacks bind(WorkerProcess process) throws Exception;

	/**
	 * The process gives up what {@link #bind} returned, because it stops or reloads.
	 * @param process the process
	 */
	default void release(WorkerProcess process) {
	}

}
