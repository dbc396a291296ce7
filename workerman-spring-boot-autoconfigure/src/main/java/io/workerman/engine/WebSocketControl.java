package io.workerman.engine;

/**
 * What a {@link Connection} can do beside messages if it is a WebSocket. The callbacks of
 * another connection are never called.
 */
public interface WebSocketControl {

	/**
	 * Whether the connection is a WebSocket whose handshake is over and that is open.
	 * @return whether it is
	 */
	boolean isEstablished();

	/**
	 * Whether the connection is a WebSocket whose handshake is over, or was one before it
	 * was closed.
	 * @return whether it ever became a WebSocket
	 */
	boolean hasOpened();

	/**
	 * Sends a ping, which the peer answers with a pong of the same payload.
	 * @param payload the payload, up to 125 bytes, not copied
	 * @return what became of it
	 * @throws IllegalArgumentException if the payload is too long
	 * @throws IllegalStateException if the connection is no WebSocket
	 */
	SendResult ping(byte[] payload);

	/**
	 * Sends a pong that nobody asked for, which tells the peer that this side is there.
	 * Pings are answered without it.
	 * @param payload the payload, up to 125 bytes, not copied
	 * @return what became of it
	 * @throws IllegalArgumentException if the payload is too long
	 * @throws IllegalStateException if the connection is no WebSocket
	 */
	SendResult pong(byte[] payload);

	/**
	 * Replaces the callbacks before a WebSocket opens of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onWebSocketConnect(Callbacks.OnHandshake callback);

	/**
	 * Replaces the callbacks after a WebSocket has opened of the worker for this
	 * connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onWebSocketConnected(Callbacks.OnConnection callback);

	/**
	 * Replaces the ping callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onWebSocketPing(Callbacks.OnControl callback);

	/**
	 * Replaces the pong callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onWebSocketPong(Callbacks.OnControl callback);

	/**
	 * Replaces the callbacks for the goodbye of the peer of the worker for this
	 * connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onWebSocketClose(Callbacks.OnClose callback);

}
