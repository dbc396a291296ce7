package io.workerman.engine;

import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Listens on one address, or on none, and handles its connections on {@link #count()}
 * processes. All methods may be called from any thread.
 */
public interface Worker {

	/**
	 * Build a worker in code.
	 * @param name the name, shown in logs, status tables and thread names
	 * @return a builder
	 */
	static WorkerBuilder builder(String name) {
		return new WorkerBuilder(name);
	}

	/**
	 * The name.
	 * @return the name
	 */
	String name();

	/**
	 * The address that was configured; while the worker is bound its port is the real
	 * one.
	 * @return the address, {@code none} if the worker has none
	 */
	String address();

	/**
	 * The name of the protocol.
	 * @return the name, {@code none} if the worker has no address
	 */
	String protocol();

	/**
	 * The port.
	 * @return the port it is bound to, 0 while it is not bound, -1 if it has none
	 */
	int port();

	/**
	 * The number of processes.
	 * @return the number, at least 1
	 */
	int count();

	/**
	 * The options as they are in force. A reload may change those that need neither other
	 * sockets nor other processes, for the connections that open later.
	 * @return the options
	 */
	WorkerOptions options();

	/**
	 * The processes, in the order of their ids.
	 * @return the processes
	 */
	List<WorkerProcess> processes();

	/**
	 * The connections of all processes.
	 * @return a live, weakly consistent view
	 */
	Collection<Connection> connections();

	/**
	 * Find a connection.
	 * @param id its id
	 * @return the connection, or {@code null} if it is not open
	 */
	@Nullable Connection connection(long id);

	/**
	 * The open connections page by page, in the order in which they were opened.
	 * @param afterId the id after which the page begins, 0 for the first page
	 * @param limit the size of the page, above zero
	 * @return the connections by ascending id, empty if there are no more
	 */
	default List<Connection> connections(long afterId, int limit) {
		if (limit <= 0) {
			throw new IllegalArgumentException("limit: %d (expected: > 0)".formatted(limit));
		}
		Comparator<Connection> byId = Comparator.comparingLong(Connection::id);
		PriorityQueue<Connection> page = new PriorityQueue<>(byId.reversed());
		for (Connection connection : connections()) {
			if (connection.id() > afterId && connection.status() == Connection.Status.ESTABLISHED) {
				page.add(connection);
				if (page.size() > limit) {
					page.remove();
				}
			}
		}
		return page.stream().sorted(byId).toList();
	}

	/**
	 * The clients that are silent and not {@link Connection#protect(boolean) protected}.
	 * @param silence how long nothing was received
	 * @param close whether to close them
	 * @return the connections by ascending id
	 */
	default List<Connection> heartbeat(Duration silence, boolean close) {
		Instant since = Instant.now().minus(silence);
		List<Connection> silent = connections(0, Integer.MAX_VALUE).stream()
			.filter(this::isClient)
			.filter((connection) -> {
				ConnectionInfo info = connection.info();
				return !info.exempt() && info.traffic().lastReceivedAt().isBefore(since);
			})
			.toList();
		if (close) {
			silent.forEach((connection) -> connection.close(CloseReason.GOING_AWAY,
					"Nothing was received for %d ms".formatted(silence.toMillis())));
		}
		return silent;
	}

	/**
	 * Sends a message to all connections whose handshake is over. It is encoded once.
	 * @param message the message
	 */
	default void broadcast(Object message) {
		broadcast(message, (connection) -> true);
	}

	/**
	 * Sends a message to some connections whose handshake is over. It is encoded once.
	 * @param message the message
	 * @param filter chooses the connections; called on the process of each
	 */
	void broadcast(Object message, Predicate<Connection> filter);

	/**
	 * Sends a datagram from the address on which the worker listens, whether or not
	 * anything has come from there. May be called from any thread.
	 * @param target an IP address with a port, or the path of a Unix datagram socket
	 * @param message the message, which the protocol of the worker encodes
	 * @return what became of it; {@code FAILED} also while the worker is stopped
	 * @throws IllegalStateException if the worker does not listen for datagrams
	 * @throws IllegalArgumentException if its address cannot send to such a target
	 */
	SendResult sendTo(SocketAddress target, Object message);

	/**
	 * Sends a message to all processes but the calling one, see
	 * {@link WorkerProcess#send(int, Object)}.
	 * @param message the message
	 * @throws IllegalStateException if there is no callback for such messages
	 */
	void sendToProcesses(Object message);

	/**
	 * Sends a message to some connections whose handshake is over, and counts them. It is
	 * encoded once, and each process is handed one task.
	 * @param message the message
	 * @param raw whether it goes past the protocol
	 * @param filter chooses the connections; called on the process of each
	 * @return completes when all processes have taken the message
	 */
	CompletionStage<Delivery> send(Object message, boolean raw, Predicate<Connection> filter);

	/**
	 * Sends a message to connections that are known. It is encoded once, and each process
	 * is handed one task.
	 * @param message the message
	 * @param raw whether it goes past the protocol
	 * @param targets connections of this worker, each once; those that have closed are
	 * left out
	 * @return completes when all processes have taken the message
	 */
	CompletionStage<Delivery> send(Object message, boolean raw, Collection<Connection> targets);

	/**
	 * Whether a connection gets what is sent to all: a client opened it, and its
	 * handshake is over.
	 * @param connection a connection of this worker
	 * @return whether it does
	 */
	boolean isClient(Connection connection);

	/**
	 * Where the worker stands in its life.
	 * @return the state
	 */
	State state();

	/**
	 * Binds the address, calls the worker-start callbacks and accepts connections. Does
	 * nothing if the worker runs.
	 * @throws WorkerStartException if the worker cannot start
	 */
	void start();

	/**
	 * Stops gracefully: accepts no more, calls the worker-stop callbacks, says goodbye,
	 * flushes what was accepted and closes. It waits until that is done, at the longest
	 * for {@link WorkerOptions#stopTimeout()}; called on a process of this worker it
	 * returns at once.
	 */
	void stop();

	/**
	 * Renews the worker, and disconnects nobody. On one process after another it calls
	 * the worker-reload callbacks and, if the worker is reloadable, makes the callbacks
	 * and the beans of the process anew; when that was done on all, the new ones replace
	 * the old. A worker that is stopped only renews its options. Reloads that are asked
	 * for at the same time follow each other.
	 * @return a stage that completes when all processes have been renewed. If something
	 * cannot be made anew it completes exceptionally, with the reason, and the worker
	 * goes on with what it had
	 */
	CompletionStage<Void> reload();

	/**
	 * Stops accepting connections; those that come wait in the backlog.
	 */
	void pauseAccept();

	/**
	 * Accepts connections again.
	 */
	void resumeAccept();

	/**
	 * The counters of all processes.
	 * @return the counters as they are now
	 */
	Statistics statistics();

	/**
	 * How often a limit was enforced against a connection since the worker was built: it
	 * was refused, closed, or, for {@code rate-limit}, slowed down.
	 * @return the number by reason, which is the name of the property that sets the
	 * limit, or {@code executor} where an executor that handles messages took no more
	 */
	Map<String, Long> rejections();

	/**
	 * Adds callbacks. Callbacks that are added while the worker runs are for the
	 * connections that open later.
	 * @param source makes the callbacks for each process
	 */
	void bind(CallbackSource source);

	/**
	 * Sets where a reload gets the options from.
	 * @param options gives the options; what it throws fails the reload
	 */
	void renewOptions(Supplier<WorkerOptions> options);

	/**
	 * Adds a listener to the life of the worker.
	 * @param listener the listener
	 */
	void addListener(LifecycleListener listener);

	/**
	 * Is told of the life of a worker. All methods are called on a process of the worker.
	 */
	interface LifecycleListener {

		/**
		 * The worker accepts connections, or runs if it has no address.
		 * @param worker the worker
		 */
		default void started(Worker worker) {
		}

		/**
		 * A reload has renewed all processes.
		 * @param worker the worker
		 */
		default void reloaded(Worker worker) {
		}

		/**
		 * All connections are closed, and the threads are about to end. It follows each
		 * {@link #started}.
		 * @param worker the worker
		 */
		default void stopped(Worker worker) {
		}

	}

	/**
	 * What became of a message to many connections.
	 *
	 * @param accepted how many connections have accepted it
	 * @param dropped how many had no room for it
	 */
	record Delivery(long accepted, long dropped) {

		/**
		 * Nobody was there.
		 */
		public static final Delivery NONE = new Delivery(0, 0);

		/**
		 * Add another delivery.
		 * @param other the other
		 * @return both together
		 */
		public Delivery plus(Delivery other) {
			return new Delivery(this.accepted + other.accepted, this.dropped + other.dropped);
		}

	}

	/**
	 * Where a worker stands in its life.
	 */
	enum State {

		/**
		 * Not started, or stopped.
		 */
		STOPPED,

		/**
		 * About to bind or in its worker-start callbacks.
		 */
		STARTING,

		/**
		 * Accepts connections.
		 */
		RUNNING,

		/**
		 * Runs, but accepts no connections.
		 */
		PAUSED,

		/**
		 * Says goodbye to its connections.
		 */
		STOPPING

	}

}
