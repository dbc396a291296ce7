package io.workerman.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * All workers of an application: starts, reloads and stops them together.
 */
public interface Workers {

	/**
	 * Starts workers without Spring and blocks until they are stopped. When the JVM is
	 * asked to end, they stop gracefully first.
	 * @param workers the workers
	 * @throws WorkerStartException if one cannot start; the others are stopped then
	 */
	static void runAll(Worker... workers) {
		Workers all = of(WorkersOptions.DEFAULTS, List.of(workers));
		all.start();
		all.stopWithJvm();
		all.join();
	}

	/**
	 * Bring workers together.
	 * @param options what they share
	 * @param workers the workers
	 * @return the workers, not started
	 */
	static Workers of(WorkersOptions options, Collection<Worker> workers) {
		return WorkerFactory.load().workers(options, workers);
	}

	/**
	 * Starts all workers whose {@code auto-start} is on: binds all of them first, then
	 * calls their worker-start callbacks, then accepts connections. A second start after
	 * a stop is possible. Does nothing if they run.
	 * @throws WorkerStartException if one cannot start; the others are stopped then
	 */
	void start();

	/**
	 * Stops all workers gracefully, see {@link Worker#stop()}.
	 * @param timeout how long it may take before connections are closed at once
	 * @return a stage that completes when all connections are closed
	 */
	CompletionStage<Void> drain(Duration timeout);

	/**
	 * Closes what is still open and ends all threads.
	 */
	void stop();

	/**
	 * Stops gracefully when the JVM is asked to end.
	 */
	void stopWithJvm();

	/**
	 * Blocks until the workers are stopped.
	 */
	void join();

	/**
	 * Whether the workers were started and not stopped.
	 * @return whether they run
	 */
	boolean isRunning();

	/**
	 * Whether the workers say goodbye to their connections.
	 * @return whether they drain
	 */
	boolean isDraining();

	/**
	 * When the workers were started.
	 * @return the time, or {@code null} if they were not
	 */
	@Nullable Instant startedAt();

	/**
	 * The transport in use.
	 * @return the transport, never {@link Transport#AUTO}
	 */
	Transport transport();

	/**
	 * The workers, in the order in which they start.
	 * @return the workers
	 */
	List<Worker> all();

	/**
	 * Find a worker.
	 * @param name its name
	 * @return the worker, or {@code null} if there is none
	 */
	default @Nullable Worker find(String name) {
		return all().stream().filter((worker) -> worker.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * Reloads all workers, one after another, see {@link Worker#reload()}.
	 * @return a stage that completes when all have been reloaded
	 */
	CompletionStage<Void> reload();

	/**
	 * Adds a thread that lives as long as the workers run. If they run, it starts at
	 * once.
	 * @param name its name; that of the Java thread is {@code workerman-thread-<name>}
	 * @param thread what it does
	 * @throws IllegalArgumentException if there is one of that name
	 */
	void add(String name, UserThread thread);

	/**
	 * The threads that were added.
	 * @return what is known of them, in the order in which they were added
	 */
	List<UserThread.Info> threads();

	/**
	 * Tells how long event loops take to answer. They are asked four times within
	 * {@link WorkersOptions#blockedLoopThreshold()}; if that is zero, never.
	 * @param listener called on the process that has answered
	 */
	void watchLoops(LoopListener listener);

	/**
	 * The tasks that wait for the event loop of a process.
	 * @param process one of the processes of these workers
	 * @return the number, 0 while its worker is stopped
	 */
	int pendingTasks(WorkerProcess process);

	/**
	 * Hears how long event loops take to answer.
	 */
	@FunctionalInterface
	interface LoopListener {

		/**
		 * An event loop has answered.
		 * @param process the process
		 * @param lag the time from the question to the answer
		 */
		void answered(WorkerProcess process, Duration lag);

	}

}
