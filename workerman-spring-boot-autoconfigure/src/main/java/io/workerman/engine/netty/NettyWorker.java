package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Guards;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.SendResult;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.admission.Admission;
import io.workerman.engine.netty.admission.Rejections.Reason;
import io.workerman.engine.netty.callback.PipeMessage;
import io.workerman.engine.netty.dispatch.HandlerThreads;
import io.workerman.engine.netty.tls.ServerTls;

/**
 * A worker: its processes, its listening sockets, and the steps of its life.
 */
final class NettyWorker implements Worker {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorker.class);

	private volatile WorkerOptions options;

	private final List<NettyProcess> processes;

	private final List<CallbackSource> sources = new CopyOnWriteArrayList<>();

	private final List<LifecycleListener> listeners = new CopyOnWriteArrayList<>();

	private final WorkerLifecycle lifecycle;

	private final Admission admission;

	private volatile @Nullable Supplier<WorkerOptions> newOptions;

	private final @Nullable ServerTls tls;

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final HandlerThreads handlerThreads;

	private final boolean offLoop;

	private volatile @Nullable NettyWorkers workers;

	NettyWorker(WorkerOptions options) {
		this.options = options;
		this.admission = new Admission(options);
		this.tls = (options.tls() != null) ? new ServerTls(options.name(), options.tls()) : null;
		this.offLoop = options.dispatch().mode() != DispatchOptions.Mode.EVENT_LOOP;
		this.handlerThreads = new HandlerThreads(options.name(), options.dispatch(), this.classLoader);
		int count = (options.count() > 0) ? options.count() : Runtime.getRuntime().availableProcessors();
		this.processes = IntStream.range(0, count).mapToObj((id) -> new NettyProcess(this, id)).toList();
		this.lifecycle = new WorkerLifecycle(this, this.processes, this.sources);
	}

	void joined(NettyWorkers workers) {
		this.workers = workers;
	}

	NettyWorkers workers() {
		NettyWorkers workers = this.workers;
		return (workers != null) ? workers : NettyWorkers.alone(this);
	}

	@Override
	public String name() {
		return this.options.name();
	}

	@Override
	public String address() {
		Listener listener = this.lifecycle.listener();
		if (listener != null) {
			return listener.boundAddress().toString();
		}
		String address = this.options.address();
		return (address != null) ? address : "none";
	}

	@Override
	public String protocol() {
		ListenAddress address = configuredAddress();
		if (address == null) {
			return "none";
		}
		ConnectionProtocol protocol = this.options.protocol();
		String name = this.options.protocolName();
		return (protocol != null) ? protocol.protocolName() : (name != null) ? name : address.scheme();
	}

	@Override
	public int port() {
		Listener listener = this.lifecycle.listener();
		if (listener != null) {
			return listener.port();
		}
		ListenAddress address = configuredAddress();
		return (address == null || address.isUnix()) ? -1 : 0;
	}

	@Override
	public int count() {
		return this.processes.size();
	}

	@Override
	public WorkerOptions options() {
		return this.options;
	}

	/**
	 * The options after a reload.
	 */
	WorkerOptions renewedOptions() {
		Supplier<WorkerOptions> source = this.newOptions;
		WorkerOptions running = this.options;
		if (source == null) {
			return running;
		}
		WorkerOptions renewed = source.get();
		List<String> ignored = renewed.needingRestart(running);
		if (!ignored.isEmpty()) {
			logger.warn("Worker '{}' takes over what has changed, but {} only when the application starts again",
					name(), String.join(", ", ignored));
		}
		return renewed.replacing(running);
	}

	/**
	 * Changes the options, for connections that open from now on.
	 */
	void options(WorkerOptions options) {
		this.options = options;
		this.admission.change(options.limits(),
				(added) -> this.processes.stream()
					.flatMap((process) -> process.open().values().stream())
					.filter((open) -> open.isAccepted() && open.hasSocket())
					.forEach((open) -> added.count(open.link().channel())));
	}

	@Override
	public void renewOptions(Supplier<WorkerOptions> options) {
		this.newOptions = options;
	}

	@Override
	public void addListener(LifecycleListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Tells the listeners, on a process.
	 */
	void announce(NettyProcess process, BiConsumer<LifecycleListener, Worker> event) {
		this.listeners.forEach((listener) -> process.call(() -> event.accept(listener, this)));
	}

	@Override
	public List<WorkerProcess> processes() {
		return List.copyOf(this.processes);
	}

	List<NettyProcess> nettyProcesses() {
		return this.processes;
	}

	JsonCodec json() {
		return workers().json();
	}

	@Override
	public Collection<Connection> connections() {
		return new ConnectionsView(this.processes);
	}

	@Override
	public @Nullable Connection connection(long id) {
		for (NettyProcess process : this.processes) {
			Connection connection = process.open().get(id);
			if (connection != null) {
				return connection;
			}
		}
		return null;
	}

	@Override
	public void broadcast(Object message, Predicate<Connection> filter) {
		send(message, false, filter);
	}

	@Override
	public CompletionStage<Delivery> send(Object message, boolean raw, Predicate<Connection> filter) {
		return Broadcast.toAll(this.processes, message, raw, filter);
	}

	@Override
	public CompletionStage<Delivery> send(Object message, boolean raw, Collection<Connection> targets) {
		return Broadcast.to(this, targets, message, raw);
	}

	@Override
	public SendResult sendTo(SocketAddress target, Object message) {
		Listener listener = this.lifecycle.listener();
		return (listener != null) ? listener.sendTo(target, message) : Listener.notSent(this);
	}

	@Override
	public void sendToProcesses(Object message) {
		NettyProcess source = this.processes.stream()
			.filter(NettyProcess::inProcess)
			.findFirst()
			.orElseGet(NettyProcess::current);
		this.processes.stream()
			.filter((process) -> process != source)
			.forEach((process) -> process.take(new PipeMessage(source, message)));
	}

	@Override
	public boolean isClient(Connection connection) {
		return connection instanceof StreamConnection stream && Broadcast.isReached(stream);
	}

	@Override
	public Statistics statistics() {
		return this.processes.stream().map(NettyProcess::statistics).reduce(Statistics.NONE, Statistics::plus);
	}

	/**
	 * The class loader of the application.
	 */
	@Nullable ClassLoader classLoader() {
		return this.classLoader;
	}

	/**
	 * Whether callbacks run off the event loop unless they say otherwise.
	 */
	boolean isOffLoop() {
		return this.offLoop;
	}

	HandlerThreads handlerThreads() {
		return this.handlerThreads;
	}

	Admission admission() {
		return this.admission;
	}

	/**
	 * What is done about silent clients.
	 */
	Guards.Heartbeat heartbeat() {
		Guards.Heartbeat own = this.options.guards().heartbeat();
		Listener listener = this.lifecycle.listener();
		return (own != null) ? own : (listener != null) ? listener.heartbeat() : Guards.Heartbeat.NONE;
	}

	@Nullable ServerTls tls() {
		return this.tls;
	}

	@Override
	public Map<String, Long> rejections() {
		Map<String, Long> rejections = this.admission.rejections();
		if (this.tls != null) {
			rejections.put("tls-handshake", this.tls.failures());
		}
		if (this.options.dispatch().executor() != null) {
			rejections.put("executor", this.handlerThreads.refusals());
		}
		return rejections;
	}

	/**
	 * Counts that a limit was enforced. For any thread.
	 */
	void rejected(Reason limit) {
		this.admission.rejected(limit);
	}

	@Override
	public void bind(CallbackSource source) {
		this.sources.add(source);
		if (state() != State.STOPPED) {
			this.processes.forEach((process) -> process.bindLater(source));
		}
	}

	/**
	 * The parsed address.
	 * @return the address, or {@code null} if the worker has none or a malformed one
	 */
	@Nullable ListenAddress configuredAddress() {
		String address = this.options.address();
		try {
			return (address != null) ? ListenAddress.parse(address) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	WorkerLifecycle lifecycle() {
		return this.lifecycle;
	}

	@Override
	public State state() {
		return this.lifecycle.state();
	}

	@Override
	public void start() {
		this.lifecycle.start();
	}

	@Override
	public void stop() {
		this.lifecycle.stop();
	}

	@Override
	public CompletionStage<Void> reload() {
		if (this.tls != null) {
			this.tls.renew();
		}
		return this.lifecycle.reload().start();
	}

	@Override
	public void pauseAccept() {
		this.lifecycle.pauseAccept();
	}

	@Override
	public void resumeAccept() {
		this.lifecycle.resumeAccept();
	}

	@Override
	public String toString() {
		return "Worker[name=%s, address=%s, state=%s]".formatted(name(), address(), state());
	}

}
