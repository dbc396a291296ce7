package io.workerman.engine;

import java.time.Duration;
import java.util.concurrent.Executor;

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
 * @param dispatch where callbacks run
 */
public record WorkerOptions(String name, @Nullable String address, @Nullable ConnectionProtocol protocol, int count,
		boolean reusePort, boolean reloadable, boolean autoStart, int backlog, int maxSendBufferSize,
		int maxPackageSize, Duration stopTimeout, Limits limits, Dispatch dispatch) {

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

	/**
	 * Where the callbacks of connections run.
	 *
	 * @param mode on the event loop or off it
	 * @param executor what runs callbacks off the event loop, or {@code null} for virtual
	 * threads where Java has them
	 * @param maxPendingMessages the number of messages of a connection that wait off the
	 * event loop before nothing more is read from it
	 */
	public record Dispatch(Mode mode, @Nullable Executor executor, int maxPendingMessages) {

		/**
		 * The number of messages that wait, unless set.
		 */
		public static final int DEFAULT_MAX_PENDING_MESSAGES = 256;

		/**
		 * On the event loop.
		 */
		public static final Dispatch EVENT_LOOP = new Dispatch(Mode.EVENT_LOOP, null, DEFAULT_MAX_PENDING_MESSAGES);

		/**
		 * On virtual threads, which Java has from 21 on.
		 */
		public static final Dispatch VIRTUAL = new Dispatch(Mode.VIRTUAL, null, DEFAULT_MAX_PENDING_MESSAGES);

		/**
		 * Check the values.
		 * @throws IllegalArgumentException if they do not fit together
		 */
		public Dispatch {
			if (maxPendingMessages < 1) {
				throw new IllegalArgumentException(
						"maxPendingMessages: %d (expected: >= 1)".formatted(maxPendingMessages));
			}
			if (mode == Mode.EXECUTOR && executor == null) {
				throw new IllegalArgumentException("'executor' must not be null");
			}
		}

		/**
		 * On the threads of an executor.
		 * @param executor the executor
		 * @return the dispatch
		 */
		public static Dispatch on(Executor executor) {
			return new Dispatch(Mode.EXECUTOR, executor, DEFAULT_MAX_PENDING_MESSAGES);
		}

		/**
		 * The same with another number of messages that wait.
		 * @param messages the number, above zero
		 * @return the dispatch
		 */
		public Dispatch withMaxPendingMessages(int messages) {
			return new Dispatch(this.mode, this.executor, messages);
		}

		/**
		 * On the event loop or off it.
		 */
		public enum Mode {

			/**
			 * On the event loop of the process, one callback of all its connections after
			 * another. They must not block.
			 */
			EVENT_LOOP,

			/**
			 * On virtual threads, one callback of a connection after another.
			 */
			VIRTUAL,

			/**
			 * On the threads of an executor, one callback of a connection after another.
			 */
			EXECUTOR

		}

	}

}
