package io.workerman.engine.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionInfo;
import io.workerman.engine.ConnectionInfo.Traffic;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.dispatch.Lanes;
import io.workerman.engine.netty.transport.Datagrams;
import io.workerman.engine.protocol.Payload;
import io.workerman.engine.protocol.TcpProtocol;

/**
 * The sender of a datagram. It lives as long as somebody holds it, and what is sent to it
 * is a datagram each.
 */
final class DatagramConnection extends NettyConnection {

	private static final SocketAddress UNBOUND = new InetSocketAddress(0);

	private final Channel channel;

	private final SocketAddress sender;

	private final int size;

	private volatile ConnectionProtocol protocol;

	/**
	 * Cuts datagrams into packages; not there if a datagram is a message.
	 */
	private volatile @Nullable ConnectionCodec codec;

	private volatile boolean closed;

	private final AtomicLong written = new AtomicLong();

	DatagramConnection(NettyProcess process, Channel channel, SocketAddress sender, int size,
			ConnectionProtocol protocol) {
		super(process);
		this.channel = channel;
		this.sender = sender;
		this.size = size;
		this.protocol = protocol;
		this.codec = codec(protocol);
	}

	private @Nullable ConnectionCodec codec(ConnectionProtocol protocol) {
		return (protocol instanceof TcpProtocol) ? null : protocol.newCodec(new DatagramSide(this));
	}

	void received(ByteBuf content) {
		process().counters().bytesReceived.add(this.size);
		MessageHandler handler = messageHandler();
		if (handler != null && handler.isBlocking(content, worker().isOffLoop())) {
			process().departures().lanes().add(this.sender, new Waiting(content), this.size);
		}
		else {
			handle(content);
		}
	}

	/**
	 * Handles the datagram. For any thread.
	 * @param content the datagram, which is released
	 */
	private void handle(ByteBuf content) {
		try {
			ConnectionCodec codec = this.codec;
			if (codec == null) {
				deliver(content);
			}
			else {
				deliverPackages(content, codec);
			}
		}
		finally {
			content.release();
		}
	}

	private void deliver(ByteBuf in) {
		MessageHandler handler = messageHandler();
		PayloadView view = (handler != null) ? handler.binaryView() : PayloadView.BYTES;
		deliver(Payload.read(in, in.readerIndex(), this.size, view, PayloadView.BYTES));
	}

	private void deliverPackages(ByteBuf in, ConnectionCodec codec) {
		while (in.isReadable() && !this.closed) {
			int before = in.readableBytes();
			try {
				Object message = codec.decode(in);
				if (message == null) {
					checkEnd(in);
					return;
				}
				deliver(message);
			}
			catch (Exception ex) {
				process().failures().badMessage(this, ex);
				if (ex instanceof ProtocolException || in.readableBytes() == before) {
					return;
				}
			}
		}
	}

	private static void checkEnd(ByteBuf in) throws ProtocolException {
		if (in.isReadable()) {
			throw new ProtocolException(CloseReason.PROTOCOL_ERROR, "The datagram ends within a package");
		}
	}

	private void deliver(Object message) {
		if (process().inProcess()) {
			process().counters().messagesReceived.add(1);
		}
		else {
			process().counters().messagesHandedOff.increment();
		}
		try {
			MessageHandler handler = messageHandler();
			Object reply = (handler != null) ? handler.handle(this, message) : null;
			if (reply != null) {
				reply(reply);
			}
		}
		catch (Throwable ex) {
			process().failed(this, ex);
		}
		process().handled();
	}

	private void reply(Object reply) {
		if (reply instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> {
				if (failure != null) {
					process().execute(() -> process().failed(this, failure));
				}
				else if (value != null) {
					send(value);
				}
			});
		}
		else if (reply instanceof Flow.Publisher<?> publisher) {
			publisher.subscribe(new Each());
		}
		else {
			send(reply);
		}
	}

	@Override
	public SendResult send(Object message, boolean raw) {
		if (this.closed || !this.channel.isActive()) {
			return SendResult.FAILED;
		}
		if (!this.channel.isWritable()) {
			process().counters().sendFailures.increment();
			return SendResult.FAILED;
		}
		ByteBuf out = encode(message, raw);
		int bytes = out.readableBytes();
		ChannelFuture future = this.channel.writeAndFlush(Datagrams.packet(out, this.sender));
		if (!future.isDone()) {
			future.addListener((done) -> sent(done.isSuccess(), bytes));
			return SendResult.QUEUED;
		}
		sent(future.isSuccess(), bytes);
		return future.isSuccess() ? SendResult.SENT : SendResult.FAILED;
	}

	private ByteBuf encode(Object message, boolean raw) {
		ConnectionCodec codec = this.codec;
		if (codec != null) {
			return OutgoingBuffer.encodeAlone(message, raw, codec, this.channel.alloc().directBuffer()).bytes();
		}
		ByteBuf out = this.channel.alloc().directBuffer();
		boolean encoded = false;
		try {
			if (!Payload.writeRaw(message, out)) {
				out.writeBytes(worker().json().write(message));
			}
			encoded = true;
			return out;
		}
		finally {
			if (!encoded) {
				out.release();
			}
		}
	}

	private void sent(boolean success, int bytes) {
		if (success) {
			this.written.addAndGet(bytes);
			process().counters().datagramSent(bytes);
		}
		else {
			process().counters().sendFailures.increment();
		}
	}

	@Override
	public CompletionStage<SendResult> sendAsync(Object message) {
		return CompletableFuture.completedFuture(send(message));
	}

	@Override
	public SendResult sendFile(Path file, long offset, long length) {
		throw new IllegalStateException("A datagram carries no file: send its bytes");
	}

	@Override
	public void confirm() {
		// each datagram stands for itself
	}

	@Override
	public ConnectionInfo info() {
		return ConnectionInfo.of(this, (this.sender instanceof InetSocketAddress) ? "udp" : "unixgram", isExempt(),
				new Traffic(openedAt(), openedAt(), openedAt(), 0, 0, bytesRead(), bytesWritten()), null);
	}

	@Override
	public Status status() {
		return this.closed ? Status.CLOSED : Status.ESTABLISHED;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.sender;
	}

	@Override
	public SocketAddress localAddress() {
		SocketAddress local = this.channel.localAddress();
		return (local != null) ? local : UNBOUND;
	}

	@Override
	public void close() {
		this.closed = true;
		endTimers();
	}

	@Override
	public void close(@Nullable Object last) {
		if (last != null) {
			send(last);
		}
		close();
	}

	@Override
	public void close(int code, String reason) {
		close();
	}

	@Override
	public void end(@Nullable Object last) {
		close(last);
	}

	@Override
	public void destroy() {
		close();
	}

	@Override
	public void pauseRecv() {
		// each datagram stands for itself
	}

	@Override
	public void resumeRecv() {
		// each datagram stands for itself
	}

	@Override
	public ConnectionProtocol protocol() {
		return this.protocol;
	}

	@Override
	public void protocol(ConnectionProtocol protocol) {
		this.codec = codec(protocol);
		this.protocol = protocol;
	}

	@Override
	public int maxSendBufferSize() {
		return worker().options().maxSendBufferSize();
	}

	@Override
	public void maxSendBufferSize(int bytes) {
		// a datagram never waits
	}

	@Override
	public int maxPackageSize() {
		return worker().options().maxPackageSize();
	}

	@Override
	public void maxPackageSize(int bytes) {
		// a datagram has the size that it has
	}

	@Override
	public long sendBufferSize() {
		return 0;
	}

	@Override
	public long receiveBufferSize() {
		return 0;
	}

	@Override
	public long bytesRead() {
		return this.size;
	}

	@Override
	public long bytesWritten() {
		return this.written.get();
	}

	/**
	 * Sends each item of a reply.
	 */
	private final class Each implements Flow.Subscriber<Object> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object item) {
			send(item);
		}

		@Override
		public void onError(Throwable failure) {
			process().execute(() -> process().failed(DatagramConnection.this, failure));
		}

		@Override
		public void onComplete() {
			// nothing to close
		}

	}

	/**
	 * The datagram while it waits to be handled off the process.
	 */
	private final class Waiting implements Lanes.Datagram {

		private final ByteBuf content;

		Waiting(ByteBuf content) {
			this.content = content;
		}

		@Override
		public void handle() {
			DatagramConnection.this.handle(this.content);
		}

		@Override
		public void discard() {
			this.content.release();
		}

	}

}
