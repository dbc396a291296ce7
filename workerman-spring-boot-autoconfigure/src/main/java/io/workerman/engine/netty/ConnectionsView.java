package io.workerman.engine.netty;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;

import io.workerman.engine.Connection;

/**
 * The connections of several processes, live.
 */
final class ConnectionsView extends AbstractCollection<Connection> {

	private final List<NettyProcess> processes;

	ConnectionsView(List<NettyProcess> processes) {
		this.processes = processes;
	}

	@Override
	public Iterator<Connection> iterator() {
		return this.processes.stream()
			.flatMap((process) -> process.open().values().stream())
			.map(Connection.class::cast)
			.iterator();
	}

	@Override
	public int size() {
		return this.processes.stream().mapToInt((process) -> process.open().size()).sum();
	}

	@Override
	public boolean contains(Object candidate) {
		return candidate instanceof Connection connection
				&& this.processes.stream().anyMatch((process) -> process.open().get(connection.id()) == connection);
	}

}
