package io.workerman.engine.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.Worker.LifecycleListener;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.netty.protocol.BuiltInProtocols;
import io.workerman.engine.netty.transport.Sockets;

/**
 * The steps in the life of a worker: open, begin, accept, drain, end.
 */
final class WorkerLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorker.class);

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private final List<CallbackSource> sources;

	private volatile @Nullable Listener listener;

	private final WorkerLoops loops;

	private final Reload reload;

	private volatile State state = State.STOPPED;

	private volatile boolean announced;

	/**
	 * Completes when all connections are closed; there while the worker stops.
	 */
	private @Nullable CompletableFuture<Void> drained;

	private Duration timeout = Duration.ZERO;

	WorkerLifecycle(NettyWorker worker, List<NettyProcess> processes, List<CallbackSource> sources) {
		this.worker = worker;
		this.processes = processes;
		this.sources = sources;
		this.loops = new WorkerLoops(worker, processes);
		this.reload = new Reload(worker, processes);
	}

	State state() {
		return this.state;
	}

	@Nullable Listener listener() {
		return this.listener;
	}

	void start() {
		if (claim()) {
			NettyWorkers.start(this.worker.workers().startingWith(this.worker));
		}
	}

	/**
	 * The process whose event loop a process runs on.
	 */
	NettyProcess host(NettyProcess process) {
		return this.loops.host(process);
	}

	/**
	 * Starts on a process of another worker, whose thread is the calling one.
	 */
	void startOn(NettyProcess host) {
		if (this.processes.size() != 1) {
			throw new IllegalArgumentException("count: %d (expected: 1, because worker '%s' shares one process)"
				.formatted(this.processes.size(), this.worker.name()));
		}
		if (!claim()) {
			throw new IllegalStateException(
					"Worker '%s' cannot start: it is %s already".formatted(this.worker.name(), this.state));
		}
		this.loops.lend(host);
		NettyWorkers.start(List.of(this.worker));
	}

	/**
	 * Waits until a stop that is under way is over, and begins a start.
	 * @return whether the worker was stopped, so that the other steps may follow
	 */
	boolean claim() {
		awaitStopped();
		synchronized (this) {
			boolean stopped = this.state == State.STOPPED;
			this.state = stopped ? State.STARTING : this.state;
			return stopped;
		}
	}

	/**
	 * The first step of a start: threads and sockets.
	 */
	void open() {
		String configured = this.worker.options().address();
		ListenAddress address = null;
		ConnectionProtocol protocol = null;
		if (configured != null) {
			try {
				address = ListenAddress.parse(configured);
			}
			catch (IllegalArgumentException ex) {
				throw failed(Problem.INVALID_ADDRESS, String.valueOf(ex.getMessage()), null);
			}
			protocol = protocol(address);
		}
		Sockets sockets = this.worker.workers().sockets(this.worker);
		this.loops.start(sockets);
		if (address != null && protocol != null) {
			Listener listener = new Listener(this.worker, address, sockets);
			this.listener = listener;
			listener.bind(protocol);
		}
	}

	private ConnectionProtocol protocol(ListenAddress address) {
		try {
			return BuiltInProtocols.of(this.worker.options(), address, this.worker.workers().options());
		}
		catch (IllegalArgumentException ex) {
			throw failed(Problem.UNKNOWN_PROTOCOL, String.valueOf(ex.getMessage()), null);
		}
	}

	/**
	 * The second step: the callbacks of the application.
	 */
	void begin() {
		for (NettyProcess process : this.processes) {
			try {
				WorkerLoops.run(process, () -> {
					process.begin(this.sources);
					return null;
				}).get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failed(Problem.CALLBACK_FAILED, "The start was interrupted", ex);
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof WorkerStartException guest) {
					throw guest;
				}
				Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
				throw failed(Problem.CALLBACK_FAILED, "A worker-start callback failed: " + cause, cause);
			}
		}
	}

	/**
	 * The last step, unless somebody has stopped the worker meanwhile.
	 */
	void accept() {
		Listener listener = this.listener;
		boolean accepts;
		synchronized (this) {
			accepts = this.state == State.STARTING;
			if (accepts) {
				this.state = State.RUNNING;
				this.announced = true;
				NettyProcess first = this.processes.get(0);
				first.loop().execute(() -> this.worker.announce(first, LifecycleListener::started));
				acceptAgain();
			}
		}
		if (!accepts) {
			sayGoodbye();
			return;
		}
		logger.info("Worker '{}' {} with {}", this.worker.name(),
				(listener != null) ? "listens on " + this.worker.address() : "runs",
				(this.worker.count() == 1) ? "1 process" : this.worker.count() + " processes");
	}

	private WorkerStartException failed(Problem problem, String reason, @Nullable Throwable cause) {
		return new WorkerStartException(this.worker.name(), this.worker.options().address(), problem,
				"Worker '%s' cannot start: %s".formatted(this.worker.name(), reason), cause);
	}

	/**
	 * Undoes a start that failed half way.
	 */
	void abort() {
		synchronized (this) {
			if (this.state != State.STARTING && this.state != State.STOPPING) {
				return;
			}
		}
		abandon();
	}

	/**
	 * Gives up everything at once.
	 */
	void abandon() {
		Listener listener = takeListener();
		if (listener != null) {
			listener.close();
		}
		this.loops.abandon();
		CompletableFuture<Void> drained;
		synchronized (this) {
			drained = this.drained;
			endLoops();
		}
		if (drained != null) {
			drained.complete(null);
		}
		this.loops.awaitEnd();
	}

	void stop() {
		CompletionStage<Void> stopped = stopGracefully(this.worker.options().stopTimeout());
		if (!this.loops.isCurrent()) {
			stopped.toCompletableFuture().join();
			this.loops.awaitEnd();
		}
	}

	CompletionStage<Void> stopGracefully(Duration timeout) {
		CompletableFuture<Void> drained = drain(timeout);
		return drained.thenRun(() -> ended(drained));
	}

	/**
	 * Ends the threads, unless that was done or the worker was started again meanwhile.
	 */
	private void ended(CompletableFuture<Void> drained) {
		synchronized (this) {
			if (this.drained != drained) {
				return;
			}
			endLoops();
		}
		logger.info("Worker '{}' has stopped", this.worker.name());
	}

	private void awaitStopped() {
		CompletableFuture<Void> drained;
		synchronized (this) {
			drained = this.drained;
		}
		if (drained != null && !this.loops.isCurrent()) {
			drained.join();
			ended(drained);
			this.loops.awaitEnd();
		}
	}

	/**
	 * Accepts no more and closes all connections gracefully. The threads stay.
	 */
	CompletableFuture<Void> drain(Duration timeout) {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		synchronized (this) {
			if (this.drained != null) {
				return this.drained;
			}
			if (this.state == State.STOPPED) {
				return CompletableFuture.completedFuture(null);
			}
			boolean starting = this.state == State.STARTING;
			this.state = State.STOPPING;
			this.drained = drained;
			this.timeout = timeout;
			if (starting) {
				return drained;
			}
		}
		sayGoodbye();
		return drained;
	}

	private void sayGoodbye() {
		Listener listener = takeListener();
		if (listener != null) {
			listener.drain();
		}
		CompletableFuture<Void> drained;
		Duration timeout;
		synchronized (this) {
			drained = this.drained;
			timeout = this.timeout;
		}
		if (drained != null) {
			new Drain(this.processes, timeout).start().whenComplete((done, failure) -> {
				announceStopped();
				drained.complete(null);
			});
		}
	}

	/**
	 * Tells that all connections are closed, on the process that was the last.
	 */
	private void announceStopped() {
		if (this.announced) {
			this.announced = false;
			this.processes.stream()
				.filter(NettyProcess::inProcess)
				.findFirst()
				.ifPresent((last) -> this.worker.announce(last, LifecycleListener::stopped));
		}
	}

	/**
	 * Closes what is still open.
	 * @return completes when the threads have been told to end
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> drained = drain(Duration.ZERO);
		for (NettyProcess process : this.processes) {
			if (process.isStarted()) {
				process.execute(process.departures()::closeAll);
			}
		}
		CompletableFuture<Void> ended = drained.thenRun(() -> ended(drained));
		if (!this.loops.isCurrent()) {
			drained.completeOnTimeout(null, WorkerLoops.END_MILLIS, TimeUnit.MILLISECONDS);
		}
		return ended;
	}

	private @Nullable Listener takeListener() {
		Listener listener = this.listener;
		this.listener = null;
		return listener;
	}

	private void endLoops() {
		this.loops.end();
		this.drained = null;
		this.state = State.STOPPED;
	}

	void awaitThreads() {
		this.loops.awaitEnd();
	}

	Reload reload() {
		return this.reload;
	}

	void pauseAccept() {
		synchronized (this) {
			Listener listener = this.listener;
			if (this.state == State.RUNNING && listener != null) {
				this.state = State.PAUSED;
				listener.accept(false);
			}
		}
	}

	void resumeAccept() {
		synchronized (this) {
			if (this.state == State.PAUSED) {
				this.state = State.RUNNING;
			}
			acceptAgain();
		}
	}

	/**
	 * Accepts again after accepting has failed, unless somebody paused it meanwhile.
	 */
	void acceptAgain() {
		Listener listener = this.listener;
		if (this.state == State.RUNNING && listener != null) {
			listener.accept(true);
		}
	}

}
