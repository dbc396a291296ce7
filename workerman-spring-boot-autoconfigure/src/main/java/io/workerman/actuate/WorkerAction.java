package io.workerman.actuate;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

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
			try {
				worker.reload().toCompletableFuture().copy().get(timeout, TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException ex) {
				throw failed(ex.getCause());
			}
			catch (TimeoutException ex) {
				throw new IllegalStateException("Worker '%s' has not reloaded within %d ms, and may still do so"
					.formatted(worker.name(), timeout), ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		private IllegalStateException failed(@Nullable Throwable cause) {
			return (cause instanceof IllegalStateException told) ? told : new IllegalStateException(cause);
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
