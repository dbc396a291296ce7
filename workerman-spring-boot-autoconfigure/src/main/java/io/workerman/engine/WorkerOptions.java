package io.workerman.engine;

import java.time.Duration;

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
 */
public record WorkerOptions(String name, @Nullable String address, @Nullable ConnectionProtocol protocol, int count,
		boolean reusePort, boolean reloadable, boolean autoStart, int backlog, int maxSendBufferSize,
		int maxPackageSize, Duration stopTimeout) {

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

}
