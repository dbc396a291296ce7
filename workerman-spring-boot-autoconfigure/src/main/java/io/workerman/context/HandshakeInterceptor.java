package io.workerman.context;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.websocket.WebSocketHandshake;

/**
 * Decides whether a WebSocket may open, and says who its client is. Beans of this type
 * are called in their order, for each handshake of all listeners, before the
 * {@code @OnWebSocketConnect} methods. The first that refuses is the last that is called.
 */
@FunctionalInterface
public interface HandshakeInterceptor extends Callbacks.OnHandshake {

	/**
	 * Look at a handshake. It is accepted unless it is refused here, by
	 * {@link WebSocketHandshake#refuse}, by throwing or by closing the connection. What
	 * takes time is left to {@link WebSocketHandshake#answerAfter}.
	 * @param connection the connection, which may be given a principal and attributes
	 * @param handshake the handshake
	 * @throws Exception to refuse the client with status 403, or with that of a
	 * {@link io.workerman.engine.RefusedException}
	 */
	void intercept(Connection connection, WebSocketHandshake handshake) throws Exception;

	@Override
	default void call(Connection connection, HandshakeRequest request) throws Exception {
		intercept(connection, (WebSocketHandshake) request);
	}

}
