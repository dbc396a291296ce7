package io.workerman.engine.netty;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionInfo;
import io.workerman.engine.ConnectionInfo.Traffic;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.ReceiveBuffer.Cause;
import io.workerman.engine.netty.tls.Secured;

/**
 * A connection over a stream socket, as the application sees it. What happens on the
 * socket is the matter of its {@link Link}.
 */
class StreamConnection extends NettyConnection {

	private volatile @Nullable Link link;

	StreamConnection(NettyProcess process, Channel channel, ConnectionProtocol protocol) {
		super(process);
		this.link = new Link(this, channel, protocol);
	}

	/**
	 * Create a connection that has no socket and no process yet.
	 */
	StreamConnection() {
	}

	/**
	 * The socket, which a connection has while it is open and when it has closed.
	 */
	final Link link() {
		return Objects.requireNonNull(this.link, "The connection has no socket");
	}

	final @Nullable Link linkOrNull() {
		return this.link;
	}

	final void link(@Nullable Link link) {
		this.link = link;
	}

	/**
	 * Whether a client has dialled it. Only such a connection gets what is sent to all of
	 * the worker, and its heartbeats.
	 */
	boolean isAccepted() {
		return true;
	}

	/**
	 * Whether it has a socket of its own, and does not travel on another connection.
	 */
	boolean hasSocket() {
		return true;
	}

	/**
	 * The socket is open.
	 */
	void opened(Link link) {
		process().counters().opened.add(1);
		Deadlines.watch(link);
		link.receiveBuffer().block(Cause.CONFIRM, link.worker().options().intake().delayReceive());
		link.dispatch().connected(() -> {
		});
	}

	/**
	 * The handshake of the protocol is over.
	 */
	void established(Link link) {
	}

	/**
	 * The connection is none any more, which nobody has been told.
	 */
	void removed(Link link, CloseReason reason) {
		process().counters().closed(reason.initiator());
	}

	/**
	 * The application has been told that the connection is closed.
	 */
	void closed(Link link) {
		forgetCallbacks();
	}

	@Override
	public Status status() {
		Link link = link();
		Status status = link.life().status();
		return (status == Status.ESTABLISHED && link.sendBuffer().isCorked()) ? Status.CONNECTING : status;
	}

	@Override
	public SocketAddress remoteAddress() {
		return link().remoteAddress();
	}

	@Override
	public SocketAddress localAddress() {
		return link().localAddress();
	}

	@Override
	public SendResult send(Object message, boolean raw) {
		return link().send(message, raw);
	}

	@Override
	public CompletionStage<SendResult> sendAsync(Object message) {
		CompletableFuture<SendResult> stage = new CompletableFuture<>();
		link().send(message, stage);
		return stage;
	}

	@Override
	public SendResult sendFile(Path file, long offset, long length) {
		FilePart part = FilePart.of(file, offset, length);
		try {
			return (part != null && status() == Status.ESTABLISHED) ? send(part, true) : SendResult.FAILED;
		}
		catch (UncheckedIOException ex) {
			return SendResult.FAILED;
		}
	}

	@Override
	public void confirm() {
		if (linkOrNull() != null) {
			onProcess(() -> link().receiveBuffer().block(Cause.CONFIRM, false));
		}
	}

	@Override
	public boolean hasOpened() {
		Link link = this.link;
		return link != null && link.protocol().isWebSocket() && link.codec().isEstablished();
	}

	@Override
	public ConnectionInfo info() {
		Link link = this.link;
		Instant received = (link != null) ? ago(link.receiveBuffer().lastReceived()) : openedAt();
		Instant sent = (link != null) ? ago(link.sendBuffer().room().lastSent()) : openedAt();
		return ConnectionInfo.of(this, (remoteAddress() instanceof InetSocketAddress) ? "tcp" : "unix", isExempt(),
				new Traffic(openedAt(), received, sent, receiveBufferSize(), sendBufferSize(), bytesRead(),
						bytesWritten()),
				(link != null) ? link.life().reasonOrNull() : null);
	}

	private static Instant ago(long nanoTime) {
		return Instant.now().minusNanos(System.nanoTime() - nanoTime);
	}

	@Override
	public void close() {
		close(null);
	}

	@Override
	public void close(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				link().life().sayLast(last);
			}
			finally {
				leave(CloseReason.server(CloseReason.NORMAL, ""));
			}
		});
	}

	@Override
	public void close(int code, String reason) {
		closeOnProcess(() -> leave(CloseReason.server(code, reason)));
	}

	private void leave(CloseReason reason) {
		if (!link().dispatch().refuse()) {
			link().life().close(reason);
		}
	}

	@Override
	public void end(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				link().life().sayLast(last);
			}
			finally {
				link().life().end(CloseReason.server(CloseReason.NORMAL, ""));
			}
		});
	}

	@Override
	public void destroy() {
		closeOnProcess(() -> link().life().closed(CloseReason.server(CloseReason.NORMAL, "")));
	}

	@Override
	public void pauseRecv() {
		Link link = link();
		link.dispatch().pause(true);
		onProcess(() -> link.receiveBuffer().pause(true));
	}

	@Override
	public void resumeRecv() {
		Link link = link();
		link.dispatch().pause(false);
		onProcess(() -> {
			link.dispatch().proceed();
			link.receiveBuffer().pause(false);
		});
	}

	@Override
	public void pipe(Connection destination) {
		onMessage((connection, message) -> {
			destination.send(message);
			if (isFull(destination)) {
				follow(destination);
			}
		});
		onClose((connection, reason) -> destination.close());
		destination.onBufferFull((connection) -> follow(destination));
		destination.onBufferDrain((connection) -> follow(destination));
	}

	/**
	 * Receives while there is room in the send buffer of another connection. Whether
	 * there is, is looked at on the process: on the way there it may have changed, and
	 * then it will change again.
	 */
	private void follow(Connection destination) {
		Link link = linkOrNull();
		if (link == null || process().inProcess() || !link.handOver(() -> receiveIf(!isFull(destination)))) {
			receiveIf(!isFull(destination));
		}
	}

	private void receiveIf(boolean room) {
		if (room) {
			resumeRecv();
		}
		else {
			pauseRecv();
		}
	}

	private static boolean isFull(Connection connection) {
		return connection.sendBufferSize() >= connection.maxSendBufferSize();
	}

	private void closeOnProcess(Runnable work) {
		if (!process().inProcess()) {
			link().life().requestClose();
		}
		onProcess(work);
	}

	private void onProcess(Runnable work) {
		if (process().inProcess()) {
			work.run();
		}
		else {
			link().handOver(() -> tellFailure(work));
		}
	}

	private void tellFailure(Runnable work) {
		try {
			work.run();
		}
		catch (Throwable ex) {
			process().failed(this, ex);
		}
	}

	@Override
	public ConnectionProtocol protocol() {
		return link().protocol();
	}

	@Override
	public void protocol(ConnectionProtocol protocol) {
		Link link = link();
		onProcess(() -> link.protocol(protocol));
	}

	@Override
	public int maxSendBufferSize() {
		return link().sendBuffer().occupancy().limit();
	}

	@Override
	public void maxSendBufferSize(int bytes) {
		link().sendBuffer().occupancy().limit(positive(bytes, "maxSendBufferSize"));
	}

	@Override
	public int maxPackageSize() {
		return link().maxPackageSize();
	}

	@Override
	public void maxPackageSize(int bytes) {
		link().maxPackageSize(positive(bytes, "maxPackageSize"));
	}

	static int positive(int bytes, String limit) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(limit, bytes));
		}
		return bytes;
	}

	@Override
	public long sendBufferSize() {
		return link().sendBuffer().occupancy().waiting();
	}

	@Override
	public long receiveBufferSize() {
		return (long) link().receiveBuffer().size() + link().codec().bufferedBytes();
	}

	@Override
	public long bytesRead() {
		return link().bytesRead();
	}

	@Override
	public long bytesWritten() {
		return link().bytesWritten();
	}

	@Override
	public @Nullable SSLSession sslSession() {
		Link link = this.link;
		Secured secured = (link != null) ? link.secured() : null;
		return (secured != null) ? secured.session() : null;
	}

	@Override
	@Nullable Principal certified() {
		Link link = this.link;
		Secured secured = (link != null) ? link.secured() : null;
		return (secured != null) ? secured.peer() : null;
	}

	/**
	 * Closes when the messages received have been answered.
	 */
	void drain() {
		link().dispatch().stop();
		link().life().closeWhenAnswered(CloseReason.server(CloseReason.GOING_AWAY, "The server is stopping"));
	}

}
