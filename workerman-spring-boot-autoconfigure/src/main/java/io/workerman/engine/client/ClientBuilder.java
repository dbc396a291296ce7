package io.workerman.engine.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.http.parser.HttpGrammar;
import io.workerman.engine.websocket.WebSocketOptions;

/**
 * Builds an {@link AsyncTcpConnection}.
 */
public final class ClientBuilder {

	private static final Set<String> OWN_HEADERS = Set.of("connection", "upgrade", "sec-websocket-accept",
			"sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version",
			"content-length", "transfer-encoding");

	private final ClientAddress address;

	private @Nullable ConnectionProtocol protocol;

	private Duration connectTimeout = ClientOptions.DEFAULT_CONNECT_TIMEOUT;

	private @Nullable InetSocketAddress localAddress;

	private int maxSendBufferSize = ClientOptions.DEFAULT_MAX_SEND_BUFFER_SIZE;

	private int maxPackageSize = ClientOptions.DEFAULT_MAX_PACKAGE_SIZE;

	private @Nullable Supplier<ClientOptions.Tls> tls;

	private final Map<String, String> headers = new LinkedHashMap<>();

	private List<String> subprotocols = List.of();

	private Duration pingInterval = Duration.ZERO;

	private WebSocketOptions.@Nullable Compression compression;

	private @Nullable ReconnectPolicy reconnect;

	ClientBuilder(ClientAddress address) {
		this.address = address;
		this.tls = address.isTls() ? () -> ClientOptions.Tls.DEFAULTS : null;
	}

	/**
	 * The protocol, instead of the one that the scheme of the address names.
	 * @param protocol the protocol
	 * @return this builder
	 */
	public ClientBuilder protocol(ConnectionProtocol protocol) {
		this.protocol = protocol;
		return this;
	}

	/**
	 * How long connecting may take, with name lookup, TLS and the handshake of a
	 * WebSocket.
	 * @param timeout the timeout, 10 seconds unless set
	 * @return this builder
	 */
	public ClientBuilder connectTimeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("connectTimeout: %s (expected: > 0)".formatted(timeout));
		}
		this.connectTimeout = timeout;
		return this;
	}

	/**
	 * The address of this side, which chooses the network that is used.
	 * @param host the host
	 * @param port the port, 0 for any
	 * @return this builder
	 */
	public ClientBuilder bind(String host, int port) {
		InetSocketAddress local = new InetSocketAddress(host, port);
		if (local.isUnresolved()) {
			throw new IllegalArgumentException("host: '%s' (expected: an address of this machine)".formatted(host));
		}
		this.localAddress = local;
		return this;
	}

	/**
	 * The limit of the send buffer. It also limits what may be sent before the connection
	 * is up.
	 * @param bytes the limit in bytes, 1 MiB unless set
	 * @return this builder
	 */
	public ClientBuilder maxSendBufferSize(int bytes) {
		this.maxSendBufferSize = positive(bytes, "maxSendBufferSize");
		return this;
	}

	/**
	 * The size of the largest package that is accepted.
	 * @param bytes the limit in bytes, 10 MiB unless set
	 * @return this builder
	 */
	public ClientBuilder maxPackageSize(int bytes) {
		this.maxPackageSize = positive(bytes, "maxPackageSize");
		return this;
	}

	private static int positive(int bytes, String option) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(option, bytes));
		}
		return bytes;
	}

	/**
	 * Connects with TLS, also where the scheme does not ask for it.
	 * @param tls what TLS needs
	 * @return this builder
	 */
	public ClientBuilder tls(ClientOptions.Tls tls) {
		return tls(() -> tls);
	}

	/**
	 * Connects with TLS, also where the scheme does not ask for it.
	 * @param tls supplies what TLS needs, asked before each connection
	 * @return this builder
	 */
	public ClientBuilder tls(Supplier<ClientOptions.Tls> tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Adds a header to the handshake of a WebSocket.
	 * @param name the name
	 * @param value the value
	 * @return this builder
	 */
	public ClientBuilder header(String name, String value) {
		if (!HttpGrammar.isToken(name) || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
			throw new IllegalArgumentException(
					"header: '%s' (expected: a header that is not one of the handshake itself)".formatted(name));
		}
		if (value.chars().anyMatch((c) -> (c < ' ' && c != '\t') || c == 127 || c > 255)) {
			throw new IllegalArgumentException("header: the value of '%s' has a control character".formatted(name));
		}
		this.headers.put(name, value);
		return this;
	}

	/**
	 * The Origin header of the handshake of a WebSocket.
	 * @param origin the origin, none unless set
	 * @return this builder
	 */
	public ClientBuilder origin(String origin) {
		return header("Origin", origin);
	}

	/**
	 * The subprotocols of which the server of a WebSocket may choose one.
	 * @param subprotocols their names, the one that is liked best first
	 * @return this builder
	 */
	public ClientBuilder subprotocols(String... subprotocols) {
		for (String subprotocol : subprotocols) {
			if (!HttpGrammar.isToken(subprotocol)) {
				throw new IllegalArgumentException("subprotocols: '%s' (expected: a token)".formatted(subprotocol));
			}
		}
		this.subprotocols = List.of(subprotocols);
		return this;
	}

	/**
	 * The time between two pings of a WebSocket.
	 * @param interval the interval, zero unless set, which is for none
	 * @return this builder
	 */
	public ClientBuilder pingInterval(Duration interval) {
		if (interval.isNegative()) {
			throw new IllegalArgumentException("pingInterval: %s (expected: >= 0)".formatted(interval));
		}
		this.pingInterval = interval;
		return this;
	}

	/**
	 * How messages of a WebSocket are compressed, if the server can do so
	 * (permessage-deflate). The size of what is inflated is limited by
	 * {@link #maxPackageSize(int)}.
	 * @param compression how they are, or {@code null} for not at all, as unless set
	 * @return this builder
	 */
	public ClientBuilder compression(WebSocketOptions.@Nullable Compression compression) {
		this.compression = compression;
		return this;
	}

	/**
	 * Connects again by itself after the connection has closed or could not be made,
	 * unless the application has closed it.
	 * @param policy when to do so, or {@code null} for never
	 * @return this builder
	 */
	public ClientBuilder reconnect(@Nullable ReconnectPolicy policy) {
		this.reconnect = policy;
		return this;
	}

	/**
	 * Build the connection. It does not connect by itself.
	 * @return the connection
	 */
	public AsyncTcpConnection build() {
		return ClientFactory.load()
			.client(new ClientOptions(this.address, this.protocol, this.connectTimeout, this.localAddress,
					this.maxSendBufferSize, this.maxPackageSize, this.tls,
					new ClientOptions.WebSocket(Map.copyOf(this.headers), this.subprotocols, this.pingInterval,
							this.compression),
					this.reconnect));
	}

}
