package io.workerman.engine.push;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.Request.Verb;

/**
 * Reaches any client from anywhere: by its id, its uid, a group, or all, in one JVM and
 * on all nodes alike. Safe for use by many threads.
 * <p>
 * What is done for clients never blocks, and its stage completes when all nodes have
 * answered, or not in time, never exceptionally; a message that cannot be written throws
 * an {@link IllegalArgumentException}. Delivery is at most once. The sends of one thread
 * reach a client in their order.
 * <p>
 * What is asked is answered at once if only this node is concerned. Otherwise it waits
 * for the nodes, and throws an {@link IllegalStateException} on an event loop; there, ask
 * by {@link #queries()}.
 */
public final class WorkermanTemplate implements ClientDirectory {

	/**
	 * The attribute of a connection that has its uid.
	 */
	public static final String UID = Connection.UID;

	private final Network network;

	private final Set<String> excluded;

	private final @Nullable String worker;

	private final boolean raw;

	/**
	 * Create a template for all clients.
	 * @param network the nodes
	 */
	public WorkermanTemplate(Network network) {
		this(network, Set.of(), null, false);
	}

	private WorkermanTemplate(Network network, Set<String> excluded, @Nullable String worker, boolean raw) {
		this.network = network;
		this.excluded = excluded;
		this.worker = worker;
		this.raw = raw;
	}

	/**
	 * The same without some clients.
	 * @param clientIds the ids of the clients
	 * @return a template that leaves them out
	 */
	public WorkermanTemplate excluding(String... clientIds) {
		return excluding(List.of(clientIds));
	}

	/**
	 * The same without some clients.
	 * @param clientIds the ids of the clients
	 * @return a template that leaves them out
	 */
	public WorkermanTemplate excluding(Collection<String> clientIds) {
		Set<String> excluded = new LinkedHashSet<>(this.excluded);
		excluded.addAll(clientIds);
		return new WorkermanTemplate(this.network, excluded, this.worker, this.raw);
	}

	/**
	 * The same for the clients of one worker, or of the workers of this name on all
	 * nodes.
	 * @param worker the name of the worker, which is that of its listener
	 * @return a template that leaves all others out
	 */
	public WorkermanTemplate listener(String worker) {
		return new WorkermanTemplate(this.network, this.excluded, worker, this.raw);
	}

	/**
	 * The same for bytes that go out past the protocol.
	 * @return a template that sends a {@code String}, {@code byte[]} or {@code ByteBuf}
	 * as it is
	 */
	public WorkermanTemplate raw() {
		return new WorkermanTemplate(this.network, this.excluded, this.worker, true);
	}

	@Override
	public ClientQueries queries() {
		return new ClientQueries(this.network, this::scoped);
	}

	/**
	 * The id of a client, under which all nodes know it.
	 * @param connection its connection
	 * @return twenty hexadecimal digits
	 */
	public String clientId(Connection connection) {
		return this.network.clientId(connection);
	}

	/**
	 * Sends to all clients.
	 * @param message the message
	 * @return completes with what became of it; of other nodes only their number is known
	 */
	public CompletionStage<PushResult> sendToAll(Object message) {
		return send(Audience.ALL, message);
	}

	/**
	 * Sends to a client.
	 * @param clientId the id of the client
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToClient(String clientId, Object message) {
		return sendToClients(List.of(clientId), message);
	}

	/**
	 * Sends to some clients, to each of them once.
	 * @param clientIds the ids of the clients; none reaches nobody
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToClients(Collection<String> clientIds, Object message) {
		return send(Audience.of(Kind.CLIENTS, clientIds), message);
	}

	/**
	 * Sends to the clients of a uid.
	 * @param uid the uid
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToUid(String uid, Object message) {
		return sendToUids(List.of(uid), message);
	}

	/**
	 * Sends to the clients of some uids, to each of them once.
	 * @param uids the uids; none reaches nobody
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToUids(Collection<String> uids, Object message) {
		return send(Audience.of(Kind.UIDS, uids), message);
	}

	/**
	 * Sends to the clients in a group.
	 * @param group the group
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToGroup(String group, Object message) {
		return sendToGroups(List.of(group), message);
	}

	/**
	 * Sends to the clients in some groups, to each of them once.
	 * @param groups the groups; none reaches nobody
	 * @param message the message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> sendToGroups(Collection<String> groups, Object message) {
		return send(Audience.of(Kind.GROUPS, groups), message);
	}

	/**
	 * Closes a client when what was accepted has left.
	 * @param clientId the id of the client
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> closeClient(String clientId) {
		return ask(Request.of(Verb.CLOSE, Audience.client(clientId)));
	}

	/**
	 * Sends a last message to a client and closes it when that has left.
	 * @param clientId the id of the client
	 * @param last the last message
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> closeClient(String clientId, Object last) {
		return ask(Request.saying(Verb.CLOSE, Audience.client(clientId), owned(last)));
	}

	/**
	 * Closes a client at once.
	 * @param clientId the id of the client
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> destroyClient(String clientId) {
		return ask(Request.of(Verb.DESTROY, Audience.client(clientId)));
	}

	/**
	 * Gives a client a uid, instead of the one that it has. A uid may have many clients.
	 * @param clientId the id of the client
	 * @param uid the uid, not empty
	 * @return completes with whether it was done, when all nodes can know
	 */
	public CompletionStage<Boolean> bindUid(String clientId, String uid) {
		return change(Verb.BIND, clientId, Audience.requireName(Kind.UIDS, uid));
	}

	/**
	 * Takes a uid from a client, if it has it. When a client closes, that is done.
	 * @param clientId the id of the client
	 * @param uid the uid
	 * @return completes with whether it was done, when all nodes can know
	 */
	public CompletionStage<Boolean> unbindUid(String clientId, String uid) {
		return change(Verb.UNBIND, clientId, Audience.requireName(Kind.UIDS, uid));
	}

	/**
	 * Lets a client join a group. It may be in many.
	 * @param clientId the id of the client
	 * @param group the group, not empty
	 * @return completes with whether it was done, when all nodes can know
	 */
	public CompletionStage<Boolean> joinGroup(String clientId, String group) {
		return change(Verb.JOIN, clientId, Audience.requireName(Kind.GROUPS, group));
	}

	/**
	 * Lets a client leave a group. When a client closes, it leaves all.
	 * @param clientId the id of the client
	 * @param group the group
	 * @return completes with whether it was done, when all nodes can know
	 */
	public CompletionStage<Boolean> leaveGroup(String clientId, String group) {
		return change(Verb.LEAVE, clientId, Audience.requireName(Kind.GROUPS, group));
	}

	/**
	 * Lets all clients leave a group, which is no more then.
	 * @param group the group
	 * @return completes with what became of it
	 */
	public CompletionStage<PushResult> ungroup(String group) {
		return ask(Request.of(Verb.LEAVE, Audience.of(Kind.GROUPS, List.of(group)), group));
	}

	/**
	 * Replaces the session of a client. It ends when the client closes.
	 * @param clientId the id of the client
	 * @param values the values; other nodes see them as JSON
	 * @return completes with whether it was done
	 */
	public CompletionStage<Boolean> setSession(String clientId, Map<String, Object> values) {
		return done(this.network.ask(Request.of(Verb.SET_SESSION, Audience.client(clientId), Map.copyOf(values))));
	}

	/**
	 * Merges values into the session of a client, also those of maps in maps.
	 * @param clientId the id of the client
	 * @param values the values; other nodes see them as JSON
	 * @return completes with whether it was done
	 */
	public CompletionStage<Boolean> updateSession(String clientId, Map<String, Object> values) {
		return done(this.network.ask(Request.of(Verb.UPDATE_SESSION, Audience.client(clientId), Map.copyOf(values))));
	}

	private Audience scoped(Audience audience) {
		return audience.within(this.excluded, this.worker);
	}

	private CompletionStage<PushResult> send(Audience audience, Object message) {
		Object kept = owned(message);
		if (this.raw && !(kept instanceof String || kept instanceof byte[])) {
			throw new IllegalArgumentException("A raw message must be a String, byte[] or ByteBuf, not '%s'"
				.formatted(message.getClass().getName()));
		}
		return ask(Request.saying(this.raw ? Verb.SEND_RAW : Verb.SEND, scoped(audience), kept));
	}

	private CompletionStage<PushResult> ask(Request request) {
		return this.network.ask(request).thenApply((answer) -> PushResult.of(request, answer));
	}

	private CompletionStage<Boolean> change(Verb verb, String clientId, String name) {
		return done(this.network.ask(Request.of(verb, Audience.client(clientId), name)));
	}

	private static CompletionStage<Boolean> done(CompletionStage<Answer> answer) {
		return answer.thenApply((given) -> given.count() > 0);
	}

	/**
	 * A buffer is its owner's again when the call returns.
	 */
	private static Object owned(Object message) {
		return (message instanceof ByteBuf bytes) ? ByteBufUtil.getBytes(bytes) : message;
	}

	@Override
	public Duration timeout() {
		return this.network.timeout();
	}

}
