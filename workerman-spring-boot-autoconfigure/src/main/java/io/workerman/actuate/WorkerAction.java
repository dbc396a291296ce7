package io.workerman.actuate;

import java.util.concurrent.TimeUnit;

import io.workerman.engine.Worker;

/**
 * What an operator can ask of a worker.
 */
public enum WorkerAction {

	/**
	 * Renew the processes one after another; nobody is disconnected.
	 */
	RELOAD {

		@Override
		void perform(Worker worker) {
			long timeout = worker.options().stopTimeout().toMillis();
			worker.reload().toCompletableFuture().copy().orTimeout(timeout, TimeUnit.MILLISECONDS).join();
		}

	},

	/**
	 * Stop gracefully.
	 */
	STOP {

		@Override
		void perform(Worker worker) {
			worker.stop();
		}

	},

	/**
	 * Start again.
	 */
	START {

		@Override
		void perform(Worker worker) {
			worker.start();
		}

	},

	/**
	 * Accept no more connections.
	 */
	PAUSE {

		@Override
		void perform(Worker worker) {
			worker.pauseAccept();
		}

	},

	/**
	 * Accept connections again.
	 */
	RESUME {

		@Override
		void perform(Worker worker) {
			worker.resumeAccept();
		}

	};

	abstract void perform(Worker worker);

}
