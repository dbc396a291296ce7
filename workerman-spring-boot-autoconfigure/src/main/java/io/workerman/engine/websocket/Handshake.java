package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.HttpRefusal;
import io.workerman.engine.http.HttpRequest;

/**
 * The opening handshake as a server sees it (RFC 6455, section 4.2).
 */
final class Handshake {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final String VERSION = "13";

	private static final String INVALID = "Invalid handshake data for websocket.";

	private static final int KEY_LENGTH = 24;

	private static final int KEY_BYTES = 16;

	private static final String SERVICE = "This is a WebSocket service and can not be accessed via HTTP.";

	private final WebSocketOptions options;

	private final OriginCheck origins;

	/**
	 * Create a handshake.
	 * @param options what the listener asks for
	 * @param origins where pages may be from
	 */
	Handshake(WebSocketOptions options, OriginCheck origins) {
		this.options = options;
		this.origins = origins;
	}

	/**
	 * Take the request that opens a WebSocket.
	 * @param request the request
	 * @return the handshake
	 * @throws HttpRefusal if it does not open a WebSocket
	 */
	WebSocketHandshake read(HttpRequest request) throws HttpRefusal {
		if (!request.method().equals("GET") || request.body().length > 0) {
			throw new HttpRefusal(400, INVALID);
		}
		checkKey(request.header("sec-websocket-key"));
		if (request.protocolVersion().equals("1.0")) {
			throw new HttpRefusal(400, INVALID);
		}
		if (!request.hasToken("upgrade", "websocket") || !request.hasToken("connection", "upgrade")) {
			throw new HttpRefusal(426, SERVICE).header("Upgrade", "websocket").header("Connection", "close, Upgrade");
		}
		String version = request.header("sec-websocket-version");
		if (!VERSION.equals(version)) {
			throw new HttpRefusal((version != null) ? 426 : 400, "Sec-WebSocket-Version must be 13.")
				.header("Sec-WebSocket-Version", VERSION)
				.header("Upgrade", "websocket")
				.header("Connection", "close, Upgrade");
		}
		if (!this.options.path().isEmpty() && !this.options.path().equals(request.path())) {
			throw new HttpRefusal(404, "Not Found");
		}
		if (!this.origins.allows(request)) {
			throw new HttpRefusal(403, "Pages of this origin may not connect.");
		}
		WebSocketHandshake handshake = new WebSocketHandshake(request);
		handshake.choose(this.options.subprotocols());
		return handshake;
	}

	static HttpRefusal refuse(HttpRefusal malformed) {
		return (malformed.status() != 400) ? malformed : new HttpRefusal(400, INVALID + ' ' + malformed.getMessage());
	}

	private static void checkKey(@Nullable String key) throws HttpRefusal {
		if (key == null) {
			throw new HttpRefusal(400, "Sec-WebSocket-Key not found.\n" + SERVICE);
		}
		if (key.length() != KEY_LENGTH || decodedLength(key) != KEY_BYTES) {
			throw new HttpRefusal(400, "Sec-WebSocket-Key is malformed.");
		}
	}

	private static int decodedLength(String base64) {
		try {
			return Base64.getDecoder().decode(base64).length;
		}
		catch (IllegalArgumentException ex) {
			return -1;
		}
	}

	/**
	 * Append the answer that accepts a handshake.
	 * @param handshake the handshake
	 * @param compression how messages are compressed, or {@code null} for not at all
	 * @param out the buffer to append to
	 */
	static void accept(WebSocketHandshake handshake, @Nullable PermessageDeflate compression, ByteBuf out) {
		StringBuilder accepted = new StringBuilder("""
				HTTP/1.1 101 Switching Protocols\r
				Upgrade: websocket\r
				Sec-WebSocket-Version: 13\r
				Connection: Upgrade\r
				Sec-WebSocket-Accept: %s\r
				""".formatted(acceptance(String.valueOf(handshake.header("sec-websocket-key")))));
		if (handshake.subprotocol() != null) {
			accepted.append("Sec-WebSocket-Protocol: ").append(handshake.subprotocol()).append("\r\n");
		}
		if (compression != null) {
			accepted.append("Sec-WebSocket-Extensions: ").append(compression.answer()).append("\r\n");
		}
		handshake.headers()
			.forEach((name, values) -> values
				.forEach((value) -> accepted.append(name).append(": ").append(value).append("\r\n")));
		out.writeCharSequence(accepted.append("\r\n"), StandardCharsets.US_ASCII);
	}

	/**
	 * What proves that a key was understood.
	 * @param key the key of the client
	 * @return the value of the Sec-WebSocket-Accept header
	 */
	static String acceptance(String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
