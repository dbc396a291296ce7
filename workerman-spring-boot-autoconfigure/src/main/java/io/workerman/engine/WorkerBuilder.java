package io.workerman.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Worker} in code. Callbacks of the same kind are called in the order in
 * which they were added; there is one message handler.
 */
public final class WorkerBuilder extends WorkerCallbacks<WorkerBuilder> {

	private final String name;

	private @Nullable String address;

	private @Nullable ConnectionProtocol protocol;

	private @Nullable String protocolName;

	private int count = 1;

	private boolean reusePort;

	private boolean reloadable = true;

	private boolean autoStart = true;

	private int backlog = WorkerOptions.DEFAULT_BACKLOG;

	private int maxSendBufferSize = WorkerOptions.DEFAULT_MAX_SEND_BUFFER_SIZE;

	private int maxPackageSize = WorkerOptions.DEFAULT_MAX_PACKAGE_SIZE;

	private Duration stopTimeout = WorkerOptions.DEFAULT_STOP_TIMEOUT;

	private WorkerOptions.Limits limits = WorkerOptions.Limits.NONE;

	private WorkerOptions.Proxies proxies = WorkerOptions.Proxies.NONE;

	private @Nullable TlsOptions tls;

	private Guards guards = Guards.NONE;

	private DispatchOptions dispatch = DispatchOptions.EVENT_LOOP;

	private WorkerOptions.Logging logging = WorkerOptions.Logging.DEFAULT;

	private WorkerOptions.Intake intake = WorkerOptions.Intake.DEFAULT;

	private WorkerProcess.Lifetime lifetime = WorkerProcess.Lifetime.UNLIMITED;

	private final List<CallbackSource> sources = new ArrayList<>();

	WorkerBuilder(String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("'name' must not be empty");
		}
		this.name = name;
	}

	/**
	 * The name of the worker.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The address to listen on, such as {@code text://0.0.0.0:2347}. Without it the
	 * worker opens no port.
	 * @param address the address
	 * @return this builder
	 */
	public WorkerBuilder listen(@Nullable String address) {
		this.address = address;
		return this;
	}

	/**
	 * The protocol, instead of the one that the scheme of the address names.
	 * @param protocol the protocol
	 * @return this builder
	 */
	public WorkerBuilder protocol(@Nullable ConnectionProtocol protocol) {
		this.protocol = protocol;
		return this;
	}

	/**
	 * The name of the protocol, instead of the one that the scheme of the address names:
	 * with it {@code tcp://} and {@code udp://} say only how bytes are transported.
	 * @param name the scheme of a built-in protocol or the name of one of the application
	 * @return this builder
	 */
	public WorkerBuilder protocol(@Nullable String name) {
		this.protocolName = name;
		return this;
	}

	/**
	 * The number of processes.
	 * @param count the number, 1 unless set, 0 for one per processor
	 * @return this builder
	 */
	public WorkerBuilder count(int count) {
		this.count = atLeast(0, count, "count");
		return this;
	}

	/**
	 * Whether each process accepts for itself on a socket of its own (SO_REUSEPORT).
	 * @param reusePort whether to do so, false unless set
	 * @return this builder
	 */
	public WorkerBuilder reusePort(boolean reusePort) {
		this.reusePort = reusePort;
		return this;
	}

	/**
	 * Whether a reload renews callbacks and beans, or only calls the reload callbacks.
	 * @param reloadable whether it does, true unless set
	 * @return this builder
	 */
	public WorkerBuilder reloadable(boolean reloadable) {
		this.reloadable = reloadable;
		return this;
	}

	/**
	 * Whether the worker starts together with all others.
	 * @param autoStart whether it does, true unless set
	 * @return this builder
	 */
	public WorkerBuilder autoStart(boolean autoStart) {
		this.autoStart = autoStart;
		return this;
	}

	/**
	 * The number of connections that may wait to be accepted.
	 * @param backlog the number, 1024 unless set
	 * @return this builder
	 */
	public WorkerBuilder backlog(int backlog) {
		this.backlog = atLeast(1, backlog, "backlog");
		return this;
	}

	/**
	 * The limit of the send buffer of each connection.
	 * @param bytes the limit in bytes, 1 MiB unless set
	 * @return this builder
	 */
	public WorkerBuilder maxSendBufferSize(int bytes) {
		this.maxSendBufferSize = atLeast(1, bytes, "maxSendBufferSize");
		return this;
	}

	/**
	 * The size of the largest package that a connection accepts.
	 * @param bytes the limit in bytes, 10 MiB unless set
	 * @return this builder
	 */
	public WorkerBuilder maxPackageSize(int bytes) {
		this.maxPackageSize = atLeast(1, bytes, "maxPackageSize");
		return this;
	}

	/**
	 * How long a graceful stop may take before connections are closed at once.
	 * @param timeout the timeout, 30 seconds unless set
	 * @return this builder
	 */
	public WorkerBuilder stopTimeout(Duration timeout) {
		this.stopTimeout = notNegative(timeout, "stopTimeout");
		return this;
	}

	/**
	 * The number of connections of the worker; more are refused and counted.
	 * @param connections the number, 0 unless set, which is no limit
	 * @return this builder
	 */
	public WorkerBuilder maxConnections(int connections) {
		this.limits = this.limits.withConnections(atLeast(0, connections, "maxConnections"));
		return this;
	}

	/**
	 * The number of connections from one IP address; more are refused and counted.
	 * @param connections the number, 0 unless set, which is no limit
	 * @return this builder
	 */
	public WorkerBuilder maxConnectionsPerIp(int connections) {
		this.limits = this.limits.withConnectionsPerIp(atLeast(0, connections, "maxConnectionsPerIp"));
		return this;
	}

	/**
	 * How long nothing may be received before a connection is closed. A connection whose
	 * receiving is paused, or that waits for an answer of the application, is not idle.
	 * @param timeout the timeout, zero unless set, which is for ever
	 * @return this builder
	 */
	public WorkerBuilder idleTimeout(Duration timeout) {
		this.limits = this.limits.withIdleTimeout(notNegative(timeout, "idleTimeout"));
		return this;
	}

	/**
	 * How long a connection may be open without being authenticated before it is closed.
	 * @param timeout the timeout, zero unless set, which is for ever
	 * @return this builder
	 */
	public WorkerBuilder authTimeout(Duration timeout) {
		this.limits = this.limits.withAuthTimeout(notNegative(timeout, "authTimeout"));
		return this;
	}

	/**
	 * Whether connections begin with a header of the PROXY protocol, version 1 or 2, in
	 * which a proxy tells the address of its client. If there are
	 * {@link #trustedProxy(String) trusted proxies}, only they may send one.
	 * @param mode whether they do, {@code NONE} unless set
	 * @return this builder
	 */
	public WorkerBuilder proxyProtocol(WorkerOptions.Proxies.Mode mode) {
		this.proxies = this.proxies.with(mode);
		return this;
	}

	/**
	 * Adds a proxy that is believed when it names its client in a header of HTTP or of
	 * the PROXY protocol.
	 * @param network an IP address, or a range such as {@code 10.0.0.0/8}
	 * @return this builder
	 */
	public WorkerBuilder trustedProxy(String network) {
		this.proxies = this.proxies.with(WorkerOptions.Proxies.Network.parse(network));
		return this;
	}

	/**
	 * The headers of HTTP in which trusted proxies name the client. The first of them
	 * that a request has counts.
	 * @param headers the headers, all unless set
	 * @return this builder
	 */
	public WorkerBuilder forwardedHeaders(WorkerOptions.Proxies.Header... headers) {
		this.proxies = this.proxies.with(headers);
		return this;
	}

	/**
	 * The keys and rules of TLS.
	 * @param tls the options, or {@code null} for plain connections
	 * @return this builder
	 */
	public WorkerBuilder tls(@Nullable TlsOptions tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Whether and how to ask silent peers if they are still there.
	 * @param heartbeat the heartbeat; unless set a WebSocket gets a ping every 30
	 * seconds, and other protocols none
	 * @return this builder
	 */
	public WorkerBuilder heartbeat(Guards.Heartbeat heartbeat) {
		this.guards = this.guards.with(heartbeat);
		return this;
	}

	/**
	 * How fast each peer may send.
	 * @param limit the limit, none unless set
	 * @return this builder
	 */
	public WorkerBuilder rateLimit(Guards.RateLimit limit) {
		this.guards = this.guards.with(limit);
		return this;
	}

	/**
	 * What becomes of a message that finds the send buffer full.
	 * @param overflow what becomes of it, {@code REJECT} unless set
	 * @return this builder
	 */
	public WorkerBuilder overflow(Guards.Overflow overflow) {
		this.guards = this.guards.with(overflow);
		return this;
	}

	/**
	 * How long bytes may wait to be sent without any of them leaving before a connection
	 * is closed.
	 * @param timeout the timeout, zero unless set, which is for ever
	 * @return this builder
	 */
	public WorkerBuilder writeTimeout(Duration timeout) {
		this.guards = this.guards.with(timeout);
		return this;
	}

	/**
	 * Where the callbacks of connections run.
	 * @param dispatch on the event loop, unless set, or off it
	 * @return this builder
	 */
	public WorkerBuilder dispatch(DispatchOptions dispatch) {
		this.dispatch = dispatch;
		return this;
	}

	/**
	 * What is logged of connections, and with what context.
	 * @param logging nothing with the worker, unless set
	 * @return this builder
	 */
	public WorkerBuilder logging(WorkerOptions.Logging logging) {
		this.logging = logging;
		return this;
	}

	/**
	 * Adds callbacks that are made for each process.
	 * @param source makes them
	 * @return this builder
	 */
	public WorkerBuilder bind(CallbackSource source) {
		this.sources.add(source);
		return this;
	}

	/**
	 * How connections are taken in.
	 * @param intake the options, one after another and read at once unless set
	 * @return this builder
	 */
	public WorkerBuilder intake(WorkerOptions.Intake intake) {
		this.intake = intake;
		return this;
	}

	/**
	 * How long a process lives before it begins anew, see
	 * {@link WorkerProcess#restart()}.
	 * @param lifetime the options, as long as the worker runs unless set
	 * @return this builder
	 */
	public WorkerBuilder lifetime(WorkerProcess.Lifetime lifetime) {
		this.lifetime = lifetime;
		return this;
	}

	@Override
	WorkerBuilder self() {
		return this;
	}

	/**
	 * The options that have been set so far.
	 * @return the options
	 */
	public WorkerOptions options() {
		return new WorkerOptions(this.name, this.address, this.protocol, this.count, this.reusePort, this.reloadable,
				this.autoStart, this.backlog, this.maxSendBufferSize, this.maxPackageSize, this.stopTimeout,
				this.limits, this.protocolName, this.proxies, this.tls, this.guards, this.dispatch, this.logging,
				this.intake, this.lifetime);
	}

	/**
	 * Build the worker. It does not start by itself.
	 * @return the worker
	 */
	public Worker build() {
		Callbacks own = callbacks();
		Worker worker = WorkerFactory.load().worker(options());
		worker.bind((process) -> own);
		this.sources.forEach(worker::bind);
		return worker;
	}

}
