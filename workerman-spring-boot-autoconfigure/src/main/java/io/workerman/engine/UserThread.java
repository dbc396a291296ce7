package io.workerman.engine;

/**
 * A thread of the application that lives as long as the workers run: started when they
 * accept connections, untouched by reloads and restarts, and interrupted before their
 * connections close. It may block, look at the connections of any worker and send to
 * them.
 */
@FunctionalInterface
public interface UserThread {

	/**
	 * Called on the thread. If it returns, the thread has done its work until the workers
	 * start again. If it throws, it is called again after a pause, which grows from 100
	 * ms to 10 s while it fails in a row.
	 * @throws Exception if it has failed, or was interrupted
	 */
	void run() throws Exception;

	/**
	 * Where a thread stands in its life.
	 */
	enum State {

		/**
		 * The workers have not started, or have stopped.
		 */
		STOPPED,

		/**
		 * It runs.
		 */
		RUNNING,

		/**
		 * It has failed and waits to be called again.
		 */
		WAITING,

		/**
		 * It has returned.
		 */
		DONE

	}

	/**
	 * What is known of a thread.
	 *
	 * @param name its name
	 * @param state where it stands in its life
	 * @param restarts how often it was called again because it had failed
	 */
	record Info(String name, State state, long restarts) {

	}

}
