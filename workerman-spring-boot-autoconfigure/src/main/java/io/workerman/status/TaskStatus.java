package io.workerman.status;

import io.workerman.engine.task.TaskWorkers;

/**
 * The task workers as the endpoint shows them.
 *
 * @param workers how many tasks can be done at the same time
 * @param idle how many of them have nothing to do
 * @param active the tasks that are being done
 * @param queued the tasks that wait
 * @param completed the tasks that are done
 * @param failed the tasks that have failed, took too long or were cancelled
 * @param rejected the tasks for which there was no room
 */
public record TaskStatus(int workers, int idle, int active, int queued, long completed, long failed, long rejected) {

	static TaskStatus of(TaskWorkers.Statistics tasks) {
		return new TaskStatus(tasks.workers(), Math.max(0, tasks.workers() - tasks.active()), tasks.active(),
				tasks.queued(), tasks.completed(), tasks.failed(), tasks.rejected());
	}

}
