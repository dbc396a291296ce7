package io.workerman.benchmarks.server;

import io.workerman.benchmarks.Protocol;

/**
 * A server that echoes what it gets, or sends it to all connections. Over HTTP it answers
 * "Hello, World!".
 */
interface Server {

	/**
	 * The largest message that is sent to a server.
	 */
	int MAX_MESSAGE = 1024 * 1024;

	/**
	 * What is answered over HTTP.
	 */
	String HELLO = "Hello, World!";

	/**
	 * Starts the server on a free port, with one thread for its connections if it can.
	 * @param protocol what to speak
	 * @param broadcast whether to send each message to all connections, and not only to
	 * the one that it came from
	 * @return the port
	 * @throws Exception if it cannot start
	 */
	int start(Protocol protocol, boolean broadcast) throws Exception;

}
