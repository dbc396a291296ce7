package io.workerman.engine;

import java.util.List;

/**
 * A protocol that connections speak. The ones to implement are
 * {@code io.workerman.engine.protocol.Protocol}, which is all that a wire format of
 * packages needs, or this interface for one that keeps state for each connection.
 */
public interface ConnectionProtocol {

	/**
	 * The name that status tables show.
	 * @return the name
	 */
	default String protocolName() {
		return getClass().getSimpleName();
	}

	/**
	 * What a connection is told that is refused because there are too many.
	 * @return the bytes, empty if the protocol has no words for it
	 */
	default byte[] refusal() {
		return new byte[0];
	}

	/**
	 * The names by which clients choose the protocol in a TLS handshake (ALPN).
	 * @return the names, the preferred one first, empty if there is nothing to choose
	 */
	default List<String> applicationProtocols() {
		return List.of();
	}

	/**
	 * The heartbeat of workers that have set none.
	 * @return the heartbeat
	 */
	default Guards.Heartbeat heartbeat() {
		return Guards.Heartbeat.NONE;
	}

	/**
	 * Whether the connections are WebSockets.
	 * @return whether they are
	 */
	default boolean isWebSocket() {
		return false;
	}

	/**
	 * Makes the message that asks the peer of a WebSocket for a pong.
	 * @param payload the payload
	 * @return the message
	 * @throws IllegalStateException if the protocol is not WebSocket
	 */
	default Object ping(byte[] payload) {
		throw new IllegalStateException("The protocol '%s' has no pings, WebSocket has".formatted(protocolName()));
	}

	/**
	 * Makes the message that is a pong of a WebSocket.
	 * @param payload the payload
	 * @return the message
	 * @throws IllegalStateException if the protocol is not WebSocket
	 */
	default Object pong(byte[] payload) {
		throw new IllegalStateException("The protocol '%s' has no pongs, WebSocket has".formatted(protocolName()));
	}

	/**
	 * Makes the codec of one connection.
	 * @param context what the engine offers to it
	 * @return the codec
	 */
	ConnectionCodec newCodec(CodecContext context);

}
