package io.workerman.autoconfigure.guard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Properties of heartbeats.
 */
public class HeartbeatProperties {

	/**
	 * Time between two heartbeats to a peer that stays silent, zero for no heartbeats. By
	 * default 30s on websocket listeners and zero on others.
	 */
	private @Nullable Duration interval;

	/**
	 * Text that a heartbeat says, empty for none; WebSockets always get a ping frame.
	 */
	private String payload = "";

	/**
	 * Number of intervals of silence after which a connection is closed, 0 for never.
	 */
	private int missedLimit = 2;

	public @Nullable Duration getInterval() {
		return this.interval;
	}

	public void setInterval(@Nullable Duration interval) {
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
