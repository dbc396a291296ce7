package io.workerman.engine.netty;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.Transport;
import io.workerman.engine.UserThread;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.netty.admission.OpenFiles;
import io.workerman.engine.netty.callback.Causes;
import io.workerman.engine.netty.dispatch.Watchdog;
import io.workerman.engine.netty.flow.SendBudget;
import io.workerman.engine.netty.life.UserThreads;
import io.workerman.engine.netty.transport.EventLoopThreads;
import io.workerman.engine.netty.transport.Sockets;

/**
 * All workers of an application, with what they share.
 */
final class NettyWorkers implements Workers {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorkers.class);

	/**
	 * How long threads of the application get to end before connections close.
	 */
	private static final Duration THREADS_END = Duration.ofSeconds(2);

	private final WorkersOptions options;

	private final List<NettyWorker> workers;

	private final @Nullable SendBudget sendBudget;

	private final Watchdog watchdog;

	private final UserThreads threads = new UserThreads();

	private final Object lifecycle = new Object();

	private volatile @Nullable Sockets sockets;

	private volatile @Nullable JsonCodec json;

	private volatile boolean running;

	private volatile boolean draining;

	private volatile @Nullable Instant startedAt;

	private volatile CountDownLatch stopped = new CountDownLatch(0);

	NettyWorkers(WorkersOptions options, List<NettyWorker> workers) {
		this.options = options;
		this.workers = Stream
			.concat(workers.stream().filter((worker) -> !isGuest(worker)),
					workers.stream().filter(NettyWorkers::isGuest))
			.toList();
		this.sendBudget = (options.maxTotalSendBufferSize() > 0) ? new SendBudget(options.maxTotalSendBufferSize())
				: null;
		this.watchdog = new Watchdog(options.blockedLoopThreshold());
		this.workers.forEach((worker) -> worker.joined(this));
	}

	/**
	 * For a worker that is started by itself.
	 */
	static NettyWorkers alone(NettyWorker worker) {
		return new NettyWorkers(WorkersOptions.DEFAULTS, List.of(worker));
	}

	WorkersOptions options() {
		return this.options;
	}

	@Nullable SendBudget sendBudget() {
		return this.sendBudget;
	}

	Watchdog watchdog() {
		return this.watchdog;
	}

	JsonCodec json() {
		JsonCodec json = this.json;
		if (json == null) {
			json = this.options.json().get();
			this.json = json;
		}
		return json;
	}

	Sockets sockets(NettyWorker worker) {
		Sockets sockets = this.sockets;
		if (sockets == null) {
			Transport transport = this.options.transport();
			Throwable unavailable = Sockets.unavailability(transport);
			if (unavailable != null) {
				throw new WorkerStartException(worker.name(), worker.options().address(), Problem.TRANSPORT_UNAVAILABLE,
						"The transport '%s' does not work here: %s".formatted(name(transport), reason(unavailable)),
						unavailable);
			}
			sockets = Sockets.of(transport);
			this.sockets = sockets;
		}
		return sockets;
	}

	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.running) {
				return;
			}
			checkAddresses();
			List<NettyWorker> starting = this.workers.stream()
				.filter((worker) -> startsByItself(worker) && worker.lifecycle().claim())
				.toList();
			start(starting);
			warnOfFileLimit(starting);
			this.startedAt = Instant.now();
			this.stopped = new CountDownLatch(1);
			this.draining = false;
			this.running = true;
			this.threads.start();
		}
	}

	/**
	 * A worker on the processes of another waits for that.
	 */
	private boolean startsByItself(NettyWorker worker) {
		return worker.options().autoStart()
				&& hosts(worker).stream().allMatch((host) -> host.worker().options().autoStart() || host.isStarted());
	}

	/**
	 * Starts workers that are claimed, those that share processes after the others.
	 */
	static void start(List<NettyWorker> claimed) {
		try {
			claimed.forEach((worker) -> worker.lifecycle().open());
			claimed.forEach((worker) -> worker.lifecycle().begin());
		}
		catch (RuntimeException ex) {
			for (int i = claimed.size() - 1; i >= 0; i--) {
				claimed.get(i).lifecycle().abort();
			}
			throw ex;
		}
		claimed.forEach((worker) -> worker.lifecycle().accept());
	}

	/**
	 * A worker that is claimed, with those that share its processes and start with it.
	 */
	List<NettyWorker> startingWith(NettyWorker claimed) {
		Stream<NettyWorker> guests = this.workers.stream()
			.filter((worker) -> claimed.name().equals(worker.options().intake().processesOf()))
			.filter((worker) -> worker.options().autoStart() && worker.lifecycle().claim());
		return Stream.concat(Stream.of(claimed), guests).toList();
	}

	/**
	 * The processes of another worker that a worker shares, none if it has its own.
	 */
	List<NettyProcess> hosts(NettyWorker worker) {
		String name = worker.options().intake().processesOf();
		return (name != null && find(name) instanceof NettyWorker host && !isGuest(host)) ? host.nettyProcesses()
				: List.of();
	}

	private static boolean isGuest(NettyWorker worker) {
		return worker.options().intake().processesOf() != null;
	}

	/**
	 * Makes sure that a worker finds the processes of another on which it is to run.
	 */
	void checkHosts(NettyWorker worker) {
		String name = worker.options().intake().processesOf();
		if (name == null) {
			return;
		}
		List<NettyProcess> hosts = hosts(worker);
		String reason = null;
		if (hosts.isEmpty()) {
			String names = this.workers.stream()
				.filter((other) -> !isGuest(other))
				.map(NettyWorker::name)
				.collect(Collectors.joining(", "));
			reason = "it is no worker with processes of its own (expected one of: %s)".formatted(names);
		}
		else if (worker.count() != hosts.size()) {
			reason = "the number of processes differs: %d (expected: %d)".formatted(worker.count(), hosts.size());
		}
		else if (!hosts.get(0).isStarted() || hosts.get(0).worker().state() == Worker.State.STOPPING) {
			reason = "it is not running. Start it first";
		}
		if (reason != null) {
			throw new WorkerStartException(worker.name(), worker.options().address(), Problem.INVALID_OPTION,
					"Worker '%s' cannot share the processes of '%s': %s".formatted(worker.name(), name, reason), null);
		}
	}

	private static void warnOfFileLimit(List<NettyWorker> workers) {
		String shortage = OpenFiles.shortage(OpenFiles.limit(), workers.stream().map(NettyWorker::options).toList());
		if (shortage != null) {
			logger.warn(shortage);
		}
	}

	private static String name(Transport transport) {
		return transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static String reason(Throwable failure) {
		Throwable root = Causes.root(failure);
		return (root.getMessage() != null) ? root.getMessage() : root.toString();
	}

	private void checkAddresses() {
		List<NettyWorker> checked = new ArrayList<>();
		for (NettyWorker worker : this.workers) {
			for (NettyWorker other : checked) {
				if (worker.name().equals(other.name())) {
					throw new WorkerStartException(worker.name(), worker.options().address(), Problem.NAME_CONFLICT,
							"Two workers have the name '%s'".formatted(worker.name()), null);
				}
				if (conflict(worker, other)) {
					throw new WorkerStartException(worker.name(), worker.options().address(), Problem.ADDRESS_CONFLICT,
							"Worker '%s' cannot listen on %s: worker '%s' listens on %s (Address already in use)"
								.formatted(worker.name(), worker.options().address(), other.name(),
										other.options().address()),
							null);
				}
			}
			checked.add(worker);
		}
	}

	private static boolean conflict(NettyWorker one, NettyWorker two) {
		ListenAddress first = one.configuredAddress();
		ListenAddress second = two.configuredAddress();
		return first != null && second != null && first.overlaps(second);
	}

	@Override
	public CompletionStage<Void> drain(Duration timeout) {
		this.draining = this.running;
		Duration patience = (timeout.compareTo(THREADS_END) < 0) ? timeout : THREADS_END;
		long began = System.nanoTime();
		CompletableFuture<Void> ended = this.threads.stop(patience);
		return ended.isDone() ? drainWorkers(timeout) : ended.thenComposeAsync((done) -> {
			Duration rest = timeout.minusNanos(System.nanoTime() - began);
			return drainWorkers(rest.isNegative() ? Duration.ZERO : rest);
		});
	}

	private CompletableFuture<Void> drainWorkers(Duration timeout) {
		CompletableFuture<?>[] drained = this.workers.stream()
			.map((worker) -> worker.lifecycle().drain(timeout).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(drained);
	}

	@Override
	public void stop() {
		boolean calledByProcess = this.workers.stream()
			.flatMap((worker) -> worker.nettyProcesses().stream())
			.anyMatch(NettyProcess::isCalling);
		CompletableFuture<Void> ended = this.threads.stop(THREADS_END);
		if (!calledByProcess) {
			ended.join();
		}
		CompletableFuture<?>[] closed = this.workers.stream()
			.map((worker) -> worker.lifecycle().close())
			.toArray(CompletableFuture[]::new);
		if (!calledByProcess) {
			CompletableFuture.allOf(closed).join();
			this.workers.forEach((worker) -> worker.lifecycle().awaitThreads());
		}
		synchronized (this.lifecycle) {
			this.running = false;
			this.draining = false;
			this.stopped.countDown();
		}
	}

	@Override
	public void stopWithJvm() {
		Runtime.getRuntime().addShutdownHook(EventLoopThreads.shutdownHook(() -> {
			drain(WorkerOptions.DEFAULT_STOP_TIMEOUT).toCompletableFuture().join();
			stop();
		}));
	}

	@Override
	public void join() {
		try {
			this.stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isDraining() {
		return this.draining;
	}

	@Override
	public @Nullable Instant startedAt() {
		return this.startedAt;
	}

	@Override
	public Transport transport() {
		Sockets sockets = this.sockets;
		return (sockets != null) ? sockets.transport() : Sockets.of(this.options.transport()).transport();
	}

	@Override
	public List<Worker> all() {
		return List.copyOf(this.workers);
	}

	@Override
	public CompletionStage<Void> reload() {
		CompletionStage<Void> reloaded = CompletableFuture.completedFuture(null);
		for (NettyWorker worker : this.workers) {
			reloaded = reloaded.thenCompose((previous) -> worker.reload());
		}
		return reloaded;
	}

	@Override
	public void add(String name, UserThread thread) {
		this.threads.add(name, thread);
	}

	@Override
	public List<UserThread.Info> threads() {
		return this.threads.all();
	}

	@Override
	public void watchLoops(LoopListener listener) {
		this.watchdog.tell(listener);
	}

	@Override
	public int pendingTasks(WorkerProcess process) {
		return (process instanceof NettyProcess ours && ours.isStarted()
				&& ours.loop() instanceof SingleThreadEventExecutor loop) ? loop.pendingTasks() : 0;
	}

}
