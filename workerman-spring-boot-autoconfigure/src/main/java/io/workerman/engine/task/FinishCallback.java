package io.workerman.engine.task;

/**
 * Hears of results, on the process that submitted the task, or on the thread that did it
 * if no process submitted it.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface FinishCallback<R> {

	/**
	 * A task is done.
	 * @param task the task
	 * @param result its result
	 * @throws Exception if the callback fails, which is logged
	 */
	void call(Task task, R result) throws Exception;

}
