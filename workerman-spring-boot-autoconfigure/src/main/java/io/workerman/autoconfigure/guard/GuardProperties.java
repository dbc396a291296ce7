package io.workerman.autoconfigure.guard;

import java.time.Duration;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

import io.workerman.engine.Guards.Overflow;

/**
 * Properties of what a listener bears of its peers.
 */
public abstract class GuardProperties {

	/**
	 * Number of connections, 0 for no limit; more are refused and counted.
	 */
	private int maxConnections;

	/**
	 * Number of connections from one IP address, 0 for no limit; more are refused and
	 * counted.
	 */
	private int maxConnectionsPerIp;

	/**
	 * Time after which a connection is closed from which nothing was received, zero for
	 * never.
	 */
	private Duration idleTimeout = Duration.ZERO;

	/**
	 * Time after which a connection is closed that the application has not marked as
	 * authenticated, zero for never.
	 */
	private Duration authTimeout = Duration.ZERO;

	/**
	 * What becomes of a message that finds the send buffer full.
	 */
	private Overflow overflow = Overflow.REJECT;

	/**
	 * Time after which a connection is closed that does not read what waits for it, zero
	 * for never.
	 */
	private Duration writeTimeout = Duration.ZERO;

	/**
	 * Heartbeats.
	 */
	@NestedConfigurationProperty
	private final HeartbeatProperties heartbeat = new HeartbeatProperties();

	/**
	 * How fast each peer may send.
	 */
	@NestedConfigurationProperty
	private final RateLimitProperties rateLimit = new RateLimitProperties();

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public int getMaxConnectionsPerIp() {
		return this.maxConnectionsPerIp;
	}

	public void setMaxConnectionsPerIp(int maxConnectionsPerIp) {
		this.maxConnectionsPerIp = maxConnectionsPerIp;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public Duration getAuthTimeout() {
		return this.authTimeout;
	}

	public void setAuthTimeout(Duration authTimeout) {
		this.authTimeout = authTimeout;
	}

	public Overflow getOverflow() {
		return this.overflow;
	}

	public void setOverflow(Overflow overflow) {
		this.overflow = overflow;
	}

	public Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	public void setWriteTimeout(Duration writeTimeout) {
		this.writeTimeout = writeTimeout;
	}

	public HeartbeatProperties getHeartbeat() {
		return this.heartbeat;
	}

	public RateLimitProperties getRateLimit() {
		return this.rateLimit;
	}

}
