package io.workerman.engine.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.SendResult;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.netty.protocol.BuiltInProtocols;

/**
 * A connection that dials out, as the application sees it. It has a socket from the time
 * it is up until it is connected again; what happens without one is the matter of its
 * {@link DialledLife}.
 */
final class DialledConnection extends StreamConnection implements AsyncTcpConnection {

	private static final CloseReason NORMAL = CloseReason.server(CloseReason.NORMAL, "");

	private final ClientOptions options;

	private final DialledLife life;

	private volatile @Nullable ConnectionProtocol protocol;

	private volatile int maxPackageSize;

	private volatile boolean paused;

	DialledConnection(ClientOptions options) {
		this.options = options;
		this.protocol = options.knownProtocol();
		this.maxPackageSize = options.maxPackageSize();
		this.life = new DialledLife(this, options);
		if (NettyProcess.current() != null) {
			protocol();
		}
	}

	@Override
	public void connect() {
		NettyProcess process = NettyProcess.current();
		NettyProcess own = processOrNull();
		if (process == null || (own != null && own != process)) {
			String place = (own != null) ? "on " + own.threadName() : "on a process";
			throw new IllegalStateException(
					"%s must be connected %s, not on %s: use process.execute(connection::connect)".formatted(this,
							place, Thread.currentThread().getName()));
		}
		belongTo(process);
		protocol();
		this.life.connect();
	}

	@Override
	public void reconnect(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay: %s (expected: >= 0)".formatted(delay));
		}
		NettyProcess process = ownOrCurrentProcess();
		if (process == null) {
			throw new IllegalStateException(this + " belongs to no process yet: connect it on one");
		}
		belongTo(process);
		run(() -> this.life.reconnect(delay));
	}

	private @Nullable NettyProcess ownOrCurrentProcess() {
		NettyProcess own = processOrNull();
		return (own != null) ? own : NettyProcess.current();
	}

	@Override
	public void cancelReconnect() {
		run(this.life::cancelReconnect);
	}

	/**
	 * Runs something on the process, or at once while there is none.
	 */
	private void run(Runnable work) {
		NettyProcess process = processOrNull();
		if (process == null || process.inProcess() || !process.isStarted()) {
			work.run();
		}
		else {
			process.handOver(work);
		}
	}

	@Override
	public String remoteHost() {
		return this.options.address().host();
	}

	@Override
	public String remoteUri() {
		return this.options.address().uri();
	}

	@Override
	public AsyncTcpConnection onConnect(Callbacks.OnConnection callback) {
		override(new CallbacksBuilder().connect(callback).build());
		return this;
	}

	@Override
	public AsyncTcpConnection onWebSocketConnect(Callbacks.OnHandshake callback) {
		override(new CallbacksBuilder().handshake(callback).build());
		return this;
	}

	@Override
	public void callbacks(Callbacks callbacks) {
		inherit(callbacks);
	}

	/**
	 * The callbacks of the worker are not those of its clients.
	 */
	@Override
	void renew(Callbacks callbacks) {
	}

	@Override
	boolean isAccepted() {
		return false;
	}

	void error(int code, String message) {
		process().failures()
			.call(this, callbacks(Callbacks::error),
					(callback, connection) -> callback.call(connection, code, message));
	}

	/**
	 * Tells that there is no connection, which never had a socket.
	 */
	void closed(CloseReason reason) {
		process().failures()
			.call(this, callbacks(Callbacks::close), (callback, connection) -> callback.call(connection, reason));
	}

	@Override
	void opened(Link link) {
		link.receiveBuffer().pause(this.paused);
		this.life.opened(link);
	}

	@Override
	void established(Link link) {
		this.life.established(link);
	}

	@Override
	void removed(Link link, CloseReason reason) {
		this.life.removed(link, reason);
	}

	@Override
	void closed(Link link) {
		this.life.closed();
	}

	/**
	 * The worker stops.
	 */
	void stop() {
		this.life.stop();
	}

	@Override
	public Status status() {
		Link link = linkOrNull();
		return (link != null && !this.life.isLeaving()) ? super.status() : this.life.status();
	}

	@Override
	public SocketAddress remoteAddress() {
		Link link = linkOrNull();
		if (link != null) {
			return link.remoteAddress();
		}
		return this.options.address().isUnix() ? UnixDomainSocketAddress.of(remoteHost())
				: InetSocketAddress.createUnresolved(remoteHost(), this.options.address().port());
	}

	@Override
	public SocketAddress localAddress() {
		Link link = linkOrNull();
		if (link != null) {
			return link.localAddress();
		}
		InetSocketAddress configured = this.options.localAddress();
		return (configured != null) ? configured : new InetSocketAddress(0);
	}

	@Override
	public SendResult send(Object message, boolean raw) {
		return send(message, raw, null);
	}

	@Override
	public CompletionStage<SendResult> sendAsync(Object message) {
		CompletableFuture<SendResult> stage = new CompletableFuture<>();
		if (send(message, false, stage) == SendResult.FAILED) {
			stage.complete(SendResult.FAILED);
		}
		return stage;
	}

	private SendResult send(Object message, boolean raw, @Nullable CompletableFuture<SendResult> stage) {
		if (this.life.isLeaving()) {
			return SendResult.FAILED;
		}
		SendResult held = null;
		while (held == null) {
			Link link = linkOrNull();
			if (link != null) {
				return send(link, message, raw, stage);
			}
			held = hold(message, raw, stage);
		}
		return held;
	}

	private static SendResult send(Link link, Object message, boolean raw,
			@Nullable CompletableFuture<SendResult> stage) {
		if (stage == null) {
			return link.send(message, raw);
		}
		link.send(message, stage);
		return SendResult.QUEUED;
	}

	private @Nullable SendResult hold(Object message, boolean raw, @Nullable CompletableFuture<SendResult> stage) {
		HeldSends held = this.life.held();
		SendResult result = held.send(message, raw, stage);
		if (result != null && held.occupancy().isFull() && processOrNull() != null) {
			run(held::report);
		}
		return result;
	}

	@Override
	public void close(@Nullable Object last) {
		close(() -> super.close(last), () -> this.life.leave(last, NORMAL, ConnectionLife::close));
	}

	@Override
	public void close(int code, String reason) {
		close(() -> super.close(code, reason),
				() -> this.life.leave(null, CloseReason.server(code, reason), ConnectionLife::close));
	}

	@Override
	public void end(@Nullable Object last) {
		close(() -> super.end(last), () -> this.life.leave(last, NORMAL, ConnectionLife::end));
	}

	@Override
	public void destroy() {
		close(super::destroy, () -> this.life.abandon(NORMAL));
	}

	private void close(Runnable withPeer, Runnable without) {
		this.life.unwanted();
		if (hasPeer()) {
			withPeer.run();
		}
		else {
			run(without);
		}
	}

	/**
	 * Whether there is somebody to say goodbye to: the connection is up, and so is its
	 * protocol.
	 */
	private boolean hasPeer() {
		Link link = linkOrNull();
		return link != null && !link.sendBuffer().isCorked() && link.life().status() != Status.CLOSED;
	}

	@Override
	public void pauseRecv() {
		this.paused = true;
		if (linkOrNull() != null) {
			super.pauseRecv();
		}
	}

	@Override
	public void resumeRecv() {
		this.paused = false;
		if (linkOrNull() != null) {
			super.resumeRecv();
		}
	}

	@Override
	public ConnectionProtocol protocol() {
		Link link = linkOrNull();
		ConnectionProtocol protocol = (link != null) ? link.protocol() : this.protocol;
		if (protocol == null) {
			NettyProcess process = ownOrCurrentProcess();
			protocol = BuiltInProtocols.forClient(this.options.address().scheme(),
					(process != null) ? process.worker().workers().options() : null);
			this.protocol = protocol;
		}
		return protocol;
	}

	@Override
	public void protocol(ConnectionProtocol protocol) {
		Link link = linkOrNull();
		if (link != null && link.isOpen()) {
			super.protocol(protocol);
		}
		else {
			this.protocol = protocol;
		}
	}

	@Override
	public int maxSendBufferSize() {
		return this.life.held().occupancy().limit();
	}

	@Override
	public void maxSendBufferSize(int bytes) {
		this.life.held().occupancy().limit(positive(bytes, "maxSendBufferSize"));
	}

	@Override
	public int maxPackageSize() {
		return this.maxPackageSize;
	}

	@Override
	public void maxPackageSize(int bytes) {
		this.maxPackageSize = positive(bytes, "maxPackageSize");
		Link link = linkOrNull();
		if (link != null) {
			link.maxPackageSize(bytes);
		}
	}

	@Override
	public long sendBufferSize() {
		return (linkOrNull() != null) ? super.sendBufferSize() : this.life.held().occupancy().waiting();
	}

	@Override
	public long receiveBufferSize() {
		return (linkOrNull() != null) ? super.receiveBufferSize() : 0;
	}

	@Override
	public long bytesRead() {
		return (linkOrNull() != null) ? super.bytesRead() : 0;
	}

	@Override
	public long bytesWritten() {
		return (linkOrNull() != null) ? super.bytesWritten() : 0;
	}

	@Override
	public String toString() {
		return "AsyncTcpConnection[id=%d, address=%s]".formatted(id(), this.options.address());
	}

}
