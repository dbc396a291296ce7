package io.workerman.status;

import io.workerman.engine.Statistics;
import io.workerman.engine.WorkerProcess;

/**
 * One process of a worker as the endpoint shows it.
 *
 * @param id the id within the worker
 * @param thread the name of the thread, which is that of another worker's process if this
 * one shares it
 * @param status {@code busy} if the loop did not answer in time, else {@code idle}
 * @param connections the connections that are open
 * @param totalRequests the messages given to the application
 * @param sendFailures the sends that failed
 * @param timers the timers that run
 * @param exceptions the exceptions thrown by callbacks
 * @param restarts how often the process was started again
 * @param memory the bytes in the receive and send buffers of its connections
 * @param traffic what has gone through it
 */
public record ProcessStatus(int id, String thread, String status, long connections, long totalRequests,
		long sendFailures, long timers, long exceptions, long restarts, long memory, TrafficStatus traffic) {

	static final String IDLE = "idle";

	static final String BUSY = "busy";

	static ProcessStatus of(WorkerProcess process, Statistics statistics, boolean busy) {
		return new ProcessStatus(process.id(), process.threadName(), busy ? BUSY : IDLE, statistics.connections(),
				statistics.messagesReceived(), statistics.sendFailures(), statistics.timers(), statistics.exceptions(),
				statistics.restarts(), statistics.memory(), TrafficStatus.of(statistics));
	}

	boolean busy() {
		return BUSY.equals(this.status);
	}

}
