package io.workerman.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.workerman.engine.WorkerOptions.Dispatch.Mode;

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
	 * Where the callbacks of connections run: on the event loop, where they must not
	 * block, or off it.
	 */
	private Mode dispatch = Mode.EVENT_LOOP;

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

	public Mode getDispatch() {
		return this.dispatch;
	}

	public void setDispatch(Mode dispatch) {
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
