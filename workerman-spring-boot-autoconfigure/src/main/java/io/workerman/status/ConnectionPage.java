package io.workerman.status;

import java.util.Comparator;
import java.util.List;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

/**
 * Some of the connections of a worker.
 *
 * @param worker the name of the worker
 * @param page the number of the page, the first is 0
 * @param size the connections that a page has at most
 * @param total the connections that match, on all pages
 * @param connections the connections of this page
 */
public record ConnectionPage(String worker, int page, int size, int total, List<ConnectionStatus> connections) {

	/**
	 * Look at connections of a worker.
	 * @param worker the worker
	 * @param query which connections
	 * @return the page
	 */
	public static ConnectionPage of(Worker worker, ConnectionQuery query) {
		// sorted by a copy of what changes while it is sorted
		List<Keyed> all = worker.connections()
			.stream()
			.filter(query::matches)
			.map((connection) -> new Keyed(connection, query.sort().key(connection)))
			.toList();
		Comparator<Keyed> byKey = Comparator.comparingLong(Keyed::key);
		List<ConnectionStatus> connections = all.stream()
			.sorted((query.descending() ? byKey.reversed() : byKey)
				.thenComparingLong((keyed) -> keyed.connection().id()))
			.skip((long) query.page() * query.size())
			.limit(query.size())
			.map((keyed) -> ConnectionStatus.of(keyed.connection()))
			.toList();
		return new ConnectionPage(worker.name(), query.page(), query.size(), all.size(), connections);
	}

	/**
	 * The same without saying who the peers are.
	 * @return the page
	 */
	public ConnectionPage sanitized() {
		return new ConnectionPage(this.worker, this.page, this.size, this.total,
				this.connections.stream().map(ConnectionStatus::sanitized).toList());
	}

	/**
	 * The table that Workerman's {@code connections} command prints.
	 * @return the table
	 */
	public String toText() {
		return ConnectionsText.of(this.connections);
	}

	private record Keyed(Connection connection, long key) {

	}

}
