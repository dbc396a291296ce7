package io.workerman.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake callback may look at before it accepts or refuses a connection: the
 * request that opens a WebSocket.
 */
public interface HandshakeRequest {

	/**
	 * The request target as it came.
	 * @return the target, with its query string
	 */
	String uri();

	/**
	 * The path of the request target, percent-decoded.
	 * @return the path
	 */
	String path();

	/**
	 * A parameter of the query string.
	 * @param name the name of the parameter
	 * @return its first value, or {@code null} if there is none
	 */
	@Nullable String query(String name);

	/**
	 * A header.
	 * @param name the name of the header, in any case
	 * @return its value, or {@code null} if there is none
	 */
	@Nullable String header(String name);

	/**
	 * A cookie.
	 * @param name the name of the cookie
	 * @return its value, or {@code null} if there is none
	 */
	@Nullable String cookie(String name);

}
