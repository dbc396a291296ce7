package io.workerman.engine.websocket;

import java.time.Duration;
import java.util.List;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Guards;
import io.workerman.engine.http.HttpRefusal;

/**
 * WebSocket (RFC 6455, version 13), as a server. A message is a {@code String} or a
 * {@code byte[]}, or a {@link WebSocketMessage} where its opcode is wanted. What is sent
 * before the handshake is over leaves right behind it.
 */
public final class WebSocketProtocol implements ConnectionProtocol {

	/**
	 * A ping every 30 seconds, which is what a proxy or a browser that is asleep needs.
	 */
	public static final Guards.Heartbeat HEARTBEAT = Guards.Heartbeat.every(Duration.ofSeconds(30));

	private final WebSocketOptions options;

	private final OriginCheck origins;

	/**
	 * Create one that accepts any path and speaks no subprotocol.
	 */
	public WebSocketProtocol() {
		this(WebSocketOptions.DEFAULTS);
	}

	/**
	 * Create one.
	 * @param options what it asks of the WebSockets that it accepts
	 */
	public WebSocketProtocol(WebSocketOptions options) {
		this.options = options;
		this.origins = new OriginCheck(options.allowedOrigins());
	}

	@Override
	public String protocolName() {
		return "websocket";
	}

	@Override
	public byte[] refusal() {
		return HttpRefusal.unavailable();
	}

	@Override
	public List<String> applicationProtocols() {
		return List.of("http/1.1");
	}

	@Override
	public Guards.Heartbeat heartbeat() {
		return HEARTBEAT;
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
	public ConnectionCodec newCodec(CodecContext context) {
		context.cork();
		return new WebSocketCodec(context, this.options, this.origins);
	}

}
