package io.workerman.context;

import io.workerman.engine.Worker;

/**
 * A worker accepts connections, or runs if it has no address. Published on process 0 at
 * every start, soon after the worker began to accept.
 */
public class WorkerStartedEvent extends WorkermanEvent {

	private final String address;

	private final int port;

	/**
	 * Create a new event.
	 * @param worker the worker
	 * @param address the address on which it listens
	 * @param port the port on which it listens
	 */
	public WorkerStartedEvent(Worker worker, String address, int port) {
		super(worker);
		this.address = address;
		this.port = port;
	}

	/**
	 * Return the address, with the real port.
	 * @return the address, {@code none} if the worker has none
	 */
	public String getAddress() {
		return this.address;
	}

	/**
	 * Return the real port.
	 * @return the port, -1 if the worker has none
	 */
	public int getPort() {
		return this.port;
	}

}
