package io.workerman.engine.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.netty.transport.EventLoopThreads;
import io.workerman.engine.netty.transport.Sockets;

/**
 * The steps in the life of a worker: open, begin, accept, drain, end.
 */
final class WorkerLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorker.class);

	/**
	 * How long to wait for connections and threads that should end at once.
	 */
	private static final long END_MILLIS = 2000;

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private final List<CallbackSource> sources;

	private volatile @Nullable Listener listener;

	private volatile State state = State.STOPPED;

	private volatile List<EventLoop> ended = List.of();

	/**
	 * Completes when all connections are closed; there while the worker stops.
	 */
	private @Nullable CompletableFuture<Void> drained;

	private Duration timeout = Duration.ZERO;

	WorkerLifecycle(NettyWorker worker, List<NettyProcess> processes, List<CallbackSource> sources) {
		this.worker = worker;
		this.processes = processes;
		this.sources = sources;
	}

	State state() {
		return this.state;
	}

	@Nullable Listener listener() {
		return this.listener;
	}

	void start() {
		if (!claim()) {
			return;
		}
		try {
			open();
			begin();
		}
		catch (RuntimeException ex) {
			abort();
			throw ex;
		}
		accept();
	}

	/**
	 * Waits until a stop that is under way is over, and begins a start.
	 * @return whether the worker was stopped, so that the other steps may follow
	 */
	boolean claim() {
		awaitStopped();
		synchronized (this) {
			boolean stopped = this.state == State.STOPPED;
			if (stopped) {
				this.state = State.STARTING;
			}
			return stopped;
		}
	}

	/**
	 * The first step of a start: threads and sockets.
	 */
	void open() {
		String configured = this.worker.options().address();
		ListenAddress address = null;
		ConnectionProtocol protocol = this.worker.options().protocol();
		if (configured != null) {
			try {
				address = ListenAddress.parse(configured);
			}
			catch (IllegalArgumentException ex) {
				throw failed(Problem.INVALID_ADDRESS, String.valueOf(ex.getMessage()), null);
			}
			if (protocol == null) {
				protocol = BuiltInProtocols.find(address.scheme(), this.worker.workers().options());
			}
			if (protocol == null) {
				throw failed(Problem.UNKNOWN_PROTOCOL,
						BuiltInProtocols.unknown(address.scheme(), this.worker.workers().options()), null);
			}
		}
		this.worker.checkThreads();
		Sockets sockets = this.worker.workers().sockets(this.worker);
		for (NettyProcess process : this.processes) {
			process.startLoop(EventLoopThreads.start(process.threadName(), sockets.ioHandler().get()));
		}
		if (address != null && protocol != null) {
			Listener listener = new Listener(this.worker, address, sockets);
			this.listener = listener;
			listener.bind(protocol);
		}
	}

	/**
	 * The second step: the callbacks of the application.
	 */
	void begin() {
		for (NettyProcess process : this.processes) {
			Future<?> begun = process.loop().submit(() -> {
				process.begin(this.sources);
				return null;
			});
			try {
				begun.get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failed(Problem.CALLBACK_FAILED, "The start was interrupted", ex);
			}
			catch (ExecutionException ex) {
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
		closeListener();
		for (NettyProcess process : this.processes) {
			if (process.isStarted()) {
				process.loop().submit(process::release).awaitUninterruptibly(END_MILLIS);
			}
		}
		CompletableFuture<Void> drained;
		synchronized (this) {
			if (this.state != State.STARTING && this.state != State.STOPPING) {
				return;
			}
			drained = this.drained;
			endLoops();
		}
		if (drained != null) {
			drained.complete(null);
		}
		awaitThreads();
	}

	void stop() {
		CompletionStage<Void> stopped = stopGracefully(this.worker.options().stopTimeout());
		if (!isInProcess()) {
			stopped.toCompletableFuture().join();
			awaitThreads();
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
		if (drained != null && !isInProcess()) {
			drained.join();
			ended(drained);
			awaitThreads();
		}
	}

	private boolean isInProcess() {
		return this.processes.stream().anyMatch(NettyProcess::isCalling);
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
		closeListener();
		CompletableFuture<Void> drained;
		Duration timeout;
		synchronized (this) {
			drained = this.drained;
			timeout = this.timeout;
		}
		if (drained != null) {
			new Drain(this.processes, timeout).start().whenComplete((done, failure) -> drained.complete(null));
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
		if (!isInProcess()) {
			drained.completeOnTimeout(null, END_MILLIS, TimeUnit.MILLISECONDS);
		}
		return ended;
	}

	/**
	 * Waits for the end of the threads.
	 */
	void awaitThreads() {
		List<EventLoop> ended = this.ended;
		if (ended.stream().noneMatch(EventLoop::inEventLoop)) {
			ended.forEach((loop) -> loop.terminationFuture().awaitUninterruptibly(END_MILLIS));
		}
	}

	private void closeListener() {
		Listener listener = this.listener;
		this.listener = null;
		if (listener != null) {
			listener.close();
		}
	}

	private void endLoops() {
		List<EventLoop> loops = new ArrayList<>();
		for (NettyProcess process : this.processes) {
			EventLoop loop = process.stopLoop();
			if (loop != null) {
				process.timers().delAll();
				loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
				loops.add(loop);
			}
		}
		this.ended = loops;
		this.drained = null;
		this.state = State.STOPPED;
	}

	CompletionStage<Void> reload() {
		CompletionStage<Void> reloaded = CompletableFuture.completedFuture(null);
		if (this.state == State.RUNNING || this.state == State.PAUSED) {
			for (NettyProcess process : this.processes) {
				reloaded = reloaded.thenCompose((previous) -> reload(process));
			}
		}
		return reloaded;
	}

	private CompletionStage<Void> reload(NettyProcess process) {
		CompletableFuture<Void> reloaded = new CompletableFuture<>();
		process.loop().execute(() -> {
			try {
				process.reload(this.sources, this.worker.options().reloadable());
				reloaded.complete(null);
			}
			catch (Throwable ex) {
				logger.error("Worker '{}' cannot reload process {}", this.worker.name(), process.id(), ex);
				reloaded.completeExceptionally(ex);
			}
		});
		return reloaded;
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
