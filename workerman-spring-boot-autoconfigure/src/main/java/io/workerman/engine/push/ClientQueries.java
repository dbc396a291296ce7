package io.workerman.engine.push;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.Request.Verb;

/**
 * The questions of a {@link WorkermanTemplate}, answered without waiting. A node that
 * does not answer in time is left out.
 */
public final class ClientQueries {

	private final Network network;

	private final Function<Audience, Audience> scope;

	ClientQueries(Network network, Function<Audience, Audience> scope) {
		this.network = network;
		this.scope = scope;
	}

	/**
	 * Whether a client is connected.
	 * @param clientId its id
	 * @return completes with whether it is
	 */
	public CompletionStage<Boolean> isOnline(String clientId) {
		return ask(Verb.COUNT, Audience.client(clientId), (answer) -> answer.count() > 0);
	}

	/**
	 * The ids of all clients.
	 * @return completes with the ids
	 */
	public CompletionStage<Set<String>> clientIds() {
		return ask(Verb.CLIENT_IDS, Audience.ALL, (answer) -> answer.names());
	}

	/**
	 * The number of clients.
	 * @return completes with the number
	 */
	public CompletionStage<Long> clientCount() {
		return ask(Verb.COUNT, Audience.ALL, (answer) -> answer.count());
	}

	/**
	 * Whether a uid has a client.
	 * @param uid the uid
	 * @return completes with whether it has
	 */
	public CompletionStage<Boolean> isUidOnline(String uid) {
		return ask(Verb.COUNT, uid(uid), (answer) -> answer.count() > 0);
	}

	/**
	 * The clients of a uid.
	 * @param uid the uid
	 * @return completes with their ids
	 */
	public CompletionStage<Set<String>> clientIdsByUid(String uid) {
		return ask(Verb.CLIENT_IDS, uid(uid), (answer) -> answer.names());
	}

	/**
	 * All uids that have a client.
	 * @return completes with the uids
	 */
	public CompletionStage<Set<String>> uids() {
		return ask(Verb.UIDS, Audience.ALL, (answer) -> answer.names());
	}

	/**
	 * The uid of a client.
	 * @param clientId its id
	 * @return completes with the uid, empty if there is none
	 */
	public CompletionStage<Optional<String>> uidOf(String clientId) {
		return ask(Verb.UIDS, Audience.client(clientId), (answer) -> answer.names().stream().findFirst());
	}

	/**
	 * The groups of a client.
	 * @param clientId its id
	 * @return completes with the groups
	 */
	public CompletionStage<Set<String>> groupsOf(String clientId) {
		return ask(Verb.GROUPS, Audience.client(clientId), (answer) -> answer.names());
	}

	/**
	 * All groups that have a client.
	 * @return completes with the groups
	 */
	public CompletionStage<Set<String>> groups() {
		return ask(Verb.GROUPS, Audience.ALL, (answer) -> answer.names());
	}

	/**
	 * The number of clients in a group.
	 * @param group the group
	 * @return completes with the number
	 */
	public CompletionStage<Long> groupCount(String group) {
		return ask(Verb.COUNT, group(group), (answer) -> answer.count());
	}

	/**
	 * The clients in a group.
	 * @param group the group
	 * @return completes with their ids
	 */
	public CompletionStage<Set<String>> clientIdsByGroup(String group) {
		return ask(Verb.CLIENT_IDS, group(group), (answer) -> answer.names());
	}

	/**
	 * The uids of the clients in a group.
	 * @param group the group
	 * @return completes with the uids
	 */
	public CompletionStage<Set<String>> uidsByGroup(String group) {
		return ask(Verb.UIDS, group(group), (answer) -> answer.names());
	}

	/**
	 * The session of a client.
	 * @param clientId its id
	 * @return completes with the values, empty if there is none
	 */
	public CompletionStage<Optional<Map<String, Object>>> session(String clientId) {
		return ask(Verb.SESSIONS, Audience.client(clientId),
				(answer) -> answer.sessions().values().stream().findFirst());
	}

	/**
	 * The sessions of all clients.
	 * @return completes with the values by client id
	 */
	public CompletionStage<Map<String, Map<String, Object>>> sessions() {
		return ask(Verb.SESSIONS, Audience.ALL, (answer) -> answer.sessions());
	}

	/**
	 * The sessions of the clients in a group.
	 * @param group the group
	 * @return completes with the values by client id
	 */
	public CompletionStage<Map<String, Map<String, Object>>> sessionsByGroup(String group) {
		return ask(Verb.SESSIONS, group(group), (answer) -> answer.sessions());
	}

	private <T> CompletionStage<T> ask(Verb verb, Audience audience, Function<Answer, T> answer) {
		return this.network.ask(Request.of(verb, this.scope.apply(audience))).thenApply(answer);
	}

	private static Audience uid(String uid) {
		return Audience.of(Kind.UIDS, List.of(uid));
	}

	private static Audience group(String group) {
		return Audience.of(Kind.GROUPS, List.of(group));
	}

}
