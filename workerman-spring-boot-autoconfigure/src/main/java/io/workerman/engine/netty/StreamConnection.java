package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.SendResult;

/**
 * A connection over a stream socket, as the application sees it. What happens on the
 * socket is the matter of its {@link Link}.
 */
final class StreamConnection extends NettyConnection {

	private final Link link;

	StreamConnection(NettyProcess process, Channel channel, ConnectionProtocol protocol) {
		super(process);
		this.link = new Link(this, channel, protocol);
	}

	Link link() {
		return this.link;
	}

	@Override
	public Status status() {
		Status status = this.link.life().status();
		return (status == Status.ESTABLISHED && this.link.sendBuffer().isCorked()) ? Status.CONNECTING : status;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.link.remoteAddress();
	}

	@Override
	public SocketAddress localAddress() {
		return this.link.localAddress();
	}

	@Override
	public SendResult send(Object message, boolean raw) {
		return this.link.send(message, raw);
	}

	@Override
	public CompletionStage<SendResult> sendAsync(Object message) {
		CompletableFuture<SendResult> stage = new CompletableFuture<>();
		this.link.send(message, stage);
		return stage;
	}

	@Override
	public void close() {
		close(null);
	}

	@Override
	public void close(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				this.link.life().sayLast(last);
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
		if (!this.link.dispatch().refuse()) {
			this.link.life().close(reason);
		}
	}

	@Override
	public void end(@Nullable Object last) {
		closeOnProcess(() -> {
			try {
				this.link.life().sayLast(last);
			}
			finally {
				this.link.life().end(CloseReason.server(CloseReason.NORMAL, ""));
			}
		});
	}

	@Override
	public void destroy() {
		closeOnProcess(() -> this.link.life().closed(CloseReason.server(CloseReason.NORMAL, "")));
	}

	@Override
	public void pauseRecv() {
		this.link.dispatch().pause(true);
		onProcess(() -> this.link.receiveBuffer().pause(true));
	}

	@Override
	public void resumeRecv() {
		this.link.dispatch().pause(false);
		onProcess(() -> {
			this.link.dispatch().proceed();
			this.link.receiveBuffer().pause(false);
		});
	}

	private void closeOnProcess(Runnable work) {
		if (!process().inProcess()) {
			this.link.life().requestClose();
		}
		onProcess(work);
	}

	private void onProcess(Runnable work) {
		if (process().inProcess()) {
			work.run();
		}
		else {
			this.link.handOver(work);
		}
	}

	@Override
	public ConnectionProtocol protocol() {
		return this.link.protocol();
	}

	@Override
	public void protocol(ConnectionProtocol protocol) {
		this.link.protocol(protocol);
		if (!process().inProcess()) {
			this.link.handOver(this.link.receiveBuffer()::decode);
		}
	}

	@Override
	public int maxSendBufferSize() {
		return this.link.sendBuffer().occupancy().limit();
	}

	@Override
	public void maxSendBufferSize(int bytes) {
		this.link.sendBuffer().occupancy().limit(positive(bytes, "maxSendBufferSize"));
	}

	@Override
	public int maxPackageSize() {
		return this.link.maxPackageSize();
	}

	@Override
	public void maxPackageSize(int bytes) {
		this.link.maxPackageSize(positive(bytes, "maxPackageSize"));
	}

	private static int positive(int bytes, String limit) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(limit, bytes));
		}
		return bytes;
	}

	@Override
	public long sendBufferSize() {
		return this.link.sendBuffer().occupancy().waiting();
	}

	@Override
	public long receiveBufferSize() {
		return (long) this.link.receiveBuffer().size() + this.link.codec().bufferedBytes();
	}

	@Override
	public long bytesRead() {
		return this.link.bytesRead();
	}

	@Override
	public long bytesWritten() {
		return this.link.bytesWritten();
	}

	/**
	 * Closes when the messages received have been answered.
	 */
	void drain() {
		this.link.dispatch().stop();
		this.link.life().closeWhenAnswered(CloseReason.server(CloseReason.GOING_AWAY, "The server is stopping"));
	}

}
