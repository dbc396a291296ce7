package io.workerman.engine.client;

import java.time.Duration;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;

/**
 * A connection that dials out. It belongs to the process on which it was connected first,
 * and all its callbacks run there. It can be connected again when it has closed, and
 * keeps its id, attributes and callbacks then.
 * <p>
 * What is sent before the connection is up waits, in order and within
 * {@link #maxSendBufferSize() the limit of the send buffer}, and leaves as soon as it is
 * up. It is discarded if the connection cannot be made.
 * <p>
 * {@link #worker()} and {@link #process()} throw an {@link IllegalStateException} until
 * the connection has been connected for the first time.
 */
public interface AsyncTcpConnection extends Connection {

	/**
	 * Make a connection. It does not connect by itself.
	 * @param address where to connect to, such as {@code tcp://10.0.0.1:3306},
	 * {@code text://}, {@code frame://}, {@code ssl://}, {@code ws://host/path},
	 * {@code wss://}, {@code unix:///path}, or the name of a protocol of the application
	 * @return the connection
	 * @throws IllegalArgumentException if the address is malformed or its scheme is not
	 * one of clients
	 */
	static AsyncTcpConnection to(String address) {
		return builder(address).build();
	}

	/**
	 * Make a connection with options.
	 * @param address where to connect to
	 * @return a builder
	 * @throws IllegalArgumentException if the address is malformed or its scheme is not
	 * one of clients
	 */
	static ClientBuilder builder(String address) {
		return new ClientBuilder(ClientAddress.parse(address));
	}

	/**
	 * Connects, and returns at once. Does nothing while the connection is being made or
	 * is up, or while the worker stops. While it closes it is connected again as soon as
	 * it has closed.
	 * @throws IllegalStateException if the calling thread is not a process, or not the
	 * one to which the connection belongs
	 * @throws IllegalArgumentException if no protocol has the scheme of the address
	 */
	void connect();

	/**
	 * Connects again now, usually called when the connection has closed.
	 * @see #reconnect(Duration)
	 */
	default void reconnect() {
		reconnect(Duration.ZERO);
	}

	/**
	 * Connects again after a delay. What is sent meanwhile waits. A second call replaces
	 * the delay of the first. Does nothing while the connection is being made or is up,
	 * or while the worker stops.
	 * @param delay the delay, not negative
	 * @throws IllegalStateException if the connection belongs to no process yet and the
	 * calling thread is none either
	 */
	void reconnect(Duration delay);

	/**
	 * Gives up connecting again, whether it was asked for or is a matter of the
	 * {@link ReconnectPolicy policy}. What has been sent meanwhile is discarded.
	 */
	void cancelReconnect();

	/**
	 * The host as it was given in the address.
	 * @return the host, of a Unix domain socket its path
	 */
	String remoteHost();

	/**
	 * The path and query as they were given in the address.
	 * @return the path, {@code /} unless given
	 */
	String remoteUri();

	/**
	 * Sets what is called when the connection is up. A WebSocket sends its handshake
	 * after that.
	 * @param callback the callback
	 * @return this connection
	 */
	AsyncTcpConnection onConnect(Callbacks.OnConnection callback);

	/**
	 * Sets what is called when the server has answered the handshake of a WebSocket, with
	 * the target that was asked for and the headers of the answer. Throwing or closing
	 * gives the connection up; what was sent before leaves after that.
	 * @param callback the callback
	 * @return this connection
	 */
	@Override
	AsyncTcpConnection onWebSocketConnect(Callbacks.OnHandshake callback);

	/**
	 * Sets all callbacks of a connection at once. Those that are set one by one take
	 * precedence.
	 * @param callbacks the callbacks
	 */
	void callbacks(Callbacks callbacks);

}
