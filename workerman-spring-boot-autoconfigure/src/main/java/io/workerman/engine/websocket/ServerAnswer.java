package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.ProtocolException;

/**
 * The answer of a server to the handshake of a client, with the target that was asked
 * for.
 */
public final class ServerAnswer implements HandshakeRequest {

	private static final int MAX_SIZE = 16 * 1024;

	private final String target;

	private final int status;

	private final Map<String, String> headers;

	private ServerAnswer(String target, int status, Map<String, String> headers) {
		this.target = target;
		this.status = status;
		this.headers = headers;
	}

	/**
	 * Take the answer.
	 * @param in the buffer; what follows the answer stays in it
	 * @param target the target that was asked for
	 * @return the answer, or {@code null} if it is not complete
	 * @throws ProtocolException if it is malformed or too large
	 */
	static @Nullable ServerAnswer read(ByteBuf in, String target) throws ProtocolException {
		int end = end(in);
		if (end < 0) {
			if (in.readableBytes() >= MAX_SIZE) {
				throw malformed("The answer to the WebSocket handshake is too large");
			}
			return null;
		}
		String head = in.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
		in.skipBytes(2);
		List<String> lines = head.lines().toList();
		if (!lines.get(0).matches("HTTP/1\\.1 \\d{3}( .*)?")) {
			throw malformed("The server did not answer the WebSocket handshake in HTTP/1.1");
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line : lines.subList(1, lines.size())) {
			int colon = line.indexOf(':');
			if (colon <= 0 || line.charAt(colon - 1) <= ' ' || line.charAt(0) <= ' ') {
				throw malformed("The answer to the WebSocket handshake has a malformed header");
			}
			headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
					(first, second) -> first + "," + second);
		}
		return new ServerAnswer(target, Integer.parseInt(lines.get(0), 9, 12, 10), headers);
	}

	/**
	 * The length of the lines up to the empty one, -1 if that has not come.
	 */
	private static int end(ByteBuf in) {
		int start = in.readerIndex();
		int limit = start + Math.min(in.readableBytes(), MAX_SIZE);
		for (int i = in.indexOf(start, limit, (byte) '\n'); i >= 0; i = in.indexOf(i + 1, limit, (byte) '\n')) {
			if (i + 2 < limit && in.getByte(i + 1) == '\r' && in.getByte(i + 2) == '\n') {
				return i + 1 - start;
			}
		}
		return -1;
	}

	static ProtocolException malformed(String message) {
		return new ProtocolException(CloseReason.PROTOCOL_ERROR, message);
	}

	/**
	 * The status.
	 * @return the status, 101 if the WebSocket is open
	 */
	public int status() {
		return this.status;
	}

	@Override
	public String uri() {
		return this.target;
	}

	@Override
	public String path() {
		return new QueryStringDecoder(this.target).path();
	}

	@Override
	public @Nullable String query(String name) {
		List<String> values = new QueryStringDecoder(this.target).parameters().get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * A header of the answer.
	 * @param name the name of the header, in any case
	 * @return its value, or {@code null} if there is none
	 */
	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name.toLowerCase(Locale.ROOT));
	}

	@Override
	public @Nullable String cookie(String name) {
		return null;
	}

	boolean hasToken(String name, String token) {
		String value = header(name);
		return value != null && List.of(value.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(token);
	}

}
