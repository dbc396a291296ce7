package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.SendResult;

/**
 * A connection over a stream socket.
 */
final class StreamConnection extends NettyConnection {

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

	StreamConnection(NettyProcess process, Channel channel, ConnectionProtocol protocol) {
		super(process);
		this.channel = channel;
		this.remoteAddress = channel.remoteAddress();
		this.localAddress = channel.localAddress();
		this.maxPackageSize = process.worker().options().maxPackageSize();
		this.sendBuffer = new SendBuffer(this, channel, process.worker().options().maxSendBufferSize());
		this.foreignSends = new ForeignSends(this, channel);
		this.receiveBuffer = new ReceiveBuffer(this);
		this.dispatch = new Dispatch(this);
		this.life = new ConnectionLife(this, channel, this.sendBuffer);
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
	}

	@Override
	public Status status() {
		Status status = this.life.status();
		return (status == Status.ESTABLISHED && this.sendBuffer.isCorked()) ? Status.CONNECTING : status;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public SocketAddress localAddress() {
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

	ReceiveBuffer receiveBuffer() {
		return this.receiveBuffer;
	}

	ConnectionLife life() {
		return this.life;
	}

	@Override
	public SendResult send(Object message, boolean raw) {
		if (!process().inProcess()) {
			return this.foreignSends.send(message, raw, null);
		}
		return isOpen() ? this.sendBuffer.send(message, raw) : SendResult.FAILED;
	}

	/**
	 * Lets the process do something for this connection soon.
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

	@Override
	public CompletionStage<SendResult> sendAsync(Object message) {
		CompletableFuture<SendResult> stage = new CompletableFuture<>();
		boolean here = process().inProcess();
		SendResult result = here ? send(message, false) : this.foreignSends.send(message, false, stage);
		if (result != SendResult.QUEUED) {
			stage.complete(result);
		}
		else if (here) {
			this.sendBuffer.whenSent(stage);
		}
		return stage;
	}

	/**
	 * Encodes a message that goes to many connections.
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

	@Override
	public void close() {
		close(null);
	}

	@Override
	public void close(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				this.life.sayLast(last);
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
		if (!this.dispatch.refuse()) {
			this.life.close(reason);
		}
	}

	@Override
	public void end(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				this.life.sayLast(last);
			}
			finally {
				this.life.end(CloseReason.server(CloseReason.NORMAL, ""));
			}
		});
	}

	@Override
	public void destroy() {
		closeOnProcess(() -> this.life.closed(CloseReason.server(CloseReason.NORMAL, "")));
	}

	@Override
	public void pauseRecv() {
		onProcess(() -> this.receiveBuffer.pause(true));
	}

	@Override
	public void resumeRecv() {
		onProcess(() -> this.receiveBuffer.pause(false));
	}

	private void closeOnProcess(Runnable work) {
		if (!process().inProcess()) {
			this.life.requestClose();
		}
		onProcess(work);
	}

	private void onProcess(Runnable work) {
		if (process().inProcess()) {
			work.run();
		}
		else {
			handOver(work);
		}
	}

	@Override
	public ConnectionProtocol protocol() {
		return this.protocol;
	}

	@Override
	public void protocol(ConnectionProtocol protocol) {
		this.protocol = protocol;
		this.codec = protocol.newCodec(new CodecSide(this));
	}

	@Override
	public int maxSendBufferSize() {
		return this.sendBuffer.occupancy().limit();
	}

	@Override
	public void maxSendBufferSize(int bytes) {
		this.sendBuffer.occupancy().limit(positive(bytes, "maxSendBufferSize"));
	}

	@Override
	public int maxPackageSize() {
		return this.maxPackageSize;
	}

	@Override
	public void maxPackageSize(int bytes) {
		this.maxPackageSize = positive(bytes, "maxPackageSize");
	}

	private static int positive(int bytes, String limit) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(limit, bytes));
		}
		return bytes;
	}

	@Override
	public long sendBufferSize() {
		return this.sendBuffer.occupancy().waiting();
	}

	@Override
	public long receiveBufferSize() {
		return (long) this.receiveBuffer.size() + this.codec.bufferedBytes();
	}

	@Override
	public long bytesRead() {
		return this.bytesRead.get();
	}

	@Override
	public long bytesWritten() {
		return this.bytesWritten.get();
	}

	ConnectionCodec codec() {
		return this.codec;
	}

	// What the socket, the buffers and the replies report. All on the process.

	void opened() {
		process().counters().opened.add(1);
		process().open().put(id(), this);
		Deadlines.watch(this);
		process().call(callbacks(Callbacks::connect), this);
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
		this.dispatch.error(SEND_FAILED, "send buffer full and drop package");
		return SendResult.FAILED;
	}

	void sendBroke(@Nullable Throwable cause) {
		process().counters().sendFailures.increment();
		this.dispatch.error(SEND_FAILED, "client closed");
		this.life.closed(CloseReason.network((cause != null) ? String.valueOf(cause.getMessage()) : "client closed"));
	}

	void bufferFull() {
		process().call(callbacks(Callbacks::bufferFull), this);
	}

	void drained() {
		process().call(callbacks(Callbacks::bufferDrain), this);
		this.dispatch.drained();
		if (this.receiveBuffer.size() > 0) {
			this.receiveBuffer.decode();
		}
	}

	void lost(CloseReason reason) {
		this.life.closed(this.life.reasonOr(reason));
	}

	void drain() {
		this.life.closeWhenAnswered(CloseReason.server(CloseReason.GOING_AWAY, "The server is stopping"));
	}

	/**
	 * Is no connection of the process any more. It comes before the socket closes, so
	 * that whoever sees that finds the counts right.
	 */
	void removed(CloseReason reason) {
		process().open().remove(id());
		process().counters().closed(reason.initiator());
	}

	void closed(CloseReason reason) {
		this.sendBuffer.close();
		this.receiveBuffer.close();
		this.dispatch.closed(reason);
		this.codec.closed();
		forgetCallbacks();
		process().connectionClosed();
	}

}
