package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;
import io.workerman.engine.Statistics;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.dispatch.CallbackThread;

/**
 * One event loop of a worker.
 */
final class NettyProcess implements WorkerProcess {

	private static final Logger logger = LoggerFactory.getLogger(NettyProcess.class);

	private final int id;

	private final NettyWorker worker;

	private final ProcessCounters counters = new ProcessCounters();

	private final NettyTimers timers = new NettyTimers(this);

	private final ConcurrentHashMap<Long, StreamConnection> connections = new ConcurrentHashMap<>();

	private final List<CallbackSource> sources = new ArrayList<>();

	private @Nullable DatagramLanes lanes;

	private Departures departures = new Departures(this);

	private Burst burst = new Burst(this);

	private boolean startedBefore;

	private volatile Callbacks callbacks = Callbacks.NONE;

	private volatile @Nullable EventLoop loop;

	private volatile @Nullable Mailbox mailbox;

	NettyProcess(NettyWorker worker, int id) {
		this.worker = worker;
		this.id = id;
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
		return "workerman-" + this.worker.name() + "-" + this.id;
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
		return this.callbacks;
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

	void startLoop(EventLoop loop) {
		if (this.startedBefore) {
			this.counters.restarts.add(1);
		}
		this.startedBefore = true;
		this.burst = new Burst(this);
		this.departures = new Departures(this);
		this.mailbox = new Mailbox(this, loop);
		this.loop = loop;
		loop.execute(() -> CallbackThread.belongTo(this, this.worker.classLoader()));
	}

	@Nullable EventLoop stopLoop() {
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
	 * Whether the calling thread runs a callback of this process, on it or elsewhere.
	 */
	boolean isCalling() {
		return inProcess() || CallbackThread.process() == this;
	}

	/**
	 * Where datagrams wait that are handled off the process.
	 * @return the lanes, or {@code null} if there were no such datagrams
	 */
	@Nullable DatagramLanes lanes() {
		return this.lanes;
	}

	/**
	 * Lets a datagram be handled off the process.
	 */
	void handleElsewhere(DatagramConnection connection, DatagramPacket packet) {
		if (this.lanes == null) {
			this.lanes = new DatagramLanes(this);
		}
		this.lanes.add(connection, packet);
	}

	Departures departures() {
		return this.departures;
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

	/**
	 * A callback threw: it is logged once, counted, and told to the failure callbacks.
	 */
	void failed(@Nullable Connection connection, Throwable failure) {
		this.counters.exceptions.increment();
		if (connection == null) {
			logger.error("A callback of worker '{}' failed on {}", this.worker.name(), threadName(), failure);
			return;
		}
		if (failure instanceof BadMessageException) {
			badMessage(connection, failure);
			return;
		}
		logger.error("A callback of worker '{}' failed for connection {} of {}", this.worker.name(), connection.id(),
				connection.remoteAddress(), failure);
		tell(connection, failure);
	}

	/**
	 * A message could not be read. That is the peer's fault, who shall not be able to
	 * fill the log with stacks.
	 */
	void badMessage(Connection connection, Throwable failure) {
		logger.warn("Worker '{}' got a bad message from connection {} of {}: {}", this.worker.name(), connection.id(),
				connection.remoteAddress(), failure.toString());
		logger.debug("The stack of the bad message", failure);
		tell(connection, failure);
	}

	/**
	 * A handshake callback threw, which is a way to refuse a connection.
	 */
	void refused(Connection connection, Throwable refusal) {
		logger.warn("Worker '{}' refused connection {} of {}: {}", this.worker.name(), connection.id(),
				connection.remoteAddress(), refusal.toString());
		logger.debug("The stack of the refusal", refusal);
		tell(connection, refusal);
	}

	private void tell(Connection connection, Throwable failure) {
		if (connection instanceof StreamConnection stream && inProcess()) {
			stream.link().dispatch().inOrder(() -> tellHere(connection, failure));
		}
		else {
			tellHere(connection, failure);
		}
	}

	private void tellHere(Connection connection, Throwable failure) {
		for (Callbacks.OnFailure callback : this.callbacks.failure()) {
			try {
				callback.call(connection, failure);
			}
			catch (Throwable ex) {
				this.counters.exceptions.increment();
				logger.error("A failure callback of worker '{}' failed itself", this.worker.name(), ex);
			}
		}
	}

	/**
	 * Makes the callbacks anew and calls those that start the process.
	 */
	void begin(List<CallbackSource> sources) throws Exception {
		bind(sources);
		for (Callbacks.OnProcess callback : this.callbacks.workerStart()) {
			callback.call(this);
		}
		this.worker.workers().watchdog().watch(this, this.counters.blocked::increment);
	}

	private void bind(List<CallbackSource> sources) throws Exception {
		this.callbacks = Callbacks.NONE;
		for (CallbackSource source : sources) {
			bind(source);
		}
	}

	/**
	 * Adds the callbacks of a source, for connections that open from now on.
	 */
	void bind(CallbackSource source) throws Exception {
		if (!this.sources.contains(source)) {
			this.callbacks = this.callbacks.and(source.bind(this));
			this.sources.add(source);
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
					bind(source);
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
		for (CallbackSource source : this.sources) {
			call(() -> source.release(this));
		}
		this.sources.clear();
	}

	/**
	 * Calls the reload callbacks and, if wanted, gives all connections new callbacks.
	 */
	void reload(List<CallbackSource> sources, boolean renew) throws Exception {
		call(this.callbacks.workerReload());
		if (renew) {
			release();
			bind(sources);
			this.connections.values().forEach((connection) -> connection.renew(this.callbacks));
		}
	}

	/**
	 * Calls the stop callbacks. Timers run no more; messages are still answered.
	 */
	void stopping() {
		call(this.callbacks.workerStop());
		this.timers.delAll();
	}

}
