package io.workerman.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.http.HttpProperties;
import io.workerman.autoconfigure.ssl.SslProperties;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.WorkerOptions.Mdc;
import io.workerman.engine.WorkerOptions.Proxies.Header;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

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
	 * Name of the protocol, such as "text" or that of a Protocol bean, unless the scheme
	 * of the address names it.
	 */
	private @Nullable String protocol;

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
	 * Bytes of each read and write that are logged, 0 for no log.
	 */
	private DataSize wireLog = DataSize.ofBytes(0);

	/**
	 * What log lines of callbacks have in their context (MDC).
	 */
	private Mdc mdc = Mdc.WORKER;

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
	 * Whether connections begin with a PROXY protocol header that tells the address of
	 * the client.
	 */
	private Mode proxyProtocol = Mode.NONE;

	/**
	 * IP addresses and CIDR ranges of the proxies that are believed when they tell the
	 * address of the client.
	 */
	private List<String> trustedProxies = new ArrayList<>();

	/**
	 * HTTP headers in which trusted proxies tell the address of the client; the first
	 * that a request has counts. By default x-forwarded-for, x-real-ip and forwarded.
	 */
	private List<Header> forwardedHeaders = new ArrayList<>(List.of(Header.values()));

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

	/**
	 * WebSockets of the listener.
	 */
	@NestedConfigurationProperty
	private final WebSocketProperties websocket = new WebSocketProperties();

	/**
	 * TLS.
	 */
	@NestedConfigurationProperty
	private final SslProperties ssl = new SslProperties();

	/**
	 * HTTP of the listener.
	 */
	@NestedConfigurationProperty
	private final HttpProperties http = new HttpProperties();

	/**
	 * Where the callbacks of connections run: on the event loop, where they must not
	 * block, or off it.
	 */
	private DispatchOptions.Mode dispatch = DispatchOptions.Mode.EVENT_LOOP;

	/**
	 * Name of the Executor bean that runs callbacks with "dispatch: executor", and those
	 * that are marked as blocking.
	 */
	private String executor = "applicationTaskExecutor";

	/**
	 * Number of messages of a connection that may wait off the event loop before nothing
	 * more is read from it.
	 */
	private int maxPendingMessages = 256;

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public @Nullable String getProtocol() {
		return this.protocol;
	}

	public void setProtocol(@Nullable String protocol) {
		this.protocol = protocol;
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

	public DataSize getWireLog() {
		return this.wireLog;
	}

	public void setWireLog(DataSize wireLog) {
		this.wireLog = wireLog;
	}

	public Mdc getMdc() {
		return this.mdc;
	}

	public void setMdc(Mdc mdc) {
		this.mdc = mdc;
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

	public Mode getProxyProtocol() {
		return this.proxyProtocol;
	}

	public void setProxyProtocol(Mode proxyProtocol) {
		this.proxyProtocol = proxyProtocol;
	}

	public List<String> getTrustedProxies() {
		return this.trustedProxies;
	}

	public void setTrustedProxies(List<String> trustedProxies) {
		this.trustedProxies = trustedProxies;
	}

	public List<Header> getForwardedHeaders() {
		return this.forwardedHeaders;
	}

	public void setForwardedHeaders(List<Header> forwardedHeaders) {
		this.forwardedHeaders = forwardedHeaders;
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

	public SslProperties getSsl() {
		return this.ssl;
	}

	public HttpProperties getHttp() {
		return this.http;
	}

	public DispatchOptions.Mode getDispatch() {
		return this.dispatch;
	}

	public void setDispatch(DispatchOptions.Mode dispatch) {
		this.dispatch = dispatch;
	}

	public String getExecutor() {
		return this.executor;
	}

	public void setExecutor(String executor) {
		this.executor = executor;
	}

	public int getMaxPendingMessages() {
		return this.maxPendingMessages;
	}

	public void setMaxPendingMessages(int maxPendingMessages) {
		this.maxPendingMessages = maxPendingMessages;
	}

}
