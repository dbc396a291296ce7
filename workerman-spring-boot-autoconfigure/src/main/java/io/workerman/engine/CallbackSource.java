package io.workerman.engine;

/**
 * Makes the callbacks of a worker for each of its processes. All methods run on the
 * process.
 */
@FunctionalInterface
public interface CallbackSource {

	/**
	 * Makes the callbacks of one process, before the worker-start callbacks run.
	 * @param process the process
	 * @return the callbacks
	 * @throws Exception if they cannot be made; the start of the worker fails with it
	 */
	Callbacks bind(WorkerProcess process) throws Exception;

	/**
	 * The process gives up its callbacks, because it stops.
	 * @param process the process
	 */
	default void release(WorkerProcess process) {
	}

	/**
	 * Makes the callbacks of a process anew for a reload, while those that it has stay in
	 * use. A source that holds something for its callbacks overrides this, and gives up
	 * the old when they are retired.
	 * @param process the process
	 * @return the new callbacks
	 * @throws Exception if they cannot be made; the reload fails with it, and everything
	 * stays as it is
	 */
	default Renewal renew(WorkerProcess process) throws Exception {
		Callbacks callbacks = bind(process);
		return () -> callbacks;
	}

	/**
	 * New callbacks of a process. They are either committed, and the old retired, or
	 * discarded, on the process.
	 */
	@FunctionalInterface
	interface Renewal {

		/**
		 * The new callbacks.
		 * @return the callbacks
		 */
		Callbacks callbacks();

		/**
		 * Those of the new callbacks that this renewal neither starts nor stops itself,
		 * because they stand for something that outlives it. When a process restarts, the
		 * engine calls their worker-stop, worker-exit and worker-start callbacks.
		 * @return the callbacks
		 */
		default Callbacks lasting() {
			return callbacks();
		}

		/**
		 * The new callbacks are in use now.
		 */
		default void commit() {
		}

		/**
		 * The last of the old callbacks has returned, which may run off the event loop
		 * for a while: gives them up.
		 * @param reason why the process ends that had them
		 */
		default void retire(WorkerProcess.ExitReason reason) {
		}

		/**
		 * The reload has failed: gives up the new callbacks, which were never in use.
		 */
		default void discard() {
		}

	}

}
