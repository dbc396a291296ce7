package io.workerman.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.ConnectionPage;
import io.workerman.status.ConnectionQuery;
import io.workerman.status.ConnectionStatus;
import io.workerman.status.StatusSource;
import io.workerman.status.WorkerStatus;
import io.workerman.status.WorkermanStatus;

/**
 * {@link Endpoint @Endpoint} that shows workers, their processes and their connections,
 * and, where it may, controls them.
 */
@Endpoint(id = "workerman", defaultAccess = Access.READ_ONLY)
public class WorkermanEndpoint {

	static final String HIDDEN = "'workerman.endpoint.show-connections' hides who the peers are, also from 'address', 'principal' and 'uid'";

	static final String CONNECTIONS = "connections";

	private final StatusSource status;

	private final Workers workers;

	private final Show showConnections;

	/**
	 * Create an endpoint.
	 * @param status the workers to show
	 * @param showConnections when to show who the peers of connections are
	 */
	public WorkermanEndpoint(StatusSource status, Show showConnections) {
		this.status = status;
		this.workers = status.workers();
		this.showConnections = showConnections;
	}

	/**
	 * Show all workers.
	 * @return the status
	 */
	@ReadOperation
	public WorkermanStatus status() {
		return this.status.read();
	}

	/**
	 * Show one worker.
	 * @param worker the name of the worker
	 * @return the status, or {@code null} if there is no such worker
	 */
	@ReadOperation
	public @Nullable WorkerStatus worker(@Selector String worker) {
		Worker found = this.workers.find(worker);
		return (found != null) ? WorkerStatus.of(found) : null;
	}

	/**
	 * Show connections of a worker.
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param page the number of the page, the first is 0
	 * @param size the connections of a page
	 * @param sort the order: {@code id}, {@code bytesRead}, {@code bytesWritten},
	 * {@code recvQueue} or {@code sendQueue}, with {@code -} before it for the largest
	 * first
	 * @param address the address of the peer, {@code ip} or {@code ip:port}
	 * @param principal the name of who the peer is
	 * @param uid the uid that is bound to the connection
	 * @return the page, or {@code null} if there is no such worker or section
	 * @throws IllegalArgumentException if there is no such order, or the peers are not
	 * shown and one is asked for
	 */
	@ReadOperation
	public @Nullable ConnectionPage connections(@Selector String worker, @Selector String section,
			@Nullable Integer page, @Nullable Integer size, @Nullable String sort, @Nullable String address,
			@Nullable String principal, @Nullable String uid) {
		ConnectionQuery query = ConnectionQuery.of(page, size, sort, address, principal, uid);
		boolean shown = this.showConnections.isShown(false);
		if (query.filters() && !shown) {
			throw new IllegalArgumentException(HIDDEN);
		}
		return connections(worker, section, query, shown);
	}

	@Nullable ConnectionPage connections(String worker, String section, ConnectionQuery query, boolean shown) {
		Worker found = this.workers.find(worker);
		if (found == null || !CONNECTIONS.equals(section)) {
			return null;
		}
		ConnectionPage page = ConnectionPage.of(found, query);
		return (shown) ? page : page.sanitized();
	}

	/**
	 * Show one connection.
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param id the id of the connection
	 * @return the status, or {@code null} if there is no such connection
	 */
	@ReadOperation
	public @Nullable ConnectionStatus connection(@Selector String worker, @Selector String section,
			@Selector String id) {
		return connection(worker, section, id, this.showConnections.isShown(false));
	}

	@Nullable ConnectionStatus connection(String worker, String section, String id, boolean shown) {
		Connection found = find(worker, section, id);
		if (found == null) {
			return null;
		}
		ConnectionStatus status = ConnectionStatus.of(found);
		return (shown) ? status : status.sanitized();
	}

	/**
	 * Control a worker.
	 * @param worker the name of the worker
	 * @param action what to do: {@code reload}, {@code stop}, {@code start},
	 * {@code pause}, {@code resume} or {@code broadcast}
	 * @param message the text to broadcast
	 * @return the status afterwards, or {@code null} if there is no such worker
	 * @throws IllegalArgumentException if there is no such action, or no message to
	 * broadcast
	 */
	@WriteOperation
	public @Nullable WorkerStatus control(@Selector String worker, @Nullable String action, @Nullable String message) {
		Worker found = this.workers.find(worker);
		if (found == null) {
			return null;
		}
		WorkerAction.of(action).perform(found, message);
		return worker(worker);
	}

	/**
	 * Close a connection after what was accepted for it has left.
	 * @param worker the name of the worker
	 * @param section what to close: one of its {@code connections}
	 * @param id the id of the connection
	 * @return whether there was such a connection
	 */
	@DeleteOperation
	public boolean close(@Selector String worker, @Selector String section, @Selector String id) {
		Connection found = find(worker, section, id);
		if (found != null) {
			found.close();
		}
		return found != null;
	}

	List<String> names() {
		return this.workers.all().stream().map(Worker::name).toList();
	}

	private @Nullable Connection find(String worker, String section, String id) {
		Worker found = this.workers.find(worker);
		if (found == null || !CONNECTIONS.equals(section)) {
			return null;
		}
		try {
			return found.connection(Long.parseLong(id));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
