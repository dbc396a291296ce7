package io.workerman.engine.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;

/**
 * WebSocket (RFC 6455, version 13), as a client. A message is a {@code String} or a
 * {@code byte[]}, or a {@link WebSocketMessage} where its opcode is wanted. What is sent
 * before the handshake is over leaves right behind it.
 */
public final class WebSocketClientProtocol implements ConnectionProtocol {

	private final Opening opening;

	private final Duration pingInterval;

	/**
	 * Create the protocol.
	 * @param opening what is asked of the server
	 * @param pingInterval the time between two pings, zero for none
	 */
	public WebSocketClientProtocol(Opening opening, Duration pingInterval) {
		this.opening = opening;
		this.pingInterval = pingInterval;
	}

	@Override
	public String protocolName() {
		return "ws";
	}

	@Override
	public Object ping(byte[] payload) {
		return WebSocketMessage.ping(payload);
	}

	@Override
	public Object pong(byte[] payload) {
		return WebSocketMessage.pong(payload);
	}

	@Override
	public boolean isWebSocket() {
		return true;
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		context.cork();
		return new WebSocketClientCodec(context, this.opening, this.pingInterval);
	}

	/**
	 * What is asked of the server.
	 *
	 * @param host the Host header
	 * @param target the path with its query
	 * @param headers further headers
	 * @param subprotocols the subprotocols of which the server may choose one
	 * @param compression how messages are compressed if the server can do so, or
	 * {@code null} for not at all
	 */
	public record Opening(String host, String target, Map<String, String> headers, List<String> subprotocols,
			WebSocketOptions.@Nullable Compression compression) {

		WebSocketOptions options() {
			return new WebSocketOptions("", List.of(), List.of(), 0, this.compression, false);
		}

		/**
		 * The request.
		 * @param key the random key
		 * @return its head
		 */
		String request(String key) {
			StringBuilder request = new StringBuilder("GET ").append(this.target).append(" HTTP/1.1\r\n");
			if (this.headers.keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
				append(request, "Host", this.host);
			}
			append(request, "Upgrade", "websocket");
			append(request, "Connection", "Upgrade");
			append(request, "Sec-WebSocket-Version", "13");
			append(request, "Sec-WebSocket-Key", key);
			if (!this.subprotocols.isEmpty()) {
				append(request, "Sec-WebSocket-Protocol", String.join(", ", this.subprotocols));
			}
			if (this.compression != null) {
				append(request, "Sec-WebSocket-Extensions",
						PermessageDeflate.offer(this.compression.contextTakeover()));
			}
			this.headers.forEach((name, value) -> append(request, name, value));
			return request.append("\r\n").toString();
		}

		private static void append(StringBuilder request, String name, String value) {
			request.append(name).append(": ").append(value).append("\r\n");
		}

	}

}
