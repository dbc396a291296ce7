package io.workerman.context;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;

/**
 * A connection was closed, whatever closed it. Published on the process of the
 * connection, if {@code workerman.events.connections} is on. It is a close callback of
 * the worker: a connection whose callbacks were replaced by
 * {@link Connection#onClose(io.workerman.engine.Callbacks.OnClose)} or
 * {@link Connection#pipe(Connection)} publishes none.
 */
public class ConnectionClosedEvent extends WorkermanEvent {

	private final transient Connection connection;

	private final transient CloseReason reason;

	/**
	 * Create a new event.
	 * @param connection the connection
	 * @param reason why it was closed
	 */
	public ConnectionClosedEvent(Connection connection, CloseReason reason) {
		super(connection.worker());
		this.connection = connection;
		this.reason = reason;
	}

	/**
	 * Return the connection.
	 * @return the connection; it takes no more sends
	 */
	public Connection getConnection() {
		return this.connection;
	}

	/**
	 * Return the reason.
	 * @return the reason
	 */
	public CloseReason getReason() {
		return this.reason;
	}

}
