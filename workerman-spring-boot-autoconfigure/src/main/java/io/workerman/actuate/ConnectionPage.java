package io.workerman.actuate;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

/**
 * Some of the connections of a worker.
 *
 * @param worker the name of the worker
 * @param page the number of the page, the first is 0
 * @param size the connections that a page has at most
 * @param total the connections of the worker
 * @param connections the connections of this page, sorted by their ids
 */
public record ConnectionPage(String worker, int page, int size, int total,
		List<ConnectionStatus> connections) implements OperationResponseBody {

	static final int DEFAULT_SIZE = 100;

	static final int MAX_SIZE = 1000;

	static ConnectionPage of(Worker worker, @Nullable Integer page, @Nullable Integer size) {
		int pageSize = (size != null) ? Math.min(Math.max(size, 1), MAX_SIZE) : DEFAULT_SIZE;
		int pageNumber = (page != null) ? Math.max(page, 0) : 0;
		// a copy, because the view changes while it is counted and sorted
		Collection<Connection> all = List.copyOf(worker.connections());
		List<ConnectionStatus> connections = all.stream()
			.sorted(Comparator.comparingLong(Connection::id))
			.skip((long) pageNumber * pageSize)
			.limit(pageSize)
			.map(ConnectionStatus::of)
			.toList();
		return new ConnectionPage(worker.name(), pageNumber, pageSize, all.size(), connections);
	}

}
