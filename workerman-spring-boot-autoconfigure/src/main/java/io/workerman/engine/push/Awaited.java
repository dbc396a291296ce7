package io.workerman.engine.push;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerProcess;

/**
 * Waits for an answer where the caller cannot go on without it.
 */
public final class Awaited {

	private static final WorkerFactory FACTORY = WorkerFactory.load();

	private Awaited() {
	}

	/**
	 * Wait, unless the answer is there.
	 * @param stage the answer
	 * @param timeout how long to wait
	 * @param alternative what to call instead where waiting is forbidden
	 * @param <T> the type of the answer
	 * @return the answer
	 * @throws IllegalStateException if it is not there and the calling thread is a
	 * process, which must not be blocked
	 */
	public static <T extends @Nullable Object> T get(CompletionStage<T> stage, Duration timeout, String alternative) {
		CompletableFuture<T> future = stage.toCompletableFuture();
		if (!future.isDone()) {
			WorkerProcess process = FACTORY.currentProcess();
			if (process != null) {
				throw new IllegalStateException("The answer comes from other nodes, and waiting for it would block "
						+ "process %d of worker '%s' (use %s, or dispatch the handler off the event loop)"
							.formatted(process.id(), process.worker().name(), alternative));
			}
		}
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The thread was interrupted while it waited for other nodes", ex);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("No answer came within %s".formatted(timeout), ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure
					: new CompletionException(ex.getCause());
		}
	}

}
