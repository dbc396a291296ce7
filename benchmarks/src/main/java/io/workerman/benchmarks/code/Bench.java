package io.workerman.benchmarks.code;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.PayloadView;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TextProtocol;
import io.workerman.engine.websocket.WebSocketProtocol;

/**
 * A codec without a socket, with bytes to give it.
 */
final class Bench implements CodecContext, Outgoing {

	private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			+ "Sec-WebSocket-Version: 13\r\n\r\n";

	private static final String GET = "GET /hello?name=Ada HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: bench\r\n"
			+ "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-GB,en;q=0.5\r\n\r\n";

	private final LiveConnection live = new LiveConnection();

	private final PayloadView view;

	private final JsonCodec json = JsonCodec.standard();

	private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1024 * 1024);

	/**
	 * The codec.
	 */
	ConnectionCodec codec;

	/**
	 * Create one.
	 * @param protocol its protocol
	 * @param view the form of the messages
	 */
	Bench(String protocol, PayloadView view) throws Exception {
		this.live.open();
		this.view = view;
		ConnectionProtocol made = switch (protocol) {
			case "text" -> TextProtocol.INSTANCE;
			case "frame" -> FrameProtocol.INSTANCE;
			case "websocket" -> new WebSocketProtocol();
			case "http" -> new HttpProtocol();
			default -> throw new IllegalArgumentException(protocol);
		};
		this.codec = made.newCodec(this);
		if (protocol.equals("websocket")) {
			ByteBuf in = this.out.alloc().directBuffer();
			in.writeCharSequence(UPGRADE, StandardCharsets.US_ASCII);
			this.codec.decode(in);
			// The codec that the connection has turned to
			this.codec.decode(in);
			in.release();
		}
	}

	/**
	 * The bytes of a message from a client.
	 * @param protocol the protocol
	 * @param size the size of its payload
	 * @return the bytes
	 */
	static ByteBuf packet(String protocol, int size) {
		ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer();
		String payload = text(size);
		switch (protocol) {
			case "text" -> packet.writeCharSequence(payload + "\n", StandardCharsets.US_ASCII);
			case "frame" -> packet.writeInt(size + 4).writeCharSequence(payload, StandardCharsets.US_ASCII);
			case "websocket" -> writeMasked(packet, payload);
			case "http" -> packet.writeCharSequence(GET, StandardCharsets.US_ASCII);
			default -> throw new IllegalArgumentException(protocol);
		}
		return packet;
	}

	static String text(int size) {
		return "0123456789abcdefghijklmnopqrstuv".repeat(size / 32);
	}

	private static void writeMasked(ByteBuf packet, String payload) {
		byte[] mask = { 0x37, (byte) 0xFA, 0x21, 0x3D };
		packet.writeByte(0x81);
		if (payload.length() < 126) {
			packet.writeByte(0x80 | payload.length());
		}
		else if (payload.length() <= 0xFFFF) {
			packet.writeByte(0x80 | 126).writeShort(payload.length());
		}
		else {
			packet.writeByte(0x80 | 127).writeLong(payload.length());
		}
		packet.writeBytes(mask);
		for (int i = 0; i < payload.length(); i++) {
			packet.writeByte(payload.charAt(i) ^ mask[i & 3]);
		}
	}

	/**
	 * Encode a message over the one before.
	 */
	int encode(Object message) {
		this.out.clear();
		if (!this.codec.append(message, bytes())) {
			this.codec.encode(message, this);
		}
		return this.out.writerIndex();
	}

	void close() {
		this.codec.closed();
		this.out.release();
		this.live.close();
	}

	@Override
	public Connection connection() {
		return this.live.connection();
	}

	@Override
	public void remoteAddress(SocketAddress client) {
	}

	@Override
	public int maxPackageSize() {
		return 1024 * 1024;
	}

	@Override
	public PayloadView view(boolean text) {
		return this.view;
	}

	@Override
	public JsonCodec json() {
		return this.json;
	}

	@Override
	public ByteBuf answer() {
		return this.out;
	}

	@Override
	public void cork() {
	}

	@Override
	public void uncork() {
	}

	@Override
	public CompletionStage<Boolean> handshake(HandshakeRequest request) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public void turnTo(ConnectionCodec next) {
		this.codec = next;
	}

	@Override
	public void goodbyeReceived(CloseReason reason) {
	}

	@Override
	public void proceed() {
	}

	@Override
	public Future<?> after(Duration delay, Runnable action) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public ByteBuf bytes() {
		return this.out;
	}

	@Override
	public void file(Path file, long position, long length) {
	}

	@Override
	public void queued(Runnable action) {
		action.run();
	}

	@Override
	public void finish(Consumer<ByteBuf> rewriting) {
	}

	@Override
	public void last() {
	}

}
