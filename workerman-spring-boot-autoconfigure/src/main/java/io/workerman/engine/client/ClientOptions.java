package io.workerman.engine.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.websocket.WebSocketClientProtocol;
import io.workerman.engine.websocket.WebSocketOptions;

/**
 * The options of a connection that dials out.
 *
 * @param address where to connect to
 * @param protocol the protocol, or {@code null} for the one that the scheme of the
 * address names
 * @param connectTimeout how long connecting may take, with name lookup, TLS and the
 * handshake of a WebSocket
 * @param localAddress the address of this side, or {@code null} for any
 * @param maxSendBufferSize the limit of the send buffer in bytes
 * @param maxPackageSize the size of the largest package in bytes
 * @param tls supplies what TLS needs for the next connection, or {@code null} for none
 * @param webSocket what a WebSocket says in its handshake
 * @param reconnect when to connect again, or {@code null} for never
 */
public record ClientOptions(ClientAddress address, @Nullable ConnectionProtocol protocol, Duration connectTimeout,
		@Nullable InetSocketAddress localAddress, int maxSendBufferSize, int maxPackageSize,
		@Nullable Supplier<Tls> tls, WebSocket webSocket, @Nullable ReconnectPolicy reconnect) {

	/**
	 * How long connecting may take, unless set.
	 */
	public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * The limit of the send buffer in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_SEND_BUFFER_SIZE = WorkerOptions.DEFAULT_MAX_SEND_BUFFER_SIZE;

	/**
	 * The size of the largest package in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_PACKAGE_SIZE = WorkerOptions.DEFAULT_MAX_PACKAGE_SIZE;

	/**
	 * The protocol that does not depend on the application: the one that was set, or the
	 * built-in one of the scheme.
	 * @return the protocol, or {@code null} if the scheme names one of the application
	 */
	public @Nullable ConnectionProtocol knownProtocol() {
		if (this.protocol != null) {
			return this.protocol;
		}
		if (!this.address.isWebSocket()) {
			return this.address.streamProtocol();
		}
		return new WebSocketClientProtocol(
				new WebSocketClientProtocol.Opening(this.address.hostHeader(this.tls != null), this.address.uri(),
						this.webSocket.headers(), this.webSocket.subprotocols(), this.webSocket.compression()),
				this.webSocket.pingInterval());
	}

	/**
	 * What TLS needs.
	 *
	 * @param material the certificate of this side, if it has one, which certificates of
	 * servers are trusted, and the rules
	 * @param verifyHost whether the certificate of the server must be for its host
	 * @param serverName the name that is asked for (SNI) and verified, or {@code null}
	 * for the host of the address
	 * @param provider what does the cryptography
	 */
	public record Tls(TlsOptions.Material material, boolean verifyHost, @Nullable String serverName,
			TlsOptions.Provider provider) {

		/**
		 * No certificate of this side, and the trust of the Java platform.
		 */
		public static final Tls DEFAULTS = of(TlsOptions.Material.of(null, null));

		/**
		 * TLS with the usual rules.
		 * @param material the certificates and keys
		 * @return what TLS needs
		 */
		public static Tls of(TlsOptions.Material material) {
			return new Tls(material, true, null, TlsOptions.Provider.JDK);
		}

	}

	/**
	 * What a WebSocket says in its handshake, and how often it pings.
	 *
	 * @param headers further headers of the handshake
	 * @param subprotocols the subprotocols of which the server may choose one
	 * @param pingInterval the time between two pings, zero for none
	 * @param compression how messages are compressed if the server can do so, or
	 * {@code null} for not at all
	 */
	public record WebSocket(Map<String, String> headers, List<String> subprotocols, Duration pingInterval,
			WebSocketOptions.@Nullable Compression compression) {

	}

}
