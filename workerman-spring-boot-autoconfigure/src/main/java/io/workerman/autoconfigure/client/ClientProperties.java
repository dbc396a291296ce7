package io.workerman.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.websocket.CompressionProperties;
import io.workerman.engine.TlsOptions;

/**
 * Properties of one connection that dials out.
 */
public class ClientProperties {

	/**
	 * Address to connect to, such as "tcp://10.0.0.1:3306" or "wss://example.org/chat".
	 */
	private @Nullable String address;

	/**
	 * Name of the listener on whose processes the connection lives. Needed only if there
	 * are several.
	 */
	private @Nullable String worker;

	/**
	 * Process on which the connection lives, -1 for a connection on each.
	 */
	private int process = 0;

	/**
	 * Time that connecting may take, with name lookup, TLS and handshake.
	 */
	private Duration connectTimeout = Duration.ofSeconds(10);

	/**
	 * Bytes that may wait to be sent before further messages are dropped.
	 */
	private DataSize maxSendBufferSize = DataSize.ofMegabytes(1);

	/**
	 * Size of the largest package that is accepted; a larger one closes the connection.
	 */
	private DataSize maxPackageSize = DataSize.ofMegabytes(10);

	/**
	 * When to connect again.
	 */
	private final Reconnect reconnect = new Reconnect();

	/**
	 * TLS.
	 */
	private final Ssl ssl = new Ssl();

	/**
	 * What a WebSocket says in its handshake.
	 */
	private final WebSocket websocket = new WebSocket();

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public @Nullable String getWorker() {
		return this.worker;
	}

	public void setWorker(@Nullable String worker) {
		this.worker = worker;
	}

	public int getProcess() {
		return this.process;
	}

	public void setProcess(int process) {
		this.process = process;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
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

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public WebSocket getWebsocket() {
		return this.websocket;
	}

	/**
	 * When to connect again.
	 */
	public static class Reconnect {

		/**
		 * Whether to connect again after the connection has closed or could not be made.
		 */
		private boolean enabled = true;

		/**
		 * First delay.
		 */
		private Duration delay = Duration.ofSeconds(1);

		/**
		 * Factor by which each delay is longer than the one before.
		 */
		private double multiplier = 2;

		/**
		 * Longest delay.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Part of each delay that is random, from 0 to 1.
		 */
		private double jitter = 0.2;

		/**
		 * Number of attempts in a row, 0 for ever.
		 */
		private int maxAttempts = 0;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

	}

	/**
	 * TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the certificates that are trusted and, where the
		 * server asks for one, the certificate of this side. Without it "wss" and "ssl"
		 * trust what the Java platform trusts.
		 */
		private @Nullable String bundle;

		/**
		 * Whether the certificate of the server must be for its host.
		 */
		private boolean verifyHost = true;

		/**
		 * Name that is asked for (SNI) and verified instead of the host of the address.
		 */
		private @Nullable String serverName;

		/**
		 * What does the cryptography: the JDK, or OpenSSL, which needs netty-tcnative.
		 */
		private TlsOptions.Provider provider = TlsOptions.Provider.JDK;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		public boolean isVerifyHost() {
			return this.verifyHost;
		}

		public void setVerifyHost(boolean verifyHost) {
			this.verifyHost = verifyHost;
		}

		public @Nullable String getServerName() {
			return this.serverName;
		}

		public void setServerName(@Nullable String serverName) {
			this.serverName = serverName;
		}

		public TlsOptions.Provider getProvider() {
			return this.provider;
		}

		public void setProvider(TlsOptions.Provider provider) {
			this.provider = provider;
		}

	}

	/**
	 * What a WebSocket says in its handshake.
	 */
	public static class WebSocket extends CompressionProperties {

		/**
		 * Origin header of the handshake.
		 */
		private @Nullable String origin;

		/**
		 * Further headers of the handshake.
		 */
		private final Map<String, String> headers = new LinkedHashMap<>();

		/**
		 * Subprotocols of which the server may choose one.
		 */
		private List<String> subprotocols = new ArrayList<>();

		/**
		 * Time between two pings, zero for none.
		 */
		private Duration pingInterval = Duration.ZERO;

		public @Nullable String getOrigin() {
			return this.origin;
		}

		public void setOrigin(@Nullable String origin) {
			this.origin = origin;
		}

		public Map<String, String> getHeaders() {
			return this.headers;
		}

		public List<String> getSubprotocols() {
			return this.subprotocols;
		}

		public void setSubprotocols(List<String> subprotocols) {
			this.subprotocols = subprotocols;
		}

		public Duration getPingInterval() {
			return this.pingInterval;
		}

		public void setPingInterval(Duration pingInterval) {
			this.pingInterval = pingInterval;
		}

	}

}
