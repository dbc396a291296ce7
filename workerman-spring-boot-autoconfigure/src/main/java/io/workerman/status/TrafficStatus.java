package io.workerman.status;

import java.util.List;

import io.workerman.engine.Statistics;

/**
 * What has gone through a process or a worker. What was opened and not closed is open.
 *
 * @param opened the connections opened
 * @param closed the connections closed
 * @param messagesSent the messages accepted for sending
 * @param bytesReceived the bytes received
 * @param bytesSent the bytes that the operating system took
 */
public record TrafficStatus(long opened, long closed, long messagesSent, long bytesReceived, long bytesSent) {

	private static final TrafficStatus NONE = of(Statistics.NONE);

	static TrafficStatus of(Statistics statistics) {
		return new TrafficStatus(statistics.opened(),
				statistics.closedByClient() + statistics.closedByServer() + statistics.closedByNetwork(),
				statistics.messagesSent(), statistics.bytesReceived(), statistics.bytesSent());
	}

	static TrafficStatus sum(List<ProcessStatus> processes) {
		return processes.stream().map(ProcessStatus::traffic).reduce(NONE, TrafficStatus::plus);
	}

	private TrafficStatus plus(TrafficStatus other) {
		return new TrafficStatus(this.opened + other.opened, this.closed + other.closed,
				this.messagesSent + other.messagesSent, this.bytesReceived + other.bytesReceived,
				this.bytesSent + other.bytesSent);
	}

}
