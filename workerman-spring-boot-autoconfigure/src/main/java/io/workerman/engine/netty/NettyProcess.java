package io.workerman.engine.netty;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.callback.BoundCallbacks;
import io.workerman.engine.netty.callback.CallbackFailures;
import io.workerman.engine.netty.callback.PipeMessage;
import io.workerman.engine.netty.dispatch.CallbackThread;
import io.workerman.engine.netty.life.RequestLimit;

/**
 * One event loop of a worker.
 */
final class NettyProcess implements WorkerProcess {

	private final int id;

	private final NettyWorker worker;

	private final ProcessCounters counters = new ProcessCounters();

	private final NettyTimers timers = new NettyTimers(this, null);

	private final Sweep sweep = new Sweep(this);

	/**
	 * The bytes of broadcasts that other threads have handed over and that are not
	 * delivered yet.
	 */
	private final AtomicLong undelivered = new AtomicLong();

	private final ConcurrentHashMap<Long, StreamConnection> connections = new ConcurrentHashMap<>();

	private final CallbackFailures failures = new CallbackFailures(this, this.counters.exceptions,
			(connection) -> ((NettyConnection) connection).failureCallbacks(), this::inOrder);

	private final BoundCallbacks bound = new BoundCallbacks(this, this::call);

	private Burst burst = new Burst(this);

	private Departures departures = new Departures(this);

	private boolean startedBefore;

	private boolean stopping;

	private volatile @Nullable RequestLimit requestLimit;

	private volatile @Nullable EventLoop loop;

	private volatile @Nullable Mailbox mailbox;

	NettyProcess(NettyWorker worker, int id) {
		this.worker = worker;
		this.id = id;
	}

	/**
	 * The process that the calling thread is, or its host if there are several.
	 */
	static @Nullable NettyProcess current() {
		return (CallbackThread.process() instanceof NettyProcess process && process.inProcess()) ? process : null;
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
	public NettyProcess host() {
		return this.worker.lifecycle().host(this);
	}

	private boolean isGuest() {
		return host() != this;
	}

	@Override
	public String threadName() {
		return isGuest() ? host().threadName() : "workerman-" + this.worker.name() + "-" + this.id;
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
		this.burst = (host != null) ? host.burst() : new Burst(this);
		this.departures = new Departures(this);
		this.mailbox = new Mailbox(this, loop);
		this.loop = loop;
		if (host == null) {
			loop.execute(() -> CallbackThread.belongTo(this, this.worker.classLoader()));
		}
	}

	@Nullable EventLoop stopLoop() {
		this.sweep.stop();
		EventLoop loop = this.loop;
		this.loop = null;
		this.mailbox = null;
		this.worker.workers().watchdog().forget(this);
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

	/**
	 * Lets the process run something soon, or runs it at once if the process has ended.
	 */
	void handOverOrRun(Runnable work) {
		try {
			handOver(work);
		}
		catch (RejectedExecutionException ex) {
			work.run();
		}
	}

	@Override
	public void send(int targetId, Object message) {
		this.worker.nettyProcesses().get(targetId).take(new PipeMessage(inProcess() ? this : null, message));
	}

	void take(PipeMessage message) {
		message.check(this, callbacks());
		handOver(() -> this.failures.call(message.calls(callbacks())));
	}

	/**
	 * Whether the calling thread runs a callback of this process, on it or elsewhere.
	 */
	boolean isCalling() {
		return inProcess() || CallbackThread.process() == this;
	}

	AtomicLong undelivered() {
		return this.undelivered;
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

	void failed(@Nullable Connection connection, Throwable failure) {
		this.failures.failed(connection, failure);
	}

	/**
	 * Calls failure callbacks where the others of the connection are called.
	 */
	private void inOrder(Connection connection, Runnable callbacks) {
		Link link = (connection instanceof StreamConnection stream && inProcess()) ? stream.linkOrNull() : null;
		if (link != null) {
			link.dispatch().inOrder(callbacks);
		}
		else {
			callbacks.run();
		}
	}

	CallbackFailures failures() {
		return this.failures;
	}

	Departures departures() {
		return this.departures;
	}

	/**
	 * Whether no more connections are to be made.
	 */
	boolean isStopping() {
		return this.stopping || this.loop == null;
	}

	/**
	 * Takes no more guests and makes no more connections.
	 */
	void grownUp() {
		this.stopping = true;
	}

	/**
	 * Makes the callbacks and calls those that start the process.
	 */
	void begin(List<CallbackSource> sources) throws Exception {
		applyOptions();
		this.bound.begin();
		for (CallbackSource source : sources) {
			this.bound.bind(source);
		}
		for (Callbacks.OnProcess callback : callbacks().workerStart()) {
			callback.call(this);
		}
		if (!isGuest()) {
			this.worker.workers().watchdog().watch(this, this.counters.blocked::increment);
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

	BoundCallbacks bound() {
		return this.bound;
	}

	/**
	 * Looks after silent and slow peers, and lives as long, as the options say by now.
	 */
	void applyOptions() {
		this.sweep.start();
		this.requestLimit = RequestLimit.of(this.worker.options().lifetime(), this.counters.messages());
	}

	/**
	 * Messages have been handled. For any thread.
	 */
	void handled() {
		RequestLimit limit = this.requestLimit;
		if (limit != null && limit.isReached(this.counters.messages())
				&& this.worker.state() != Worker.State.STOPPING) {
			restart(ExitReason.MAX_REQUESTS);
		}
	}

	@Override
	public void listen(Worker guest) {
		if (!inProcess() || this.stopping) {
			throw new IllegalStateException("Worker '%s' cannot listen: %s".formatted(guest.name(),
					this.stopping ? threadName() + " is stopping" : "listen must be called on %s, not on %s"
						.formatted(threadName(), Thread.currentThread().getName())));
		}
		NettyWorker worker = (NettyWorker) guest;
		if (!this.departures.isGuest(worker)) {
			worker.lifecycle().startOn(this);
		}
	}

	@Override
	public CompletionStage<Void> restart() {
		return restart(ExitReason.RESTART);
	}

	private CompletionStage<Void> restart(ExitReason reason) {
		return host().worker.lifecycle().reload().restart(host(), reason);
	}

	/**
	 * Begins anew, with the timers that have been added meanwhile.
	 */
	void beginAgain(Callbacks callbacks, Set<Long> oldTimers) throws Exception {
		oldTimers.forEach(this.timers::del);
		this.counters.restarts.add(1);
		applyOptions();
		for (Callbacks.OnProcess callback : callbacks.workerStart()) {
			callback.call(this);
		}
	}

	/**
	 * Calls the stop callbacks. Timers run no more; messages are still answered.
	 */
	void stopping() {
		this.failures.call(callbacks().workerStop());
		this.stopping = true;
		this.timers.delAll();
		this.connections.values().forEach(StreamConnection::delTimers);
	}

	/**
	 * Ends at once what a start that failed has begun.
	 */
	void abandon() {
		this.departures.abandonGuests();
		this.departures.closeAll();
		this.bound.release();
	}

}
