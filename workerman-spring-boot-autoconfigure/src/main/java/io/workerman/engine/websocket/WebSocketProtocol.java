package io.workerman.engine.websocket;

import java.time.Duration;
import java.util.List;

import io.workerman.engine.CodecContext;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Guards;
import io.workerman.engine.Outgoing;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.http.HttpRefusal;
import io.workerman.engine.http.HttpRequest;

/**
 * WebSocket (RFC 6455, version 13), as a server. A message is a {@code String} or a
 * {@code byte[]}, or a {@link WebSocketMessage} where its opcode is wanted. What is sent
 * before the handshake is over leaves right behind it. The connection speaks HTTP until a
 * request opens the WebSocket.
 */
public final class WebSocketProtocol implements ConnectionProtocol {

	/**
	 * A ping every 30 seconds, which is what a proxy or a browser that is asleep needs.
	 */
	public static final Guards.Heartbeat HEARTBEAT = Guards.Heartbeat.every(Duration.ofSeconds(30));

	private final WebSocketOptions options;

	private final HttpProtocol http;

	private final Handshake handshake;

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
		this(options, new HttpProtocol());
	}

	/**
	 * Create one whose port also serves plain requests, if there are static roots or the
	 * message handler {@link io.workerman.engine.MessageHandler#takesRequests() takes}
	 * them.
	 * @param options what it asks of the WebSockets that it accepts
	 * @param http how requests are read, those of handshakes too, and plain ones answered
	 */
	public WebSocketProtocol(WebSocketOptions options, HttpProtocol http) {
		this.options = options;
		this.http = http;
		this.handshake = new Handshake(options, new OriginCheck(options.allowedOrigins()));
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
	public boolean isWebSocket() {
		return true;
	}

	@Override
	public ConnectionCodec newCodec(CodecContext context) {
		context.cork();
		return this.http.newCodec(context, this,
				new Opening(this.handshake, new WebSocketCodec(context, this.options, true)));
	}

	/**
	 * A connection on which no WebSocket is open yet.
	 *
	 * @param handshake checks requests that open one
	 * @param codec goes on behind such a request
	 */
	private record Opening(Handshake handshake, WebSocketCodec codec) implements HttpProtocol.Upgrade {

		@Override
		public boolean isAskedBy(HttpRequest request) {
			return request.hasToken("upgrade", "websocket");
		}

		@Override
		public ConnectionCodec accept(HttpRequest request) throws HttpRefusal {
			this.codec.open(this.handshake.read(request));
			return this.codec;
		}

		@Override
		public HttpRefusal refuse(HttpRefusal malformed) {
			return Handshake.refuse(malformed);
		}

		@Override
		public void encode(Object message, Outgoing out) {
			this.codec.encode(message, out);
		}

	}

}
