package io.workerman.engine.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.SendResult;

/**
 * What connections and senders of datagrams have in common: identity, addresses,
 * attributes and callbacks.
 */
abstract class NettyConnection implements Connection {

	private static final AtomicLong IDS = new AtomicLong();

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<NettyConnection, @Nullable Map> ATTRIBUTES = AtomicReferenceFieldUpdater
		.newUpdater(NettyConnection.class, Map.class, "attributes");

	private final long id = IDS.incrementAndGet();

	private volatile @Nullable NettyProcess process;

	private final long opened = System.currentTimeMillis();

	private volatile @Nullable Map<String, Object> attributes;

	private volatile boolean authenticated;

	private volatile @Nullable Principal principal;

	private volatile boolean exempt;

	private volatile @Nullable NettyTimers timers;

	private volatile Callbacks inherited;

	private volatile Callbacks own = Callbacks.NONE;

	private volatile @Nullable MessageHandler messageHandler;

	NettyConnection(NettyProcess process) {
		this.process = process;
		this.inherited = process.callbacks();
		this.messageHandler = this.inherited.message();
	}

	/**
	 * Create a connection that belongs to no process yet.
	 */
	NettyConnection() {
		this.inherited = Callbacks.NONE;
	}

	@Override
	public final long id() {
		return this.id;
	}

	@Override
	public final NettyWorker worker() {
		return process().worker();
	}

	@Override
	public final NettyProcess process() {
		NettyProcess process = this.process;
		if (process == null) {
			throw new IllegalStateException(this + " belongs to no process yet: connect it on one");
		}
		return process;
	}

	final @Nullable NettyProcess processOrNull() {
		return this.process;
	}

	final void belongTo(NettyProcess process) {
		boolean before = this.process != null;
		this.process = process;
		if (!before) {
			this.own = process.bound().inContext(this.own);
			inherit(this.inherited);
		}
	}

	@Override
	public String remoteIp() {
		return ip(remoteAddress());
	}

	@Override
	public int remotePort() {
		return port(remoteAddress());
	}

	@Override
	public String localIp() {
		return ip(localAddress());
	}

	@Override
	public int localPort() {
		return port(localAddress());
	}

	private static String ip(SocketAddress address) {
		if (!(address instanceof InetSocketAddress inet)) {
			return "";
		}
		return (inet.getAddress() != null) ? NetUtil.toAddressString(inet.getAddress()) : inet.getHostString();
	}

	private static int port(SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? inet.getPort() : 0;
	}

	@Override
	public boolean isEstablished() {
		return status() == Status.ESTABLISHED && hasOpened();
	}

	@Override
	public boolean hasOpened() {
		return false;
	}

	@Override
	public final SendResult sendAndWait(Object message, Duration timeout) throws InterruptedException {
		if (NettyProcess.current() != null) {
			throw new IllegalStateException("sendAndWait would block %s: use sendAsync, or call it on another thread"
				.formatted(Thread.currentThread().getName()));
		}
		try {
			return sendAsync(message).toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return SendResult.QUEUED;
		}
		catch (ExecutionException ex) {
			return SendResult.FAILED;
		}
	}

	@Override
	public SendResult ping(byte[] payload) {
		return send(protocol().ping(payload));
	}

	@Override
	public SendResult pong(byte[] payload) {
		return send(protocol().pong(payload));
	}

	@Override
	public final Map<String, Object> attributes() {
		Map<String, Object> attributes = this.attributes;
		if (attributes != null) {
			return attributes;
		}
		Map<String, Object> made = new ConcurrentHashMap<>(4);
		if (ATTRIBUTES.compareAndSet(this, null, made)) {
			return made;
		}
		Map<String, Object> others = this.attributes;
		return (others != null) ? others : made;
	}

	@Override
	public final NettyTimers timers() {
		NettyTimers timers = this.timers;
		return (timers != null) ? timers : makeTimers();
	}

	private synchronized NettyTimers makeTimers() {
		NettyTimers timers = this.timers;
		if (timers == null) {
			timers = new NettyTimers(process(), this);
			this.timers = timers;
			if (status() == Status.CLOSED) {
				timers.end();
			}
		}
		return timers;
	}

	/**
	 * How many timers run again and again. For any thread.
	 */
	final long persistentTimers() {
		NettyTimers timers = this.timers;
		return (timers != null) ? timers.persistent() : 0;
	}

	final void delTimers() {
		NettyTimers timers = this.timers;
		if (timers != null) {
			timers.delAll();
		}
	}

	/**
	 * The connection has closed.
	 */
	final synchronized void endTimers() {
		NettyTimers timers = this.timers;
		if (timers != null) {
			timers.end();
		}
	}

	@Override
	public void authenticated() {
		this.authenticated = true;
	}

	@Override
	public final boolean isAuthenticated() {
		return this.authenticated;
	}

	@Override
	public final @Nullable Principal principal() {
		Principal principal = this.principal;
		return (principal != null) ? principal : certified();
	}

	@Override
	public final void principal(@Nullable Principal principal) {
		this.principal = principal;
	}

	/**
	 * Whom the certificate of the peer names. For any thread.
	 */
	@Nullable Principal certified() {
		return null;
	}

	@Override
	public final void protect(boolean exempt) {
		this.exempt = exempt;
	}

	final boolean isExempt() {
		return this.exempt;
	}

	@Override
	public final Instant openedAt() {
		return Instant.ofEpochMilli(this.opened);
	}

	/**
	 * Gives the connection the callbacks of its worker anew. Those that were set on the
	 * connection itself stay.
	 */
	void renew(Callbacks callbacks) {
		inherit(callbacks);
	}

	final void inherit(Callbacks callbacks) {
		this.inherited = callbacks;
		MessageHandler own = this.own.message();
		this.messageHandler = (own != null) ? own : callbacks.message();
	}

	final void forgetCallbacks() {
		endTimers();
		this.own = Callbacks.NONE;
		inherit(Callbacks.NONE);
	}

	final @Nullable MessageHandler messageHandler() {
		return this.messageHandler;
	}

	/**
	 * How the application sees texts, or binary payloads.
	 */
	final PayloadView view(boolean text) {
		MessageHandler handler = this.messageHandler;
		if (handler == null) {
			return PayloadView.NATIVE;
		}
		return text ? handler.textView() : handler.binaryView();
	}

	/**
	 * A connection that has closed has let go of its callbacks; then those of the worker
	 * hear what a callback threw.
	 */
	final List<Callbacks.OnFailure> failureCallbacks() {
		List<Callbacks.OnFailure> own = callbacks(Callbacks::failure);
		boolean forgotten = own.isEmpty() && !(this instanceof DialledConnection);
		return forgotten ? process().callbacks().failure() : own;
	}

	final <T> List<T> callbacks(Function<Callbacks, List<T>> kind) {
		List<T> own = kind.apply(this.own);
		return own.isEmpty() ? kind.apply(this.inherited) : own;
	}

	final Connection override(Callbacks callbacks) {
		NettyProcess process = this.process;
		Callbacks more = (process != null) ? process.bound().inContext(callbacks) : callbacks;
		this.own = more.orElse(this.own);
		inherit(this.inherited);
		return this;
	}

	@Override
	public Connection onWebSocketConnect(Callbacks.OnHandshake callback) {
		return override(new CallbacksBuilder().handshake(callback).build());
	}

	@Override
	public Connection onWebSocketConnected(Callbacks.OnConnection callback) {
		return override(new CallbacksBuilder().webSocketConnected(callback).build());
	}

	@Override
	public Connection onWebSocketPing(Callbacks.OnControl callback) {
		return override(new CallbacksBuilder().webSocketPing(callback).build());
	}

	@Override
	public Connection onWebSocketPong(Callbacks.OnControl callback) {
		return override(new CallbacksBuilder().webSocketPong(callback).build());
	}

	@Override
	public Connection onWebSocketClose(Callbacks.OnClose callback) {
		return override(new CallbacksBuilder().webSocketClose(callback).build());
	}

	@Override
	public Connection onMessage(MessageHandler handler) {
		return override(new CallbacksBuilder().message(handler).build());
	}

	@Override
	public Connection onClose(Callbacks.OnClose callback) {
		return override(new CallbacksBuilder().close(callback).build());
	}

	@Override
	public Connection onError(Callbacks.OnError callback) {
		return override(new CallbacksBuilder().error(callback).build());
	}

	@Override
	public Connection onFailure(Callbacks.OnFailure callback) {
		return override(new CallbacksBuilder().failure(callback).build());
	}

	@Override
	public Connection onBufferFull(Callbacks.OnConnection callback) {
		return override(new CallbacksBuilder().bufferFull(callback).build());
	}

	@Override
	public Connection onBufferDrain(Callbacks.OnConnection callback) {
		return override(new CallbacksBuilder().bufferDrain(callback).build());
	}

	@Override
	public String toString() {
		return "Connection[id=%d, worker=%s, remoteAddress=%s]".formatted(this.id, worker().name(), remoteAddress());
	}

}
