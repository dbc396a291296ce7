package io.workerman.actuate;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;

/**
 * {@link Endpoint @Endpoint} that shows workers, their processes and their connections,
 * and, where it may, controls them.
 */
@Endpoint(id = "workerman", defaultAccess = Access.READ_ONLY)
public class WorkermanEndpoint {

	private static final String CONNECTIONS = "connections";

	private final LoopProbe probe = new LoopProbe(Duration.ofMillis(100));

	private final Workers workers;

	/**
	 * Create an endpoint.
	 * @param workers the workers to show
	 */
	public WorkermanEndpoint(Workers workers) {
		this.workers = workers;
	}

	/**
	 * Show all workers.
	 * @return the status
	 */
	@ReadOperation
	public WorkermanStatus status() {
		return WorkermanStatus.of(this.workers, this.probe.unanswered(this.workers.all()));
	}

	/**
	 * Show one worker.
	 * @param worker the name of the worker
	 * @return the status, or {@code null} if there is no such worker
	 */
	@ReadOperation
	public @Nullable WorkerStatus worker(@Selector String worker) {
		Worker found = this.workers.find(worker);
		return (found != null) ? WorkerStatus.of(found, this.probe.unanswered(List.of(found))) : null;
	}

	/**
	 * Show connections of a worker.
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param page the number of the page, the first is 0
	 * @param size the connections of a page
	 * @return the page, or {@code null} if there is no such worker or section
	 */
	@ReadOperation
	public @Nullable ConnectionPage connections(@Selector String worker, @Selector String section,
			@Nullable Integer page, @Nullable Integer size) {
		Worker found = this.workers.find(worker);
		return (found != null && CONNECTIONS.equals(section)) ? ConnectionPage.of(found, page, size) : null;
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
		Connection found = find(worker, section, id);
		return (found != null) ? ConnectionStatus.of(found) : null;
	}

	/**
	 * Control a worker.
	 * @param worker the name of the worker
	 * @param action what to do
	 * @return the status afterwards, or {@code null} if there is no such worker
	 */
	@WriteOperation
	public @Nullable WorkerStatus control(@Selector String worker, WorkerAction action) {
		Worker found = this.workers.find(worker);
		if (found == null) {
			return null;
		}
		action.perform(found);
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
