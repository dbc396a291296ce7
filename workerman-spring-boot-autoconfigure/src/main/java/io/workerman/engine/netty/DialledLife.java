package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.netty.dial.Backoff;
import io.workerman.engine.netty.dial.Dial;
import io.workerman.engine.netty.tls.ClientTls;

/**
 * How a connection that dials out is made, ends, and is made again. All methods run on
 * the process unless they say otherwise, or before there is one.
 */
final class DialledLife {

	private static final Logger logger = LoggerFactory.getLogger(DialledLife.class);

	private final DialledConnection connection;

	private final ClientOptions options;

	private final Backoff backoff;

	private final ClientTls.@Nullable Source tls;

	private volatile HeldSends held;

	private volatile Phase phase = Phase.INITIAL;

	/**
	 * How to close as soon as the connection is up.
	 */
	private volatile @Nullable Consumer<ConnectionLife> leaving;

	/**
	 * Whether the application has not closed the connection.
	 */
	private volatile boolean wanted = true;

	private @Nullable Duration again;

	private @Nullable Dial dial;

	private @Nullable Future<?> timer;

	DialledLife(DialledConnection connection, ClientOptions options) {
		this.connection = connection;
		this.options = options;
		this.backoff = new Backoff(options.reconnect());
		this.tls = (options.tls() != null) ? new ClientTls.Source(options.tls()) : null;
		this.held = new HeldSends(connection, options.maxSendBufferSize());
	}

	/**
	 * What has been sent and has no socket yet. For any thread.
	 */
	HeldSends held() {
		return this.held;
	}

	/**
	 * Where the connection stands while it has no socket. For any thread.
	 */
	Status status() {
		if (this.phase == Phase.CLOSED) {
			return Status.CLOSED;
		}
		return isLeaving() ? Status.CLOSING : Status.CONNECTING;
	}

	/**
	 * Whether the connection closes as soon as it is up. For any thread.
	 */
	boolean isLeaving() {
		return this.leaving != null;
	}

	/**
	 * The application has closed the connection. For any thread.
	 */
	void unwanted() {
		this.wanted = false;
	}

	void connect() {
		this.backoff.reset();
		reconnect(Duration.ZERO);
	}

	void reconnect(Duration delay) {
		Link link = this.connection.linkOrNull();
		if (this.phase == Phase.UP && link != null && link.life().status() != Status.ESTABLISHED) {
			this.again = delay;
		}
		else if (this.phase != Phase.UP && this.phase != Phase.DIALLING) {
			dialAfter(delay);
		}
	}

	void cancelReconnect() {
		this.wanted = false;
		this.again = null;
		if (this.phase == Phase.WAITING) {
			discard();
		}
	}

	private void dialAfter(Duration delay) {
		if (delay.isZero()) {
			dial();
			return;
		}
		if (begin(Phase.WAITING)) {
			this.timer = loop().schedule(this::dial, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private EventLoop loop() {
		return this.connection.process().loop();
	}

	/**
	 * Begins an attempt, or the wait for one, if the worker runs.
	 */
	private boolean begin(Phase next) {
		cancelTimer();
		NettyProcess process = this.connection.process();
		if (process.isStopping()) {
			discard();
			return false;
		}
		this.wanted = true;
		this.again = null;
		if (this.phase == Phase.CLOSED) {
			this.leaving = null;
			this.held = new HeldSends(this.connection, this.connection.maxSendBufferSize());
			this.connection.link(null);
		}
		this.phase = next;
		process.departures().dialling().add(this.connection);
		return true;
	}

	private void dial() {
		if (!begin(Phase.DIALLING)) {
			return;
		}
		this.held.report();
		NettyProcess process = this.connection.process();
		try {
			Dial dial = new Dial(this.options, process.worker().workers().sockets(process.worker()), loop(),
					(this.tls != null) ? this.tls.get() : null, () -> new StreamHandler(process, this::attach),
					this::failed);
			this.dial = dial;
			dial.start();
		}
		catch (SSLException ex) {
			failed("connect %s fail: %s".formatted(this.options.address().authority(), ex.getMessage()));
		}
	}

	private Link attach(Channel channel) {
		return new Link(this.connection, channel, this.connection.protocol(), this.held.occupancy(),
				this.connection.maxPackageSize());
	}

	/**
	 * The attempt to connect has failed.
	 */
	private void failed(String message) {
		this.dial = null;
		finish(CloseReason.network(message), message);
	}

	private void finish(CloseReason reason, @Nullable String error) {
		this.phase = Phase.CLOSED;
		this.connection.process().departures().dialling().remove(this.connection);
		this.held.discard();
		if (error != null) {
			this.connection.error(Connection.CONNECT_FAILED, error);
		}
		this.connection.closed(reason);
		closed();
	}

	/**
	 * The connection has a socket.
	 */
	void opened(Link link) {
		NettyProcess process = this.connection.process();
		process.departures().dialling().remove(this.connection);
		this.phase = Phase.UP;
		SendBuffer sends = link.sendBuffer();
		boolean handshake = sends.isCorked();
		process.burst().during(() -> {
			sends.hold(true);
			this.connection.link(link);
			this.held.handOver(sends);
			if (!handshake) {
				sends.uncork();
			}
			link.dispatch().connected(() -> {
				if (link.isOpen()) {
					link.codec().connected();
				}
			});
		});
		if (!handshake) {
			established(link);
		}
		else if (this.dial != null) {
			long left = this.dial.remaining().toNanos();
			loop().schedule(() -> checkHandshake(link), left, TimeUnit.NANOSECONDS);
		}
		this.dial = null;
	}

	private void checkHandshake(Link link) {
		if (link.isOpen() && !link.codec().isEstablished()) {
			link.lost(CloseReason
				.network("The handshake took longer than %d ms".formatted(this.options.connectTimeout().toMillis())));
		}
	}

	/**
	 * The handshake of the protocol is over.
	 */
	void established(Link link) {
		this.backoff.connected(System.nanoTime());
		Consumer<ConnectionLife> leaving = this.leaving;
		this.leaving = null;
		if (leaving != null) {
			leaving.accept(link.life());
		}
	}

	/**
	 * The socket is about to close.
	 */
	void removed(Link link, CloseReason reason) {
		this.phase = Phase.CLOSED;
		boolean failed = this.wanted && !this.connection.process().isStopping();
		if (failed && !link.codec().isEstablished()) {
			this.connection.error(Connection.CONNECT_FAILED, reason.reason());
		}
	}

	/**
	 * The application has been told that the connection is closed.
	 */
	void closed() {
		NettyProcess process = this.connection.process();
		if (this.phase != Phase.CLOSED || process.isStopping()) {
			return;
		}
		this.leaving = null;
		Duration again = this.again;
		if (again != null) {
			dialAfter(again);
			return;
		}
		if (!this.wanted) {
			return;
		}
		Duration delay = this.backoff.next(System.nanoTime());
		if (delay != null) {
			dialAfter(delay);
		}
		else if (this.backoff.isExhausted()) {
			logger.warn("Worker '{}' gives up {}: {} attempts to connect have failed", process.worker().name(),
					this.connection, this.backoff.attempts());
		}
	}

	/**
	 * Closes a connection that is not up: when it is, if there is something to send, and
	 * otherwise at once.
	 */
	void leave(@Nullable Object last, CloseReason reason, BiConsumer<ConnectionLife, CloseReason> way) {
		if (isLeaving() || (this.phase != Phase.DIALLING && this.phase != Phase.UP)) {
			abandon(reason);
			return;
		}
		if (last != null) {
			this.connection.send(last);
		}
		if (this.connection.sendBufferSize() == 0) {
			abandon(reason);
			return;
		}
		this.held.refuse();
		this.leaving = (life) -> way.accept(life, reason);
	}

	/**
	 * Gives up a connection that is not up.
	 */
	void abandon(CloseReason reason) {
		cancelTimer();
		Phase phase = this.phase;
		if (phase == Phase.UP) {
			this.connection.link().life().closed(reason);
		}
		else if (phase == Phase.DIALLING) {
			if (this.dial != null) {
				this.dial.cancel();
				this.dial = null;
			}
			finish(reason, null);
		}
		else {
			discard();
		}
	}

	private void discard() {
		cancelTimer();
		this.phase = Phase.CLOSED;
		this.held.discard();
		NettyProcess process = this.connection.processOrNull();
		if (process != null) {
			process.departures().dialling().remove(this.connection);
		}
	}

	/**
	 * The worker stops.
	 */
	void stop() {
		abandon(CloseReason.server(CloseReason.GOING_AWAY, "The server is stopping"));
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	/**
	 * Where the connection stands. It is up when it has a socket, although the handshake
	 * of the protocol may be under way.
	 */
	private enum Phase {

		INITIAL, WAITING, DIALLING, UP, CLOSED

	}

}
