package io.workerman.status;

import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.push.WorkermanTemplate;

/**
 * Which connections to show, and in which order.
 *
 * @param page the number of the page, the first is 0
 * @param size the connections that a page has at most
 * @param sort the order
 * @param descending whether the largest come first
 * @param address the address of the peer, {@code ip} or {@code ip:port}, or {@code null}
 * for all
 * @param principal the name of who the peer is, or {@code null} for all
 * @param uid the uid that is bound to the connection, or {@code null} for all
 */
public record ConnectionQuery(int page, int size, Sort sort, boolean descending, @Nullable String address,
		@Nullable String principal, @Nullable String uid) {

	/**
	 * The first page of all connections, sorted by their ids.
	 */
	public static final ConnectionQuery ALL = of(null, null, null, null, null, null);

	static final int DEFAULT_SIZE = 100;

	static final int MAX_SIZE = 1000;

	/**
	 * Read a query.
	 * @param page the number of the page, or {@code null} for the first
	 * @param size the connections of a page, or {@code null} for 100; 1000 at most
	 * @param sort the order by name, with {@code -} before it for the largest first, or
	 * {@code null} for the id
	 * @param address the address of the peer, or {@code null} for all
	 * @param principal the name of who the peer is, or {@code null} for all
	 * @param uid the uid that is bound to the connection, or {@code null} for all
	 * @return the query
	 * @throws IllegalArgumentException if there is no such order
	 */
	public static ConnectionQuery of(@Nullable Integer page, @Nullable Integer size, @Nullable String sort,
			@Nullable String address, @Nullable String principal, @Nullable String uid) {
		boolean descending = sort != null && sort.startsWith("-");
		return new ConnectionQuery((page != null) ? Math.max(page, 0) : 0,
				(size != null) ? Math.min(Math.max(size, 1), MAX_SIZE) : DEFAULT_SIZE,
				(sort != null) ? Sort.of(descending ? sort.substring(1) : sort) : Sort.ID, descending, address,
				principal, uid);
	}

	/**
	 * Whether only connections of a certain peer are shown.
	 * @return whether an address, a principal or a uid is asked for
	 */
	public boolean filters() {
		return this.address != null || this.principal != null || this.uid != null;
	}

	boolean matches(Connection connection) {
		return (this.address == null || this.address.equals(connection.remoteIp())
				|| this.address.equals(ConnectionStatus.remoteAddress(connection)))
				&& (this.principal == null || this.principal.equals(principalName(connection)))
				&& (this.uid == null || this.uid.equals(uid(connection)));
	}

	static String principalName(Connection connection) {
		Principal principal = connection.principal();
		return (principal != null) ? principal.getName() : "";
	}

	static String uid(Connection connection) {
		return Objects.toString(connection.attributes().get(WorkermanTemplate.UID), "");
	}

	/**
	 * By what connections are sorted.
	 */
	public enum Sort {

		/**
		 * The id, which is the order in which they were opened.
		 */
		ID("id", Connection::id),

		/**
		 * The bytes received.
		 */
		BYTES_READ("bytesRead", Connection::bytesRead),

		/**
		 * The bytes sent.
		 */
		BYTES_WRITTEN("bytesWritten", Connection::bytesWritten),

		/**
		 * The bytes received that have not become a message yet.
		 */
		RECV_QUEUE("recvQueue", Connection::receiveBufferSize),

		/**
		 * The bytes that wait to be sent.
		 */
		SEND_QUEUE("sendQueue", Connection::sendBufferSize);

		private final String parameter;

		private final ToLongFunction<Connection> key;

		Sort(String parameter, ToLongFunction<Connection> key) {
			this.parameter = parameter;
			this.key = key;
		}

		/**
		 * The order as it is asked for.
		 * @return the name
		 */
		public String parameter() {
			return this.parameter;
		}

		long key(Connection connection) {
			return this.key.applyAsLong(connection);
		}

		private static Sort of(String name) {
			return Stream.of(values())
				.filter((sort) -> sort.parameter.equals(name))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException(
						"sort: %s (expected one of %s, with - before it for the largest first)".formatted(name,
								names())));
		}

		private static List<String> names() {
			return Stream.of(values()).map(Sort::parameter).toList();
		}

	}

}
