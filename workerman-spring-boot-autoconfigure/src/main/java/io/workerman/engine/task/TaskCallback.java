package io.workerman.engine.task;

import org.jspecify.annotations.Nullable;

/**
 * Hears of the end of one task, on the process that submitted it, or on the thread that
 * did it if no process submitted it.
 */
@FunctionalInterface
public interface TaskCallback {

	/**
	 * The task has ended, in whatever way.
	 * @param result what the task returned, or {@code null} if that was nothing or the
	 * task has failed
	 * @param failure why it has failed, or {@code null} if it has not
	 * @throws Exception if the callback fails, which is logged
	 */
	void call(@Nullable Object result, @Nullable Throwable failure) throws Exception;

}
