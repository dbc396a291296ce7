package io.workerman.context;

import io.workerman.engine.Connection;

/**
 * A connection was opened. Published on the process of the connection, before its
 * handshake and messages, if {@code workerman.events.connections} is on.
 */
public class ConnectionOpenedEvent extends WorkermanEvent {

	private final transient Connection connection;

	/**
	 * Create a new event.
	 * @param connection the connection
	 */
	public ConnectionOpenedEvent(Connection connection) {
		super(connection.worker());
		this.connection = connection;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public Connection getConnection() {
		return this.connection;
	}

}
