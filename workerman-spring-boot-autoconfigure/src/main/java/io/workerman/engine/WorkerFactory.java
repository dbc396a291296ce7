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
	 * Find the implementation.
	 * @return the factory
	 */
	static WorkerFactory load() {
		return ServiceLoader.load(WorkerFactory.class, WorkerFactory.class.getClassLoader())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No WorkerFactory is on the class path"));
	}

}
