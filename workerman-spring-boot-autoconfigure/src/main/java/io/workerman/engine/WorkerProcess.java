package io.workerman.engine;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * One event loop of a {@link Worker}: a thread with its own connections, timers and
 * counters. All callbacks of its connections and timers run on it, one after another, so
 * they need no locks among themselves, and one that blocks delays the others of its
 * process only.
 */
public interface WorkerProcess {

	/**
	 * The id within the worker, from 0 to {@code count - 1}. It stays the same when the
	 * worker is stopped and started again.
	 * @return the id
	 */
	int id();

	/**
	 * The worker.
	 * @return the worker
	 */
	Worker worker();

	/**
	 * The process that owns the thread: this one, or that of another worker with which it
	 * shares the thread.
	 * @return the process with which {@code @WorkerScope} beans, too, are shared
	 */
	WorkerProcess host();

	/**
	 * The name of the thread: {@code workerman-<worker>-<id>}, after the {@link #host()}.
	 * @return the name
	 */
	String threadName();

	/**
	 * The connections that belong to this process.
	 * @return a live, weakly consistent view
	 */
	Collection<Connection> connections();

	/**
	 * The timers of this process.
	 * @return the timers
	 */
	Timers timers();

	/**
	 * Runs a task on this process, after what is under way there. May be called from any
	 * thread. What the task throws is logged and counted.
	 * @param task the task
	 * @throws java.util.concurrent.RejectedExecutionException if the worker is not
	 * running
	 */
	void execute(Runnable task);

	/**
	 * Whether the calling thread is this process.
	 * @return whether it is
	 */
	boolean inProcess();

	/**
	 * Sends a message to another process of this worker, whose pipe-message callbacks are
	 * called with it. May be called from any thread: on this process it is the sender,
	 * elsewhere there is none. Messages that one thread sends to a process keep their
	 * order. A message is handed over as it is, so neither side may change it.
	 * @param targetId the id of the process that gets the message
	 * @param message the message
	 * @throws IndexOutOfBoundsException if there is no such process
	 * @throws IllegalArgumentException if it is the calling process
	 * @throws IllegalStateException if it has no such callback
	 * @throws java.util.concurrent.RejectedExecutionException if the worker is not
	 * running
	 */
	void send(int targetId, Object message);

	/**
	 * Starts a worker on this process, so that both share its thread: their callbacks run
	 * one after another and may use the same memory and connections without locks. The
	 * worker stops with this process, if not before, and stays when this process
	 * restarts. Must be called on this process. Does nothing if the worker listens on it
	 * already.
	 * @param worker a worker with one process, which is stopped. Where several processes
	 * listen on one port each needs a worker of its own with {@code reusePort}
	 * @throws WorkerStartException if the worker cannot start, for example because its
	 * address is in use
	 * @throws IllegalStateException if this is another thread, or the worker is not
	 * stopped
	 */
	void listen(Worker worker);

	/**
	 * Lets this process end and begin anew, while its connections stay. May be called
	 * from any thread. What a reload makes anew is made and started first. When the
	 * callbacks that are running have returned, the worker-stop and worker-exit callbacks
	 * are called, the timers of the process are gone, and the worker-start callbacks are
	 * called. Restarts and reloads of a worker follow each other.
	 * @return a stage that completes when the process has begun anew. If something cannot
	 * be made anew it completes exceptionally, with the reason, and the process goes on
	 * with what it had
	 */
	CompletionStage<Void> restart();

	/**
	 * The counters of this process.
	 * @return the counters as they are now
	 */
	Statistics statistics();

	/**
	 * Why a process has ended.
	 */
	enum ExitReason {

		/**
		 * The worker has stopped.
		 */
		STOP,

		/**
		 * The worker has reloaded.
		 */
		RELOAD,

		/**
		 * Somebody has asked for a {@link WorkerProcess#restart() restart}.
		 */
		RESTART,

		/**
		 * The process has handled as many messages as its worker allows.
		 */
		MAX_REQUESTS

	}

	/**
	 * How long a process lives before it begins anew.
	 *
	 * @param maxRequests the messages that it handles, 0 for as many as there are
	 * @param grace up to how many it handles beyond that, by chance, so that the
	 * processes do not all begin anew at the same moment
	 */
	record Lifetime(int maxRequests, int grace) {

		/**
		 * As long as the worker runs.
		 */
		public static final Lifetime UNLIMITED = new Lifetime(0, 0);

		private static final int FEW = 10;

		/**
		 * Check the options.
		 * @param maxRequests the messages that it handles
		 * @param grace up to how many it handles beyond that
		 * @throws IllegalArgumentException if a number is negative
		 */
		public Lifetime {
			if (maxRequests < 0) {
				throw new IllegalArgumentException("maxRequests: %d (expected: >= 0)".formatted(maxRequests));
			}
			if (grace < 0) {
				throw new IllegalArgumentException("grace: %d (expected: >= 0)".formatted(grace));
			}
		}

		/**
		 * A number of messages, and up to half as many more if they are not few.
		 * @param maxRequests the messages that a process handles, 0 for as many as there
		 * are
		 * @return the options
		 */
		public static Lifetime ofRequests(int maxRequests) {
			return new Lifetime(maxRequests, (maxRequests > FEW) ? maxRequests / 2 : 0);
		}

	}

}
