package io.workerman.autoconfigure;

import java.time.Duration;

/**
 * Properties of heartbeats.
 */
public class HeartbeatProperties {

	/**
	 * Time between two heartbeats to a peer that stays silent, zero for no heartbeats.
	 */
	private Duration interval = Duration.ZERO;

	/**
	 * Text that a heartbeat says, empty for none; WebSockets always get a ping frame.
	 */
	private String payload = "";

	/**
	 * Number of intervals of silence after which a connection is closed, 0 for never.
	 */
	private int missedLimit = 2;

	public Duration getInterval() {
		return this.interval;
	}

	public void setInterval(Duration interval) {
		this.interval = interval;
	}

	public String getPayload() {
		return this.payload;
	}

	public void setPayload(String payload) {
		this.payload = payload;
	}

	public int getMissedLimit() {
		return this.missedLimit;
	}

	public void setMissedLimit(int missedLimit) {
		this.missedLimit = missedLimit;
	}

}
