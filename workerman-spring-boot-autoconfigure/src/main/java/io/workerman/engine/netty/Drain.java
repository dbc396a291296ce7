package io.workerman.engine.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.workerman.engine.WorkerProcess.ExitReason;

/**
 * Ends the processes of a worker gracefully: calls the stop callbacks, answers what has
 * arrived by now, then closes every connection when what it was sent has left. It never
 * waits for a peer that is idle.
 */
final class Drain {

	/**
	 * So long, messages that were under way may still arrive and are answered.
	 */
	private static final long LAST_MESSAGES_MILLIS = 20;

	private final List<NettyProcess> processes;

	private final Duration timeout;

	/**
	 * Completes when each process has been told, so that on each of them the host stops
	 * before its guests.
	 */
	private final CompletableFuture<Void> told = new CompletableFuture<>();

	Drain(List<NettyProcess> processes, Duration timeout) {
		this.processes = processes;
		this.timeout = timeout;
	}

	/**
	 * Start to drain.
	 * @return completes when all connections are closed
	 */
	CompletableFuture<Void> start() {
		CompletableFuture<?>[] drained = this.processes.stream().map(this::drain).toArray(CompletableFuture[]::new);
		this.told.complete(null);
		return CompletableFuture.allOf(drained);
	}

	private CompletableFuture<Void> drain(NettyProcess process) {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		process.loop().execute(() -> {
			process.stopping();
			Departures departures = process.departures();
			CompletableFuture<Void> guests = this.told.thenCompose((all) -> departures.stopGuests(this.timeout));
			process.loop()
				.schedule(() -> departures.drain().runAfterBoth(guests, () -> ended(process, drained)),
						LAST_MESSAGES_MILLIS, TimeUnit.MILLISECONDS);
			process.loop().schedule(departures::closeAll, this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		});
		return drained;
	}

	private static void ended(NettyProcess process, CompletableFuture<Void> drained) {
		process.failures().exited(process.callbacks().workerExit(), ExitReason.STOP);
		process.bound().release();
		drained.complete(null);
	}

}
