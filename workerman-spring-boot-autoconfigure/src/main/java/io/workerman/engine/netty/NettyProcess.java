package io.workerman.engine.netty;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.callback.BoundCallbacks;
import io.workerman.engine.netty.callback.CallbackFailures;

/**
 * One event loop of a worker.
 */
final class NettyProcess implements WorkerProcess {

	private static final FastThreadLocal<NettyProcess> CURRENT = new FastThreadLocal<>();

	private final int id;

	private final NettyWorker worker;

	private final ProcessCounters counters = new ProcessCounters();

	private final NettyTimers timers = new NettyTimers(this);

	private final ConcurrentHashMap<Long, StreamConnection> connections = new ConcurrentHashMap<>();

	private final CallbackFailures failures = new CallbackFailures(this, this.counters.exceptions,
			NettyProcess::failureCallbacks);

	private final BoundCallbacks bound = new BoundCallbacks(this, this::call);

	private final Set<NettyWorker> guests = new LinkedHashSet<>();

	private final Set<Channel> lingering = new HashSet<>();

	private final Set<DialledConnection> dialling = new HashSet<>();

	private Burst burst = new Burst(this);

	private boolean startedBefore;

	private @Nullable CompletableFuture<Void> drained;

	private boolean stopping;

	private volatile @Nullable NettyProcess host;

	private volatile @Nullable EventLoop loop;

	private volatile @Nullable Mailbox mailbox;

	NettyProcess(NettyWorker worker, int id) {
		this.worker = worker;
		this.id = id;
	}

	static @Nullable NettyProcess current() {
		return CURRENT.getIfExists();
	}

	@Override
	public int id() {
		return this.id;
	}

	@Override
	public NettyWorker worker() {
		return this.worker;
	}

	@Override
	public String threadName() {
		NettyProcess host = this.host;
		return (host != null) ? host.threadName() : "workerman-" + this.worker.name() + "-" + this.id;
	}

	@Override
	public Collection<Connection> connections() {
		return Collections.unmodifiableCollection(this.connections.values());
	}

	ConcurrentHashMap<Long, StreamConnection> open() {
		return this.connections;
	}

	@Override
	public NettyTimers timers() {
		return this.timers;
	}

	@Override
	public boolean inProcess() {
		EventLoop loop = this.loop;
		return loop != null && loop.inEventLoop();
	}

	@Override
	public Statistics statistics() {
		return this.counters.read(this);
	}

	ProcessCounters counters() {
		return this.counters;
	}

	Callbacks callbacks() {
		return this.bound.all();
	}

	boolean isStarted() {
		return this.loop != null;
	}

	EventLoop loop() {
		EventLoop loop = this.loop;
		if (loop == null) {
			throw new RejectedExecutionException("The worker '%s' is not running".formatted(this.worker.name()));
		}
		return loop;
	}

	/**
	 * Runs on an event loop from now on.
	 * @param host the process whose loop it is, or {@code null} if it is its own
	 */
	void startLoop(EventLoop loop, @Nullable NettyProcess host) {
		if (this.startedBefore) {
			this.counters.restarts.add(1);
		}
		this.startedBefore = true;
		this.stopping = false;
		this.host = host;
		this.burst = (host != null) ? host.burst() : new Burst(this);
		this.mailbox = new Mailbox(this, loop);
		this.loop = loop;
		if (host == null) {
			loop.execute(() -> CURRENT.set(this));
		}
	}

	@Nullable EventLoop stopLoop() {
		EventLoop loop = this.loop;
		this.loop = null;
		this.mailbox = null;
		this.host = null;
		return loop;
	}

	@Override
	public void execute(Runnable task) {
		loop().execute(() -> call(task));
	}

	/**
	 * Lets the process run something soon.
	 */
	void handOver(Runnable work) {
		Mailbox mailbox = this.mailbox;
		if (mailbox == null) {
			throw new RejectedExecutionException("The worker '%s' is not running".formatted(this.worker.name()));
		}
		mailbox.add(work);
	}

	Burst burst() {
		return this.burst;
	}

	void call(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			failed(null, ex);
		}
	}

	void call(List<Callbacks.OnConnection> callbacks, Connection connection) {
		for (Callbacks.OnConnection callback : callbacks) {
			try {
				callback.call(connection);
			}
			catch (Throwable ex) {
				failed(connection, ex);
			}
		}
	}

	void call(List<Callbacks.OnProcess> callbacks) {
		for (Callbacks.OnProcess callback : callbacks) {
			try {
				callback.call(this);
			}
			catch (Throwable ex) {
				failed(null, ex);
			}
		}
	}

	void failed(@Nullable Connection connection, Throwable failure) {
		this.failures.failed(connection, failure);
	}

	private static List<Callbacks.OnFailure> failureCallbacks(Connection connection) {
		return ((NettyConnection) connection).callbacks(Callbacks::failure);
	}

	CallbackFailures failures() {
		return this.failures;
	}

	/**
	 * A connection is closed for the application, but its socket lingers.
	 */
	void lingering(Channel channel) {
		this.lingering.add(channel);
		channel.closeFuture().addListener((future) -> {
			this.lingering.remove(channel);
			connectionClosed();
		});
	}

	/**
	 * The connections that are being made, or wait for that.
	 */
	Set<DialledConnection> dialling() {
		return this.dialling;
	}

	/**
	 * Whether no more connections are to be made.
	 */
	boolean isStopping() {
		return this.stopping || this.loop == null;
	}

	private void stopDialling() {
		this.stopping = true;
		List.copyOf(this.dialling).forEach(DialledConnection::stop);
	}

	/**
	 * Closes all connections gracefully.
	 * @return completes when they are closed
	 */
	CompletionStage<Void> drain() {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		this.drained = drained;
		stopDialling();
		this.connections.values().forEach(StreamConnection::drain);
		connectionClosed();
		return drained;
	}

	boolean isDraining() {
		return this.drained != null;
	}

	/**
	 * Closes all connections at once.
	 */
	void closeAll() {
		stopDialling();
		CloseReason reason = CloseReason.server(CloseReason.GOING_AWAY, "The server has stopped");
		this.connections.values().forEach((connection) -> connection.link().lost(reason));
		List.copyOf(this.lingering).forEach(Channel::close);
		List.copyOf(this.guests).forEach((guest) -> guest.nettyProcesses().forEach(NettyProcess::closeAll));
	}

	void connectionClosed() {
		if (this.drained != null && this.connections.isEmpty() && this.lingering.isEmpty()) {
			this.drained.complete(null);
			this.drained = null;
		}
	}

	/**
	 * Makes the callbacks and calls those that start the process.
	 */
	void begin(List<CallbackSource> sources) throws Exception {
		this.bound.begin();
		for (CallbackSource source : sources) {
			this.bound.bind(source);
		}
		for (Callbacks.OnProcess callback : callbacks().workerStart()) {
			callback.call(this);
		}
	}

	/**
	 * Adds the callbacks of a source while the process runs. For any thread.
	 */
	void bindLater(CallbackSource source) {
		EventLoop loop = this.loop;
		if (loop != null) {
			loop.execute(() -> {
				try {
					this.bound.bind(source);
				}
				catch (Throwable ex) {
					failed(null, ex);
				}
			});
		}
	}

	/**
	 * Gives up the callbacks.
	 */
	void release() {
		this.bound.release();
	}

	BoundCallbacks bound() {
		return this.bound;
	}

	@Override
	public void listen(Worker guest) {
		if (!inProcess() || this.stopping) {
			throw new IllegalStateException("Worker '%s' cannot listen: %s".formatted(guest.name(),
					this.stopping ? threadName() + " is stopping" : "listen must be called on %s, not on %s"
						.formatted(threadName(), Thread.currentThread().getName())));
		}
		NettyWorker worker = (NettyWorker) guest;
		worker.lifecycle().startOn(this);
		this.guests.add(worker);
	}

	/**
	 * A worker that listened on this process has stopped.
	 */
	void left(NettyWorker guest) {
		this.guests.remove(guest);
	}

	/**
	 * Calls the stop callbacks. Timers run no more; messages are still answered.
	 */
	void stopping() {
		call(callbacks().workerStop());
		this.stopping = true;
		this.timers.delAll();
	}

	/**
	 * Stops the workers that listen on this process gracefully.
	 */
	CompletableFuture<Void> stopGuests(Duration timeout) {
		return CompletableFuture.allOf(List.copyOf(this.guests)
			.stream()
			.map((guest) -> guest.lifecycle().stopGracefully(timeout).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * Ends at once what a start that failed has begun.
	 */
	void abandon() {
		List.copyOf(this.guests).forEach((guest) -> guest.lifecycle().abandon());
		closeAll();
		release();
	}

}
