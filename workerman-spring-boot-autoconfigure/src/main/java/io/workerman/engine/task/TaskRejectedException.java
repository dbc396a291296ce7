package io.workerman.engine.task;

import java.util.concurrent.RejectedExecutionException;

/**
 * A task was not done: all workers were busy and the queue was full, or the task workers
 * have stopped.
 */
public class TaskRejectedException extends RejectedExecutionException {

	/**
	 * Create the exception.
	 * @param message why the task was not done
	 */
	public TaskRejectedException(String message) {
		super(message);
	}

}
