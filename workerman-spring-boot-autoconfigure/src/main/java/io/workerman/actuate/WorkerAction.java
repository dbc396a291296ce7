package io.workerman.actuate;

import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
		void perform(Worker worker, @Nullable String message) {
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
		void perform(Worker worker, @Nullable String message) {
			worker.stop();
		}

	},

	/**
	 * Start again.
	 */
	START {

		@Override
		void perform(Worker worker, @Nullable String message) {
			worker.start();
		}

	},

	/**
	 * Accept no more connections.
	 */
	PAUSE {

		@Override
		void perform(Worker worker, @Nullable String message) {
			worker.pauseAccept();
		}

	},

	/**
	 * Accept connections again.
	 */
	RESUME {

		@Override
		void perform(Worker worker, @Nullable String message) {
			worker.resumeAccept();
		}

	},

	/**
	 * Send a message to all connections.
	 */
	BROADCAST {

		@Override
		void perform(Worker worker, @Nullable String message) {
			if (message == null) {
				throw new IllegalArgumentException("message: null (expected the text to send)");
			}
			worker.broadcast(message);
		}

	};

	abstract void perform(Worker worker, @Nullable String message);

	static WorkerAction of(@Nullable String name) {
		return Stream.of(values())
			.filter((action) -> action.name().toLowerCase(Locale.ROOT).equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("action: %s (expected one of %s)".formatted(name,
					Stream.of(values())
						.map((action) -> action.name().toLowerCase(Locale.ROOT))
						.collect(Collectors.joining(", ")))));
	}

}
