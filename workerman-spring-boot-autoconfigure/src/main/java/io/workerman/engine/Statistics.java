package io.workerman.engine;

/**
 * The counters of a process, or of a worker as the sum of its processes. All count since
 * the start of the worker.
 *
 * @param connections the connections that are open now
 * @param opened the connections opened
 * @param closedByClient the connections that the peer ended
 * @param closedByServer the connections that this side ended
 * @param closedByNetwork the connections that broke
 * @param messagesReceived the messages given to the application
 * @param messagesSent the messages accepted for sending
 * @param bytesReceived the bytes received
 * @param bytesSent the bytes that the operating system took
 * @param sendFailures the sends that failed on open connections
 * @param timers the timers that run again and again
 * @param exceptions the exceptions thrown by callbacks
 * @param restarts how often the process was started again
 * @param sendPending the bytes that wait in send buffers now
 * @param memory the bytes that wait in receive and send buffers now
 * @param blocked how often an event loop was blocked
 */
public record Statistics(long connections, long opened, long closedByClient, long closedByServer, long closedByNetwork,
		long messagesReceived, long messagesSent, long bytesReceived, long bytesSent, long sendFailures, long timers,
		long exceptions, long restarts, long sendPending, long memory, long blocked) {

	/**
	 * All zero.
	 */
	public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

	/**
	 * The sum of these and other counters.
	 * @param other the other counters
	 * @return the sum
	 */
	public Statistics plus(Statistics other) {
		return new Statistics(this.connections + other.connections, this.opened + other.opened,
				this.closedByClient + other.closedByClient, this.closedByServer + other.closedByServer,
				this.closedByNetwork + other.closedByNetwork, this.messagesReceived + other.messagesReceived,
				this.messagesSent + other.messagesSent, this.bytesReceived + other.bytesReceived,
				this.bytesSent + other.bytesSent, this.sendFailures + other.sendFailures, this.timers + other.timers,
				this.exceptions + other.exceptions, this.restarts + other.restarts,
				this.sendPending + other.sendPending, this.memory + other.memory, this.blocked + other.blocked);
	}

}
