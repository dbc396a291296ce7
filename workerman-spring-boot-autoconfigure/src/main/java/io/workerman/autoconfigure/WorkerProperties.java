package io.workerman.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.framing.FramingProperties;
import io.workerman.autoconfigure.guard.GuardProperties;
import io.workerman.autoconfigure.http.HttpProperties;
import io.workerman.autoconfigure.ssl.SslProperties;
import io.workerman.autoconfigure.websocket.WebSocketProperties;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.WorkerOptions.Intake.Assign;
import io.workerman.engine.WorkerOptions.Logging.Mdc;
import io.workerman.engine.WorkerOptions.Proxies.Header;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

/**
 * Properties of one listener.
 */
public class WorkerProperties extends GuardProperties {

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
	 * Name of the listener on whose processes the connections of this one live too, so
	 * that both share threads and worker-scoped beans.
	 */
	private @Nullable String shareProcessesWith;

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
	 * Process that gets a new connection.
	 */
	private Assign assign = Assign.ROUND_ROBIN;

	/**
	 * Whether a thread of its own accepts connections for several processes, so that a
	 * process whose callbacks block keeps no client waiting. Otherwise the first one
	 * accepts.
	 */
	private boolean dedicatedAcceptor;

	/**
	 * Whether nothing is received before the application confirms the connection.
	 */
	private boolean delayReceive;

	/**
	 * Number of messages after which a process begins anew, 0 for never.
	 */
	private int maxRequests;

	/**
	 * Number up to which a random one is added to max-requests, so that processes do not
	 * begin anew at the same moment. By default half of max-requests.
	 */
	private @Nullable Integer maxRequestsGrace;

	/**
	 * How bytes are cut into packages, on tcp and unix listeners.
	 */
	@NestedConfigurationProperty
	private final FramingProperties framing = new FramingProperties();

	/**
	 * Multicast groups whose datagrams are received too, on udp listeners.
	 */
	@NestedConfigurationProperty
	private final MulticastProperties multicast = new MulticastProperties();

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

	public @Nullable String getShareProcessesWith() {
		return this.shareProcessesWith;
	}

	public void setShareProcessesWith(@Nullable String shareProcessesWith) {
		this.shareProcessesWith = shareProcessesWith;
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

	public WebSocketProperties getWebsocket() {
		return this.websocket;
	}

	public SslProperties getSsl() {
		return this.ssl;
	}

	public Assign getAssign() {
		return this.assign;
	}

	public void setAssign(Assign assign) {
		this.assign = assign;
	}

	public boolean isDedicatedAcceptor() {
		return this.dedicatedAcceptor;
	}

	public void setDedicatedAcceptor(boolean dedicatedAcceptor) {
		this.dedicatedAcceptor = dedicatedAcceptor;
	}

	public boolean isDelayReceive() {
		return this.delayReceive;
	}

	public void setDelayReceive(boolean delayReceive) {
		this.delayReceive = delayReceive;
	}

	public MulticastProperties getMulticast() {
		return this.multicast;
	}

	public int getMaxRequests() {
		return this.maxRequests;
	}

	public void setMaxRequests(int maxRequests) {
		this.maxRequests = maxRequests;
	}

	public @Nullable Integer getMaxRequestsGrace() {
		return this.maxRequestsGrace;
	}

	public void setMaxRequestsGrace(@Nullable Integer maxRequestsGrace) {
		this.maxRequestsGrace = maxRequestsGrace;
	}

	public FramingProperties getFraming() {
		return this.framing;
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
