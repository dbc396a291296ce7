package io.workerman.engine.task;

import org.jspecify.annotations.Nullable;

/**
 * Does a task, on a thread where it may block.
 *
 * @param <T> the type of the data
 */
@FunctionalInterface
public interface TaskFunction<T> {

	/**
	 * Do a task.
	 * @param task the task
	 * @param data its data
	 * @return the result; if it is a {@code CompletionStage}, what that completes with
	 * @throws Exception if the task fails
	 */
	@Nullable Object call(Task task, T data) throws Exception;

}
