package io.workerman.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.workerman.engine.WorkerStartException;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link WorkermanEndpoint}:
 * the tables of Workerman's commands for those who accept plain text, and a status code
 * for what is not there.
 */
@EndpointWebExtension(endpoint = WorkermanEndpoint.class)
public class WorkermanEndpointWebExtension {

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final WorkermanEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint to extend
	 */
	public WorkermanEndpointWebExtension(WorkermanEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Show all workers as text.
	 * @return the tables
	 */
	@ReadOperation(produces = TEXT)
	public String statusText() {
		return StatusText.of(this.endpoint.status());
	}

	/**
	 * Show one worker as text.
	 * @param worker the name of the worker
	 * @return the table, or {@code null} if there is no such worker
	 */
	@ReadOperation(produces = TEXT)
	public @Nullable String workerText(@Selector String worker) {
		WorkerStatus status = this.endpoint.worker(worker);
		return (status != null) ? StatusText.of(status) : null;
	}

	/**
	 * Show connections of a worker as text.
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param page the number of the page, the first is 0
	 * @param size the connections of a page
	 * @return the table, or {@code null} if there is no such worker or section
	 */
	@ReadOperation(produces = TEXT)
	public @Nullable String connectionsText(@Selector String worker, @Selector String section, @Nullable Integer page,
			@Nullable Integer size) {
		ConnectionPage connections = this.endpoint.connections(worker, section, page, size);
		return (connections != null) ? ConnectionsText.of(connections) : null;
	}

	/**
	 * Control a worker.
	 * @param worker the name of the worker
	 * @param action what to do
	 * @return the status afterwards, or that there is no such worker, or why it could not
	 */
	@WriteOperation
	public WebEndpointResponse<Object> control(@Selector String worker, WorkerAction action) {
		try {
			WorkerStatus status = this.endpoint.control(worker, action);
			return (status != null) ? new WebEndpointResponse<>(status)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (IllegalStateException | WorkerStartException ex) {
			return new WebEndpointResponse<>(Problem.of(ex), WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR,
					Problem.TYPE);
		}
	}

	/**
	 * Close a connection.
	 * @param worker the name of the worker
	 * @param section what to close: one of its {@code connections}
	 * @param id the id of the connection
	 * @return nothing, or that there is no such connection
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> close(@Selector String worker, @Selector String section, @Selector String id) {
		return new WebEndpointResponse<>(this.endpoint.close(worker, section, id)
				? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
