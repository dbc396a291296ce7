package io.workerman.engine.task;

import java.util.ServiceLoader;
import java.util.concurrent.Executor;

/**
 * Makes the threads of task workers. The one implementation is found by
 * {@link ServiceLoader}.
 */
public interface TaskThreads {

	/**
	 * Make an executor that never runs more at once than there are workers, if it is not
	 * asked to. Its threads end when they have nothing to do.
	 * @param options says how many threads, and of which kind
	 * @return the executor
	 * @throws IllegalStateException if this Java has no virtual threads but they are
	 * asked for
	 */
	Executor open(TaskOptions options);

	/**
	 * Find the implementation.
	 * @return the maker of threads
	 */
	static TaskThreads load() {
		return ServiceLoader.load(TaskThreads.class, TaskThreads.class.getClassLoader())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No TaskThreads are on the class path"));
	}

}
