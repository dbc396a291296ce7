package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.admission.Endpoints;
import io.workerman.engine.netty.flow.Occupancy;
import io.workerman.engine.netty.flow.Traffic;
import io.workerman.engine.netty.tls.Secured;
import io.workerman.engine.netty.tls.TlsGuard;

/**
 * The socket of a connection with its codec and buffers. All methods run on the process
 * unless they say otherwise.
 */
final class Link {

	private final StreamConnection connection;

	private final NettyProcess process;

	private final Channel channel;

	private final SendBuffer sendBuffer;

	private volatile @Nullable ForeignSends foreignSends;

	private final ReceiveBuffer receiveBuffer;

	private final ConnectionLife life;

	private final Dispatch dispatch;

	/**
	 * The ends that a proxy has told, instead of those of the socket.
	 */
	private volatile @Nullable Endpoints told;

	private final Traffic traffic = new Traffic();

	private volatile ConnectionProtocol protocol;

	private volatile ConnectionCodec codec;

	private volatile int maxPackageSize;

	private boolean reading = true;

	private volatile @Nullable Secured secured;

	Link(StreamConnection connection, Channel channel, ConnectionProtocol protocol) {
		this(connection, channel, protocol, new Occupancy(connection.worker().options().maxSendBufferSize(),
				connection.worker().workers().sendBudget()), connection.worker().options().maxPackageSize());
	}

	Link(StreamConnection connection, Channel channel, ConnectionProtocol protocol, Occupancy occupancy,
			int maxPackageSize) {
		this.connection = connection;
		this.process = connection.process();
		this.channel = channel;
		this.told = Endpoints.told(channel);
		this.maxPackageSize = maxPackageSize;
		this.sendBuffer = new SendBuffer(this, occupancy);
		this.receiveBuffer = new ReceiveBuffer(this);
		this.dispatch = new Dispatch(this);
		this.life = new ConnectionLife(this, this.sendBuffer);
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
	}

	StreamConnection connection() {
		return this.connection;
	}

	NettyProcess process() {
		return this.process;
	}

	NettyWorker worker() {
		return this.process.worker();
	}

	SocketAddress remoteAddress() {
		Endpoints told = this.told;
		return (told != null) ? told.remote() : this.channel.remoteAddress();
	}

	/**
	 * A proxy has told the address of the client.
	 */
	void remoteAddress(SocketAddress client) {
		this.told = new Endpoints(client, localAddress());
	}

	SocketAddress localAddress() {
		Endpoints told = this.told;
		return (told != null) ? told.local() : this.channel.localAddress();
	}

	Channel channel() {
		return this.channel;
	}

	boolean isOpen() {
		return this.life.isOpen();
	}

	Dispatch dispatch() {
		return this.dispatch;
	}

	SendBuffer sendBuffer() {
		return this.sendBuffer;
	}

	ForeignSends foreignSends() {
		ForeignSends sends = this.foreignSends;
		return (sends != null) ? sends : makeForeignSends();
	}

	private synchronized ForeignSends makeForeignSends() {
		ForeignSends sends = this.foreignSends;
		if (sends == null) {
			sends = new ForeignSends(this, this.channel);
			this.foreignSends = sends;
		}
		return sends;
	}

	ReceiveBuffer receiveBuffer() {
		return this.receiveBuffer;
	}

	ConnectionLife life() {
		return this.life;
	}

	ConnectionCodec codec() {
		return this.codec;
	}

	ConnectionProtocol protocol() {
		return this.protocol;
	}

	/**
	 * Speaks another protocol from the next package on.
	 */
	void protocol(ConnectionProtocol protocol) {
		if (this.life.status() == Connection.Status.CLOSED) {
			return;
		}
		ConnectionCodec previous = this.codec;
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
		release(previous);
		this.receiveBuffer.decode();
	}

	/**
	 * Lets another codec of the same protocol go on.
	 */
	void turnTo(ConnectionCodec next) {
		ConnectionCodec previous = this.codec;
		this.codec = next;
		release(previous);
	}

	/**
	 * Releases a codec when the callback that may still use a message of it has returned.
	 */
	private void release(ConnectionCodec codec) {
		if (!handOver(codec::closed)) {
			codec.closed();
		}
	}

	int maxPackageSize() {
		return this.maxPackageSize;
	}

	void maxPackageSize(int bytes) {
		this.maxPackageSize = bytes;
	}

	/**
	 * What the TLS handshake has agreed upon. For any thread.
	 */
	@Nullable Secured secured() {
		return this.secured;
	}

	long bytesRead() {
		return this.traffic.received();
	}

	long bytesWritten() {
		return this.traffic.sent();
	}

	@Nullable MessageHandler messageHandler() {
		return this.connection.messageHandler();
	}

	<T> List<T> callbacks(Function<Callbacks, List<T>> kind) {
		return this.connection.callbacks(kind);
	}

	/**
	 * Lets the process do something for this connection soon. For any thread.
	 * @return whether the process runs
	 */
	boolean handOver(Runnable work) {
		try {
			process().handOver(work);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Sends a message. For any thread.
	 */
	SendResult send(Object message, boolean raw) {
		if (!process().inProcess()) {
			return foreignSends().send(message, raw, null);
		}
		return isOpen() ? this.sendBuffer.send(message, raw) : SendResult.FAILED;
	}

	/**
	 * Sends a message and completes the stage when it has left. For any thread.
	 */
	void send(Object message, CompletableFuture<SendResult> stage) {
		boolean here = process().inProcess();
		SendResult result = here ? send(message, false) : foreignSends().send(message, false, stage);
		if (result != SendResult.QUEUED) {
			stage.complete(result);
		}
		else if (here) {
			this.sendBuffer.whenSent(stage);
		}
	}

	/**
	 * Encodes a message that goes to many connections. For any thread.
	 */
	ByteBuf encode(Object message) {
		ByteBuf bytes = this.channel.alloc().directBuffer(OutgoingBuffer.estimate(message));
		return OutgoingBuffer.encodeAlone(message, false, this.codec, bytes).bytes();
	}

	/**
	 * Sends to many connections what was encoded once.
	 */
	SendResult sendShared(Object message, ByteBuf shared) {
		return isOpen() ? this.sendBuffer.sendShared(message, shared) : SendResult.FAILED;
	}

	void opened() {
		process().open().put(this.connection.id(), this.connection);
		this.connection.opened(this);
	}

	void received(ByteBuf in) {
		int size = in.readableBytes();
		this.traffic.received(size);
		if (this.connection.hasSocket()) {
			process().counters().bytesReceived.add(size);
		}
		if (this.life.isReceiving()) {
			this.receiveBuffer.received(in);
		}
		else {
			in.release();
			this.life.discarded();
		}
	}

	void inputFinished() {
		this.life.inputEnded();
		this.receiveBuffer.finish();
		this.codec.inputEnded();
	}

	/**
	 * Whether nothing that was received waits for its answer. A stream that has begun is
	 * an answer, however long it takes.
	 * @param stopping whether nobody waits for messages that the application has paused
	 */
	boolean isAnswered(boolean stopping) {
		return (stopping ? this.dispatch.isResting() : this.dispatch.isIdle())
				&& (!this.codec.isWaiting() || this.codec.isStreaming());
	}

	/**
	 * Reads or not from now on. A TLS handshake has to be read to its end.
	 */
	void read(boolean read) {
		if (this.reading != read && this.channel.isOpen()) {
			this.reading = read;
			if (read || !TlsGuard.isHandshaking(this.channel)) {
				this.channel.config().setAutoRead(read);
			}
		}
	}

	void secured(Secured secured) {
		this.secured = secured;
		this.channel.config().setAutoRead(this.reading);
	}

	void wrote(long size) {
		this.traffic.sent(size);
		if (this.connection.hasSocket()) {
			process().counters().bytesSent.add(size);
		}
	}

	/**
	 * A message was dropped for want of room.
	 */
	void sendRejected(String refusal) {
		process().counters().sendFailures.increment();
		this.dispatch.error(Connection.SEND_FAILED, refusal);
	}

	void sendBroke(@Nullable Throwable cause) {
		process().counters().sendFailures.increment();
		this.dispatch.error(Connection.SEND_FAILED, "client closed");
		this.life.closed(CloseReason.network((cause != null) ? String.valueOf(cause.getMessage()) : "client closed"));
	}

	void bufferFull() {
		this.dispatch.bufferFull();
	}

	void drained() {
		this.dispatch.drained();
		this.codec.drained();
		this.receiveBuffer.decode();
	}

	void lost(CloseReason reason) {
		this.life.closed(this.life.reasonOr(reason));
	}

	/**
	 * Is no connection of the process any more. It comes before the socket closes, so
	 * that whoever sees that finds the counts right.
	 */
	void removed(CloseReason reason) {
		process().open().remove(this.connection.id());
		this.connection.removed(this, reason);
	}

	void closed(CloseReason reason) {
		this.sendBuffer.close();
		this.receiveBuffer.close();
		boolean told = this.dispatch.closed(reason);
		if (told) {
			left();
		}
		else {
			process().departures().leaving(this);
		}
	}

	/**
	 * The application knows that the connection has closed.
	 */
	void left() {
		release(this.codec);
		this.connection.closed(this);
		process().departures().left(this);
	}

}
