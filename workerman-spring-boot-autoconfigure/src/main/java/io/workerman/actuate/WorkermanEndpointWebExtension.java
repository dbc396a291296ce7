package io.workerman.actuate;

import java.util.Collection;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

import io.workerman.engine.WorkerStartException;
import io.workerman.status.ConnectionPage;
import io.workerman.status.ConnectionQuery;
import io.workerman.status.ConnectionStatus;
import io.workerman.status.WorkerStatus;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link WorkermanEndpoint}:
 * the tables of Workerman's commands for those who accept plain text, a page for
 * browsers, and a {@link Problem} for what cannot be done.
 */
@EndpointWebExtension(endpoint = WorkermanEndpoint.class)
public class WorkermanEndpointWebExtension {

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final WorkermanEndpoint endpoint;

	private final Show showConnections;

	private final Collection<String> roles;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint to extend
	 * @param showConnections when to show who the peers of connections are
	 * @param roles the roles that are authorized to see it, empty for all users
	 */
	public WorkermanEndpointWebExtension(WorkermanEndpoint endpoint, Show showConnections, Collection<String> roles) {
		this.endpoint = endpoint;
		this.showConnections = showConnections;
		this.roles = roles;
	}

	/**
	 * Show all workers.
	 * @return the status
	 */
	@ReadOperation
	public WebEndpointResponse<Object> status() {
		return json(this.endpoint.status());
	}

	/**
	 * Show all workers as text.
	 * @return the tables
	 */
	@ReadOperation(produces = TEXT)
	public String statusText() {
		return this.endpoint.status().toText();
	}

	/**
	 * Show all workers live, in a browser.
	 * @return the page
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public String page() {
		return LivePage.read();
	}

	/**
	 * Show one worker.
	 * @param worker the name of the worker
	 * @return the status, or that there is no such worker
	 */
	@ReadOperation
	public WebEndpointResponse<Object> worker(@Selector String worker) {
		WorkerStatus status = this.endpoint.worker(worker);
		return (status != null) ? json(status) : unknownWorker(worker);
	}

	/**
	 * Show one worker as text.
	 * @param worker the name of the worker
	 * @return the table, or that there is no such worker
	 */
	@ReadOperation(produces = TEXT)
	public WebEndpointResponse<Object> workerText(@Selector String worker) {
		WorkerStatus status = this.endpoint.worker(worker);
		return (status != null) ? text(status.toText()) : unknownWorker(worker);
	}

	/**
	 * Show connections of a worker.
	 * @param context who asks
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param page the number of the page, the first is 0
	 * @param size the connections of a page
	 * @param sort the order, see {@link WorkermanEndpoint#connections}
	 * @param address the address of the peer, {@code ip} or {@code ip:port}
	 * @param principal the name of who the peer is
	 * @param uid the uid that is bound to the connection
	 * @return the page, or why there is none
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connections(SecurityContext context, @Selector String worker,
			@Selector String section, @Nullable String page, @Nullable String size, @Nullable String sort,
			@Nullable String address, @Nullable String principal, @Nullable String uid) {
		return connections(context, worker, section, new Asked(page, size, sort, address, principal, uid),
				WorkermanEndpointWebExtension::json);
	}

	/**
	 * Show connections of a worker as text.
	 * @param context who asks
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param page the number of the page, the first is 0
	 * @param size the connections of a page
	 * @param sort the order, see {@link WorkermanEndpoint#connections}
	 * @param address the address of the peer, {@code ip} or {@code ip:port}
	 * @param principal the name of who the peer is
	 * @param uid the uid that is bound to the connection
	 * @return the table, or why there is none
	 */
	@ReadOperation(produces = TEXT)
	public WebEndpointResponse<Object> connectionsText(SecurityContext context, @Selector String worker,
			@Selector String section, @Nullable String page, @Nullable String size, @Nullable String sort,
			@Nullable String address, @Nullable String principal, @Nullable String uid) {
		return connections(context, worker, section, new Asked(page, size, sort, address, principal, uid),
				(found) -> text(found.toText()));
	}

	/**
	 * Show one connection.
	 * @param context who asks
	 * @param worker the name of the worker
	 * @param section what to show of it: {@code connections}
	 * @param id the id of the connection
	 * @return the status, or that there is no such connection
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connection(SecurityContext context, @Selector String worker,
			@Selector String section, @Selector String id) {
		ConnectionStatus status = this.endpoint.connection(worker, section, id, isShown(context));
		return (status != null) ? json(status) : unknownConnection(worker, section, id);
	}

	/**
	 * Control a worker.
	 * @param worker the name of the worker
	 * @param action what to do, see {@link WorkermanEndpoint#control}
	 * @param message the text to broadcast
	 * @return the status afterwards, or that there is no such worker, or why it could not
	 */
	@WriteOperation
	public WebEndpointResponse<Object> control(@Selector String worker, @Nullable String action,
			@Nullable String message) {
		try {
			WorkerStatus status = this.endpoint.control(worker, action, message);
			return (status != null) ? json(status) : unknownWorker(worker);
		}
		catch (IllegalArgumentException ex) {
			return Problem.badRequest(ex);
		}
		catch (IllegalStateException | WorkerStartException ex) {
			return Problem.failed(ex);
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
	public WebEndpointResponse<Object> close(@Selector String worker, @Selector String section, @Selector String id) {
		return this.endpoint.close(worker, section, id)
				? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
				: unknownConnection(worker, section, id);
	}

	private WebEndpointResponse<Object> connections(SecurityContext context, String worker, String section, Asked asked,
			Function<ConnectionPage, WebEndpointResponse<Object>> form) {
		try {
			ConnectionQuery query = asked.query();
			boolean shown = isShown(context);
			if (query.filters() && !shown) {
				return Problem.forbidden(WorkermanEndpoint.HIDDEN);
			}
			ConnectionPage page = this.endpoint.connections(worker, section, query, shown);
			return (page != null) ? form.apply(page) : unknownSection(worker, section);
		}
		catch (IllegalArgumentException ex) {
			return Problem.badRequest(ex);
		}
	}

	private boolean isShown(SecurityContext context) {
		return this.showConnections.isShown(context, this.roles);
	}

	private WebEndpointResponse<Object> unknownWorker(String worker) {
		return Problem.notFound("There is no worker '%s' (expected one of %s)".formatted(worker,
				String.join(", ", this.endpoint.names())));
	}

	private WebEndpointResponse<Object> unknownSection(String worker, String section) {
		if (!WorkermanEndpoint.CONNECTIONS.equals(section)) {
			return Problem.notFound("There is no section '%s' of a worker (expected '%s')".formatted(section,
					WorkermanEndpoint.CONNECTIONS));
		}
		return unknownWorker(worker);
	}

	private WebEndpointResponse<Object> unknownConnection(String worker, String section, String id) {
		if (!WorkermanEndpoint.CONNECTIONS.equals(section) || !this.endpoint.names().contains(worker)) {
			return unknownSection(worker, section);
		}
		return Problem.notFound("Worker '%s' has no connection '%s'".formatted(worker, id));
	}

	private static WebEndpointResponse<Object> json(Object status) {
		return new WebEndpointResponse<>(new StatusBody<>(status));
	}

	private static WebEndpointResponse<Object> text(String text) {
		return new WebEndpointResponse<>(text, WebEndpointResponse.STATUS_OK, MimeType.valueOf(TEXT));
	}

	private record Asked(@Nullable String page, @Nullable String size, @Nullable String sort, @Nullable String address,
			@Nullable String principal, @Nullable String uid) {

		ConnectionQuery query() {
			return ConnectionQuery.of(number("page", this.page), number("size", this.size), this.sort, this.address,
					this.principal, this.uid);
		}

		private static @Nullable Integer number(String name, @Nullable String value) {
			try {
				return (value != null) ? Integer.valueOf(value) : null;
			}
			catch (NumberFormatException ex) {
				throw new IllegalArgumentException("%s: %s (expected a number)".formatted(name, value), ex);
			}
		}

	}

}
