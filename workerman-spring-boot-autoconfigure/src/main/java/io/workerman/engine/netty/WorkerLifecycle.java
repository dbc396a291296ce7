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

/**
 * The steps in the life of a worker: open, begin, accept, drain, end.
 */
final class WorkerLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorker.class);

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private final List<CallbackSource> sources;

	private volatile @Nullable Listener listener;

	private volatile State state = State.STOPPED;

	private volatile @Nullable CompletableFuture<Void> stopping;

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
		synchronized (this) {
			awaitStopped();
			if (this.state != State.STOPPED) {
				return;
			}
			try {
				open();
				begin();
				accept();
			}
			catch (RuntimeException ex) {
				abort();
				throw ex;
			}
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
		Sockets sockets = this.worker.workers().sockets(this.worker);
		this.state = State.STARTING;
		for (NettyProcess process : this.processes) {
			process.startLoop(EventLoopThreads.start(process.threadName(), sockets.ioHandler().get()));
		}
		if (address != null && protocol != null) {
			Listener listener = new Listener(this.worker, address, sockets);
			listener.bind(protocol, this.worker.workers().acceptLoop());
			this.listener = listener;
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
	 * The last step.
	 */
	void accept() {
		Listener listener = this.listener;
		if (listener != null) {
			listener.accept(true);
		}
		this.state = State.RUNNING;
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
		endLoops(Duration.ZERO);
		this.state = State.STOPPED;
	}

	void stop() {
		CompletionStage<Void> stopped = stopGracefully(this.worker.options().stopTimeout());
		if (this.processes.stream().noneMatch(NettyProcess::inProcess)) {
			stopped.toCompletableFuture().join();
		}
	}

	CompletionStage<Void> stopGracefully(Duration timeout) {
		return drain(timeout).thenRun(this::ended);
	}

	private void ended() {
		synchronized (this) {
			if (this.state == State.STOPPING) {
				endLoops(Duration.ofSeconds(2));
				this.state = State.STOPPED;
				this.stopping = null;
				logger.info("Worker '{}' has stopped", this.worker.name());
			}
		}
	}

	private void awaitStopped() {
		CompletableFuture<Void> stopping = this.stopping;
		if (stopping != null && this.processes.stream().noneMatch(NettyProcess::inProcess)) {
			stopping.join();
			ended();
		}
	}

	/**
	 * Accepts no more and closes all connections gracefully. The threads stay.
	 */
	CompletionStage<Void> drain(Duration timeout) {
		synchronized (this) {
			CompletableFuture<Void> stopping = this.stopping;
			if (stopping != null) {
				return stopping;
			}
			if (this.state == State.STOPPED) {
				return CompletableFuture.completedFuture(null);
			}
			this.state = State.STOPPING;
			closeListener();
			stopping = new Drain(this.processes, this.sources, timeout).start();
			this.stopping = stopping;
			return stopping;
		}
	}

	/**
	 * Closes what is still open and ends the threads.
	 */
	void close() {
		synchronized (this) {
			if (this.state == State.STOPPED) {
				return;
			}
			if (this.stopping == null) {
				drain(Duration.ZERO);
			}
			CompletableFuture<Void> stopping = this.stopping;
			if (stopping != null) {
				this.processes.forEach((process) -> process.loop().execute(process::closeAll));
				stopping.completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
			}
			ended();
		}
	}

	private void closeListener() {
		Listener listener = this.listener;
		this.listener = null;
		if (listener != null) {
			listener.close();
		}
	}

	private void endLoops(Duration wait) {
		List<EventLoop> loops = new ArrayList<>();
		for (NettyProcess process : this.processes) {
			EventLoop loop = process.stopLoop();
			if (loop != null) {
				process.timers().delAll();
				process.counters().restarts.add(1);
				loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
				loops.add(loop);
			}
		}
		if (loops.stream().noneMatch(EventLoop::inEventLoop)) {
			loops.forEach((loop) -> loop.terminationFuture().awaitUninterruptibly(wait.toMillis()));
		}
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
