package io.workerman.engine.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.mockito.ArgumentMatchers;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.PayloadView;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * Drives a codec as the engine does, without sockets.
 */
public final class CodecDriver implements CodecContext, Outgoing, AutoCloseable {

	private static final int MOVE_EVERY = 17;

	private static final Worker WORKER = Worker.builder("test").build();

	private final Connection connection = Mockito.mock(Connection.class);

	private final ConnectionCodec codec;

	private final ByteBuf sent = Unpooled.buffer();

	private final ByteBuf held = Unpooled.buffer();

	private final List<Object> messages = new ArrayList<>();

	private final List<Runnable> queued = new ArrayList<>();

	private ByteBuf in = PooledByteBufAllocator.DEFAULT.buffer();

	private Predicate<HandshakeRequest> handshake = (request) -> true;

	private BiConsumer<CodecDriver, Object> handler = (driver, message) -> {
	};

	private PayloadView view = PayloadView.NATIVE;

	private int maxPackageSize = 1024 * 1024;

	private boolean corked;

	private boolean foreignThread;

	private boolean lastSent;

	private int proceeded;

	private int received;

	private @Nullable ProtocolException failure;

	private @Nullable CloseReason goodbye;

	public CodecDriver(ConnectionProtocol protocol) {
		BDDMockito.given(this.connection.worker()).willReturn(WORKER);
		BDDMockito.given(this.connection.remoteAddress()).willReturn(new InetSocketAddress("192.0.2.1", 1234));
		BDDMockito.given(this.connection.remoteIp()).willReturn("192.0.2.1");
		BDDMockito.given(this.connection.maxSendBufferSize()).willReturn(1024);
		BDDMockito.given(this.connection.send(ArgumentMatchers.any())).willAnswer((call) -> {
			send(call.getArgument(0));
			return SendResult.SENT;
		});
		WorkerProcess process = Mockito.mock(WorkerProcess.class);
		BDDMockito.given(process.inProcess()).willReturn(true);
		BDDMockito.given(this.connection.process()).willReturn(process);
		this.codec = protocol.newCodec(this);
	}

	public CodecDriver view(PayloadView view) {
		this.view = view;
		return this;
	}

	public CodecDriver limit(int maxPackageSize) {
		this.maxPackageSize = maxPackageSize;
		return this;
	}

	public CodecDriver onHandshake(Predicate<HandshakeRequest> handshake) {
		this.handshake = handshake;
		return this;
	}

	public CodecDriver onMessage(BiConsumer<CodecDriver, Object> handler) {
		this.handler = handler;
		return this;
	}

	/**
	 * Answers each message with what a function makes of it.
	 */
	public CodecDriver answerWith(Function<Object, Object> function) {
		return onMessage((driver, message) -> driver.send(function.apply(message)));
	}

	/**
	 * From now on sends come from a thread that has not handed them over until
	 * {@link #handOver()}.
	 */
	public CodecDriver onForeignThread() {
		this.foreignThread = true;
		return this;
	}

	public void handOver() {
		List<Runnable> actions = List.copyOf(this.queued);
		this.queued.clear();
		actions.forEach(Runnable::run);
	}

	public CodecDriver receive(String text) {
		return receive(text.getBytes(StandardCharsets.UTF_8));
	}

	public CodecDriver receive(byte[] bytes) {
		this.received++;
		if (this.received % MOVE_EVERY == 1) {
			move();
		}
		this.in.writeBytes(bytes);
		decode();
		return this;
	}

	/**
	 * The engine may move what is left to another buffer at any time.
	 */
	private void move() {
		ByteBuf moved = PooledByteBufAllocator.DEFAULT.buffer(this.in.readableBytes() + MOVE_EVERY);
		moved.writeZero(this.received % 5).skipBytes(this.received % 5);
		moved.writeBytes(this.in);
		this.in.release();
		this.in = moved;
	}

	public CodecDriver receiveByteByByte(byte[] bytes) {
		for (byte value : bytes) {
			receive(new byte[] { value });
		}
		return this;
	}

	public CodecDriver receiveSplit(byte[] bytes, RandomGenerator random) {
		int start = 0;
		while (start < bytes.length) {
			int end = Math.min(bytes.length, start + 1 + random.nextInt(40));
			receive(Arrays.copyOfRange(bytes, start, end));
			start = end;
		}
		return this;
	}

	private void decode() {
		try {
			Object message;
			while (this.failure == null && !this.lastSent && (message = this.codec.decode(this.in)) != null) {
				this.messages.add((message instanceof ByteBuf buffer) ? ByteBufUtil.hexDump(buffer) : message);
				deliver(message);
			}
		}
		catch (ProtocolException ex) {
			this.failure = ex;
			this.codec.goodbye(ex.closeReason(), this.sent);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void deliver(Object message) {
		try {
			this.handler.accept(this, message);
		}
		catch (RuntimeException ex) {
			Object answer = this.codec.failure(ex);
			if (answer != null) {
				send(answer);
			}
		}
	}

	public void send(Object message) {
		this.codec.encode(message, this);
	}

	public boolean goodbye(int code, String reason) {
		return this.codec.goodbye(CloseReason.server(code, reason), this.sent);
	}

	public ConnectionCodec codec() {
		return this.codec;
	}

	public List<Object> messages() {
		return this.messages;
	}

	/**
	 * What has been sent since the last call.
	 */
	public byte[] sentBytes() {
		byte[] bytes = ByteBufUtil.getBytes(this.sent);
		this.sent.clear();
		return bytes;
	}

	public String sent() {
		return new String(sentBytes(), StandardCharsets.UTF_8);
	}

	public int unread() {
		return this.in.readableBytes();
	}

	public @Nullable ProtocolException failure() {
		return this.failure;
	}

	public @Nullable CloseReason goodbye() {
		return this.goodbye;
	}

	public boolean isLastSent() {
		return this.lastSent;
	}

	public int proceeded() {
		return this.proceeded;
	}

	@Override
	public void close() {
		this.codec.closed();
		this.in.release();
	}

	@Override
	public Connection connection() {
		return this.connection;
	}

	@Override
	public void remoteAddress(SocketAddress client) {
		BDDMockito.given(this.connection.remoteAddress()).willReturn(client);
	}

	@Override
	public int maxPackageSize() {
		return this.maxPackageSize;
	}

	@Override
	public PayloadView view(boolean text) {
		return this.view;
	}

	@Override
	public JsonCodec json() {
		return JsonCodec.standard();
	}

	@Override
	public ByteBuf answer() {
		return this.sent;
	}

	@Override
	public void cork() {
		this.corked = true;
	}

	@Override
	public void uncork() {
		this.corked = false;
		this.sent.writeBytes(this.held);
	}

	@Override
	public CompletionStage<Boolean> handshake(HandshakeRequest request) {
		return CompletableFuture.completedFuture(this.handshake.test(request));
	}

	@Override
	public void goodbyeReceived(CloseReason reason) {
		this.goodbye = reason;
	}

	@Override
	public void proceed() {
		this.proceeded++;
		decode();
	}

	@Override
	public Future<?> after(Duration delay, Runnable action) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void fail(ProtocolException violation) {
		this.failure = violation;
	}

	@Override
	public ByteBuf bytes() {
		return this.corked ? this.held : this.sent;
	}

	@Override
	public void file(Path file, long position, long length) throws IOException {
		bytes().writeBytes(Files.readAllBytes(file), (int) position, (int) length);
	}

	@Override
	public void queued(Runnable action) {
		this.queued.add(action);
		if (!this.foreignThread) {
			handOver();
		}
	}

	@Override
	public void finish(Consumer<ByteBuf> rewriting) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void last() {
		this.lastSent = true;
	}

}
