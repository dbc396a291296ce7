package io.workerman.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The options of a worker.
 *
 * @param name the name
 * @param address the address to listen on, or {@code null} for none
 * @param protocol the protocol, or {@code null} for the one that the scheme of the
 * address names
 * @param count the number of processes, 0 for one per processor
 * @param reusePort whether each process accepts for itself on a socket of its own
 * (SO_REUSEPORT)
 * @param reloadable whether a reload renews callbacks and beans
 * @param autoStart whether the worker starts together with all others
 * @param backlog the number of connections that may wait to be accepted
 * @param maxSendBufferSize the limit of a send buffer in bytes
 * @param maxPackageSize the size of the largest package in bytes
 * @param stopTimeout how long a graceful stop may take
 * @param limits how many connections there may be, and how long they may be silent
 * @param guards what to do about peers that are silent, too fast or too slow
 */
public record WorkerOptions(String name, @Nullable String address, @Nullable ConnectionProtocol protocol, int count,
		boolean reusePort, boolean reloadable, boolean autoStart, int backlog, int maxSendBufferSize,
		int maxPackageSize, Duration stopTimeout, Limits limits, Guards guards) {

	/**
	 * The number of connections that may wait to be accepted, unless set.
	 */
	public static final int DEFAULT_BACKLOG = 1024;

	/**
	 * The limit of a send buffer in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_SEND_BUFFER_SIZE = 1024 * 1024;

	/**
	 * The size of the largest package in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_PACKAGE_SIZE = 10 * 1024 * 1024;

	/**
	 * How long a graceful stop may take, unless set.
	 */
	public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * These options as far as a worker that runs with others can take them over: what its
	 * sockets and processes were made with stays.
	 * @param running the options with which the worker runs
	 * @return the options after a reload
	 */
	public WorkerOptions replacing(WorkerOptions running) {
		return new WorkerOptions(running.name, running.address, running.protocol, running.count, running.reusePort,
				this.reloadable, this.autoStart, running.backlog, this.maxSendBufferSize, this.maxPackageSize,
				this.stopTimeout, this.limits, this.guards);
	}

	/**
	 * The options that {@link #replacing} does not take over although they differ.
	 * @param running the options with which the worker runs
	 * @return the names of the options
	 */
	public List<String> needingRestart(WorkerOptions running) {
		List<String> names = new ArrayList<>();
		if (!Objects.equals(this.address, running.address)) {
			names.add("address");
		}
		if (this.count != running.count) {
			names.add("count");
		}
		if (this.reusePort != running.reusePort) {
			names.add("reuse-port");
		}
		if (this.backlog != running.backlog) {
			names.add("backlog");
		}
		return names;
	}

	/**
	 * How many connections there may be, and how long they may be silent.
	 *
	 * @param maxConnections the number of connections of the worker, 0 for no limit
	 * @param maxConnectionsPerIp the number of connections from one IP address, 0 for no
	 * limit
	 * @param idleTimeout how long nothing may be received, zero for ever
	 * @param authTimeout how long a connection may be open without being
	 * {@link Connection#authenticated() authenticated}, zero for ever
	 */
	public record Limits(int maxConnections, int maxConnectionsPerIp, Duration idleTimeout, Duration authTimeout) {

		/**
		 * No limits.
		 */
		public static final Limits NONE = new Limits(0, 0, Duration.ZERO, Duration.ZERO);

		/**
		 * Whether the number of connections is limited.
		 * @return whether it is
		 */
		public boolean limitsConnections() {
			return this.maxConnections > 0 || this.maxConnectionsPerIp > 0;
		}

	}

}
