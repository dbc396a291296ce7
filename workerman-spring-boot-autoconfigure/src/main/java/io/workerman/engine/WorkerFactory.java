package io.workerman.engine;

import java.util.Collection;
import java.util.ServiceLoader;

import org.jspecify.annotations.Nullable;

/**
 * Makes workers. The one implementation is found by {@link ServiceLoader}.
 */
public interface WorkerFactory {

	/**
	 * Make a worker.
	 * @param options its options
	 * @return the worker, not started
	 */
	Worker worker(WorkerOptions options);

	/**
	 * Bring workers together.
	 * @param options what they share
	 * @param workers the workers, made by this factory
	 * @return the workers, not started
	 */
	Workers workers(WorkersOptions options, Collection<Worker> workers);

	/**
	 * The process whose callback the calling thread runs, on the process itself or off
	 * it.
	 * @return the process, or {@code null} if the thread runs none
	 */
	@Nullable WorkerProcess callingProcess();

	/**
	 * The process that the calling thread is.
	 * @return the process, or {@code null} if the thread is none, even if it runs a
	 * callback of one
	 */
	default @Nullable WorkerProcess currentProcess() {
		WorkerProcess process = callingProcess();
		return (process != null && process.inProcess()) ? process : null;
	}

	/**
	 * Find the implementation.
	 * @return the factory
	 */
	static WorkerFactory load() {
		WorkerFactory factory = Found.FACTORY;
		if (factory == null) {
			throw new IllegalStateException("No WorkerFactory is on the class path");
		}
		return factory;
	}

	/**
	 * What was found on the class path, once.
	 */
	final class Found {

		private static final @Nullable WorkerFactory FACTORY = ServiceLoader
			.load(WorkerFactory.class, WorkerFactory.class.getClassLoader())
			.findFirst()
			.orElse(null);

		private Found() {
		}

	}

}
