package io.workerman.engine.push;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who is connected. A question that concerns this node only is answered at once.
 * Otherwise it waits for the nodes, and throws an {@link IllegalStateException} on an
 * event loop; there, ask by {@link #queries()}.
 */
public interface ClientDirectory {

	/**
	 * The same questions, answered without waiting.
	 * @return the questions
	 */
	ClientQueries queries();

	/**
	 * How long an answer is waited for.
	 * @return the time
	 */
	Duration timeout();

	/**
	 * Whether a client is connected.
	 * @param clientId its id
	 * @return whether it is
	 */
	default boolean isOnline(String clientId) {
		return Awaited.get(queries().isOnline(clientId), timeout(), "queries().isOnline");
	}

	/**
	 * The ids of all clients.
	 * @return the ids
	 */
	default Set<String> clientIds() {
		return Awaited.get(queries().clientIds(), timeout(), "queries().clientIds");
	}

	/**
	 * The number of clients.
	 * @return the number
	 */
	default long clientCount() {
		return Awaited.get(queries().clientCount(), timeout(), "queries().clientCount");
	}

	/**
	 * Whether a uid has a client.
	 * @param uid the uid
	 * @return whether it has
	 */
	default boolean isUidOnline(String uid) {
		return Awaited.get(queries().isUidOnline(uid), timeout(), "queries().isUidOnline");
	}

	/**
	 * The clients of a uid.
	 * @param uid the uid
	 * @return their ids
	 */
	default Set<String> clientIdsByUid(String uid) {
		return Awaited.get(queries().clientIdsByUid(uid), timeout(), "queries().clientIdsByUid");
	}

	/**
	 * All uids that have a client.
	 * @return the uids
	 */
	default Set<String> uids() {
		return Awaited.get(queries().uids(), timeout(), "queries().uids");
	}

	/**
	 * The uid of a client.
	 * @param clientId its id
	 * @return the uid, or {@code null} if it has none
	 */
	default @Nullable String uidOf(String clientId) {
		return Awaited.get(queries().uidOf(clientId), timeout(), "queries().uidOf").orElse(null);
	}

	/**
	 * The groups of a client.
	 * @param clientId its id
	 * @return the groups
	 */
	default Set<String> groupsOf(String clientId) {
		return Awaited.get(queries().groupsOf(clientId), timeout(), "queries().groupsOf");
	}

	/**
	 * All groups that have a client.
	 * @return the groups
	 */
	default Set<String> groups() {
		return Awaited.get(queries().groups(), timeout(), "queries().groups");
	}

	/**
	 * The number of clients in a group.
	 * @param group the group
	 * @return the number
	 */
	default long groupCount(String group) {
		return Awaited.get(queries().groupCount(group), timeout(), "queries().groupCount");
	}

	/**
	 * The clients in a group.
	 * @param group the group
	 * @return their ids
	 */
	default Set<String> clientIdsByGroup(String group) {
		return Awaited.get(queries().clientIdsByGroup(group), timeout(), "queries().clientIdsByGroup");
	}

	/**
	 * The uids of the clients in a group.
	 * @param group the group
	 * @return the uids
	 */
	default Set<String> uidsByGroup(String group) {
		return Awaited.get(queries().uidsByGroup(group), timeout(), "queries().uidsByGroup");
	}

	/**
	 * The session of a client.
	 * @param clientId its id
	 * @return the values, or {@code null} if it is not connected
	 */
	default @Nullable Map<String, Object> session(String clientId) {
		return Awaited.get(queries().session(clientId), timeout(), "queries().session").orElse(null);
	}

	/**
	 * The sessions of all clients.
	 * @return the values by client id
	 */
	default Map<String, Map<String, Object>> sessions() {
		return Awaited.get(queries().sessions(), timeout(), "queries().sessions");
	}

	/**
	 * The sessions of the clients in a group.
	 * @param group the group
	 * @return the values by client id
	 */
	default Map<String, Map<String, Object>> sessionsByGroup(String group) {
		return Awaited.get(queries().sessionsByGroup(group), timeout(), "queries().sessionsByGroup");
	}

}
