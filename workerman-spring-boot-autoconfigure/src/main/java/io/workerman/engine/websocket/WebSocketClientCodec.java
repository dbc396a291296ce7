package io.workerman.engine.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.ProtocolException;

/**
 * The client's side of one WebSocket.
 */
final class WebSocketClientCodec extends WebSocketCodec {

	private static final SecureRandom random = new SecureRandom();

	private static final int SWITCHING_PROTOCOLS = 101;

	private final WebSocketClientProtocol.Opening opening;

	private final Duration pingInterval;

	private String key = "";

	private @Nullable PermessageDeflate agreed;

	private long pings;

	WebSocketClientCodec(CodecContext context, WebSocketClientProtocol.Opening opening, Duration pingInterval) {
		super(context, opening.options(), false);
		this.opening = opening;
		this.pingInterval = pingInterval;
	}

	@Override
	public void connected() {
		byte[] key = new byte[16];
		random.nextBytes(key);
		this.key = Base64.getEncoder().encodeToString(key);
		context().answer().writeCharSequence(this.opening.request(this.key), StandardCharsets.ISO_8859_1);
	}

	@Override
	boolean open(ByteBuf in) throws ProtocolException {
		if (!isAsked() && !read(in)) {
			return false;
		}
		if (isWaiting()) {
			return false;
		}
		if (!isAccepted()) {
			throw ServerAnswer.malformed("The application refused the WebSocket");
		}
		opened();
		return true;
	}

	private boolean read(ByteBuf in) throws ProtocolException {
		ServerAnswer answer = ServerAnswer.read(in, this.opening.target());
		if (answer == null) {
			return false;
		}
		String wrong = wrong(answer);
		if (wrong != null) {
			throw ServerAnswer.malformed("The WebSocket handshake failed: " + wrong);
		}
		ask(answer, CompletableFuture::completedStage);
		return true;
	}

	private @Nullable String wrong(ServerAnswer answer) {
		if (answer.status() != SWITCHING_PROTOCOLS) {
			return "the server answered with status " + answer.status();
		}
		if (!"websocket".equalsIgnoreCase(answer.header("Upgrade")) || !answer.hasToken("Connection", "upgrade")) {
			return "the server did not switch to WebSocket";
		}
		if (!Handshake.acceptance(this.key).equals(answer.header("Sec-WebSocket-Accept"))) {
			return "Sec-WebSocket-Accept is missing or wrong";
		}
		String extensions = answer.header("Sec-WebSocket-Extensions");
		if (extensions != null && !agree(extensions)) {
			return "the server uses an extension that was not asked for";
		}
		String subprotocol = answer.header("Sec-WebSocket-Protocol");
		if (subprotocol != null && !this.opening.subprotocols().contains(subprotocol)) {
			return "the server uses a subprotocol that was not asked for";
		}
		return null;
	}

	private boolean agree(String extensions) {
		WebSocketOptions.Compression compression = this.opening.compression();
		if (compression != null) {
			this.agreed = PermessageDeflate.accepted(extensions, compression.contextTakeover());
		}
		return this.agreed != null;
	}

	@Override
	void opened() {
		WebSocketOptions.Compression compression = this.opening.compression();
		if (compression != null && this.agreed != null) {
			compress(compression, this.agreed.clientTakeover(), this.agreed.serverTakeover());
		}
		if (!this.pingInterval.isZero()) {
			this.pings = context().connection().timers().add(this.pingInterval, this::ping);
		}
		super.opened();
	}

	private void ping() {
		context().connection().ping(new byte[0]);
	}

	/**
	 * What is masked cannot leave without being read.
	 */
	@Override
	public void encodeFile(FilePart part, Outgoing out) throws IOException {
		int limit = context().connection().maxSendBufferSize();
		if (part.length() > limit) {
			throw new IllegalArgumentException(
					"length: %d (expected: <= max-send-buffer-size, %d, because a client masks what it sends)"
						.formatted(part.length(), limit));
		}
		encode(part.read(), out);
	}

	@Override
	void written(ByteBuf out, int start) {
		Mask.apply(out, start);
	}

	@Override
	public @Nullable Object encodingKey() {
		return null;
	}

	@Override
	public void closed() {
		super.closed();
		if (this.pings > 0) {
			context().connection().timers().del(this.pings);
		}
	}

}
