package io.workerman.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.Guards.RateLimit.Exceeded;

/**
 * Properties of one listener.
 */
public class WorkerProperties {

	/**
	 * Address to listen on, such as "websocket://0.0.0.0:8484". Without it no port is
	 * opened.
	 */
	private @Nullable String address;

	/**
	 * Number of processes (event-loop threads) that share the connections, 0 for one per
	 * processor.
	 */
	private int count = 1;

	/**
	 * Whether each process accepts connections for itself (SO_REUSEPORT).
	 */
	private boolean reusePort;

	/**
	 * Whether a reload renews the handlers and beans of the processes.
	 */
	private boolean reloadable = true;

	/**
	 * Whether the listener starts together with the application.
	 */
	private boolean autoStart = true;

	/**
	 * Number of connections that may wait to be accepted.
	 */
	private int backlog = 1024;

	/**
	 * Bytes that may wait to be sent on a connection before further messages are dropped.
	 */
	private DataSize maxSendBufferSize = DataSize.ofMegabytes(1);

	/**
	 * Size of the largest package that is accepted; a larger one closes the connection.
	 */
	private DataSize maxPackageSize = DataSize.ofMegabytes(10);

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
	private final HeartbeatProperties heartbeat = new HeartbeatProperties();

	/**
	 * How fast each peer may send.
	 */
	private final RateLimitProperties rateLimit = new RateLimitProperties();

	/**
	 * WebSockets of the listener.
	 */
	@NestedConfigurationProperty
	private final WebSocketProperties websocket = new WebSocketProperties();

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public int getCount() {
		return this.count;
	}

	public void setCount(int count) {
		this.count = count;
	}

	public boolean isReusePort() {
		return this.reusePort;
	}

	public void setReusePort(boolean reusePort) {
		this.reusePort = reusePort;
	}

	public boolean isReloadable() {
		return this.reloadable;
	}

	public void setReloadable(boolean reloadable) {
		this.reloadable = reloadable;
	}

	public boolean isAutoStart() {
		return this.autoStart;
	}

	public void setAutoStart(boolean autoStart) {
		this.autoStart = autoStart;
	}

	public int getBacklog() {
		return this.backlog;
	}

	public void setBacklog(int backlog) {
		this.backlog = backlog;
	}

	public DataSize getMaxSendBufferSize() {
		return this.maxSendBufferSize;
	}

	public void setMaxSendBufferSize(DataSize maxSendBufferSize) {
		this.maxSendBufferSize = maxSendBufferSize;
	}

	public DataSize getMaxPackageSize() {
		return this.maxPackageSize;
	}

	public void setMaxPackageSize(DataSize maxPackageSize) {
		this.maxPackageSize = maxPackageSize;
	}

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

	public WebSocketProperties getWebsocket() {
		return this.websocket;
	}

	/**
	 * Properties of heartbeats.
	 */
	public static class HeartbeatProperties {

		/**
		 * Time between two heartbeats to a peer that stays silent, zero for no
		 * heartbeats.
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

	/**
	 * Properties of the rate limit.
	 */
	public static class RateLimitProperties {

		/**
		 * Number of messages that a connection may send in a second, 0 for no limit.
		 */
		private long messagesPerSecond;

		/**
		 * Number of bytes that a connection may send in a second, 0 for no limit.
		 */
		private DataSize bytesPerSecond = DataSize.ofBytes(0);

		/**
		 * Time that a connection may be ahead of the limit: so much may come at once.
		 */
		private Duration burst = Duration.ofSeconds(1);

		/**
		 * What happens to a connection that is faster.
		 */
		private Exceeded exceeded = Exceeded.PAUSE;

		public long getMessagesPerSecond() {
			return this.messagesPerSecond;
		}

		public void setMessagesPerSecond(long messagesPerSecond) {
			this.messagesPerSecond = messagesPerSecond;
		}

		public DataSize getBytesPerSecond() {
			return this.bytesPerSecond;
		}

		public void setBytesPerSecond(DataSize bytesPerSecond) {
			this.bytesPerSecond = bytesPerSecond;
		}

		public Duration getBurst() {
			return this.burst;
		}

		public void setBurst(Duration burst) {
			this.burst = burst;
		}

		public Exceeded getExceeded() {
			return this.exceeded;
		}

		public void setExceeded(Exceeded exceeded) {
			this.exceeded = exceeded;
		}

	}

}
