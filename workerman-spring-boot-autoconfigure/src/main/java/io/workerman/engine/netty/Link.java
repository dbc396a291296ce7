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

/**
 * The socket of a connection with its codec and buffers. All methods run on the process
 * unless they say otherwise.
 */
final class Link {

	private final StreamConnection connection;

	private final Channel channel;

	private final SendBuffer sendBuffer;

	private final ForeignSends foreignSends;

	private final ReceiveBuffer receiveBuffer;

	private final ConnectionLife life;

	private final Dispatch dispatch;

	private final SocketAddress remoteAddress;

	private final SocketAddress localAddress;

	private final Counter bytesRead = new Counter();

	private final Counter bytesWritten = new Counter();

	private volatile ConnectionProtocol protocol;

	private volatile ConnectionCodec codec;

	private volatile int maxPackageSize;

	private boolean reading = true;

	Link(StreamConnection connection, Channel channel, ConnectionProtocol protocol) {
		this.connection = connection;
		this.channel = channel;
		this.remoteAddress = channel.remoteAddress();
		this.localAddress = channel.localAddress();
		this.maxPackageSize = connection.worker().options().maxPackageSize();
		this.sendBuffer = new SendBuffer(this, channel, connection.worker().options().maxSendBufferSize());
		this.foreignSends = new ForeignSends(this, channel);
		this.receiveBuffer = new ReceiveBuffer(this);
		this.dispatch = new Dispatch(this);
		this.life = new ConnectionLife(this, channel, this.sendBuffer);
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
	}

	StreamConnection connection() {
		return this.connection;
	}

	NettyProcess process() {
		return this.connection.process();
	}

	NettyWorker worker() {
		return this.connection.worker();
	}

	SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	SocketAddress localAddress() {
		return this.localAddress;
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
		return this.foreignSends;
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

	void protocol(ConnectionProtocol protocol) {
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
	}

	int maxPackageSize() {
		return this.maxPackageSize;
	}

	void maxPackageSize(int bytes) {
		this.maxPackageSize = bytes;
	}

	long bytesRead() {
		return this.bytesRead.get();
	}

	long bytesWritten() {
		return this.bytesWritten.get();
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
			return this.foreignSends.send(message, raw, null);
		}
		return isOpen() ? this.sendBuffer.send(message, raw) : SendResult.FAILED;
	}

	/**
	 * Sends a message and completes the stage when it has left. For any thread.
	 */
	void send(Object message, CompletableFuture<SendResult> stage) {
		boolean here = process().inProcess();
		SendResult result = here ? send(message, false) : this.foreignSends.send(message, false, stage);
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
		return OutgoingBuffer.encode(message, false, this.codec, this.channel.alloc()).bytes();
	}

	/**
	 * Sends to many connections what was encoded once.
	 */
	void sendShared(ByteBuf shared) {
		if (isOpen()) {
			this.sendBuffer.sendShared(shared);
		}
	}

	void opened() {
		process().counters().opened.add(1);
		process().open().put(this.connection.id(), this.connection);
		Deadlines.watch(this);
		this.dispatch.connected();
	}

	void received(ByteBuf in) {
		int size = in.readableBytes();
		this.bytesRead.add(size);
		process().counters().bytesReceived.add(size);
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
	}

	/**
	 * Whether nothing that was received waits for its answer. A stream that has begun is
	 * an answer, however long it takes.
	 */
	boolean isAnswered() {
		return this.dispatch.isIdle() && (!this.codec.isWaiting() || this.codec.isEstablished());
	}

	void read(boolean read) {
		if (this.reading != read && this.channel.isOpen()) {
			this.reading = read;
			this.channel.config().setAutoRead(read);
		}
	}

	void wrote(long size) {
		this.bytesWritten.add(size);
		process().counters().bytesSent.add(size);
	}

	/**
	 * The message that was sent is the last one.
	 */
	void lastSent() {
		this.life.end(CloseReason.server(CloseReason.NORMAL, ""));
	}

	SendResult sendRejected() {
		process().counters().sendFailures.increment();
		this.dispatch.error(Connection.SEND_FAILED, "send buffer full and drop package");
		return SendResult.FAILED;
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
		if (this.receiveBuffer.size() > 0) {
			this.receiveBuffer.decode();
		}
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
		process().counters().closed(reason.initiator());
	}

	void closed(CloseReason reason) {
		this.sendBuffer.close();
		this.receiveBuffer.close();
		boolean told = this.dispatch.closed(reason);
		this.codec.closed();
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
		this.connection.forgetCallbacks();
		process().departures().left(this);
	}

}
