package io.workerman.engine.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.Delivery;
import io.workerman.engine.push.Audience.Kind;

/**
 * The clients of this node: does for them what is asked, without blocking.
 */
public final class LocalClients implements Network {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int HALF = 10;

	private static final long MAX_NODE = 1L << 40;

	private final String node = hex(ThreadLocalRandom.current().nextLong(1, MAX_NODE));

	private final List<Worker> workers = new CopyOnWriteArrayList<>();

	private final Memberships memberships = new Memberships();

	private static String hex(long number) {
		return String.format("%010x", number);
	}

	/**
	 * The node of a client.
	 * @param clientId the id of the client
	 * @return the id of the node, or {@code null} if the client id is malformed
	 */
	public static @Nullable String nodeOf(String clientId) {
		return (clientId.length() == HALF * 2) ? clientId.substring(0, HALF) : null;
	}

	/**
	 * The id of this node.
	 * @return ten hexadecimal digits
	 */
	public String node() {
		return this.node;
	}

	/**
	 * Adds the clients of a worker, before the worker starts.
	 * @param worker the worker
	 */
	public void watch(Worker worker) {
		this.workers.add(worker);
		Callbacks callbacks = new CallbacksBuilder().closed((connection, reason) -> this.memberships.forget(connection))
			.build();
		worker.bind((process) -> callbacks);
	}

	/**
	 * Sets who is told when a uid or group gets its first member here, or has lost its
	 * last one. It must not block.
	 * @param changes is told the kind and the name
	 */
	public void onChange(BiConsumer<Kind, String> changes) {
		this.memberships.onChange(changes);
	}

	/**
	 * Whether a uid or group has members here.
	 * @param kind what the name is
	 * @param name the name
	 * @return whether it has
	 */
	public boolean holds(Kind kind, String name) {
		return !this.memberships.members(kind, name).isEmpty();
	}

	/**
	 * The uids or groups that have members here.
	 * @param kind which of them
	 * @return a live view of the names
	 */
	public Set<String> names(Kind kind) {
		return this.memberships.names(kind);
	}

	/**
	 * How many clients there are here.
	 * @return the number
	 */
	public long count() {
		return all(Audience.ALL).size();
	}

	@Override
	public String clientId(Connection connection) {
		return this.node + hex(connection.id());
	}

	@Override
	public Duration timeout() {
		return TIMEOUT;
	}

	@Override
	public CompletionStage<Answer> ask(Request request) {
		Map<String, Object> values = (request.values() != null) ? request.values() : Map.of();
		return switch (request.verb()) {
			case SEND -> send(request, false);
			case SEND_RAW -> send(request, true);
			case CLOSE -> each(request, (connection) -> connection.close(request.message()));
			case DESTROY -> each(request, Connection::destroy);
			case BIND -> change(request, this.memberships::bind);
			case UNBIND -> change(request, this.memberships::unbind);
			case JOIN -> change(request, this.memberships::join);
			case LEAVE -> change(request, this.memberships::leave);
			case SET_SESSION -> change(request, (client, none) -> this.memberships.setSession(client, values));
			case UPDATE_SESSION -> change(request, (client, none) -> this.memberships.updateSession(client, values));
			default -> CompletableFuture.completedFuture(tell(request));
		};
	}

	private Answer tell(Request request) {
		Audience audience = request.audience();
		boolean known = audience.kind() == Kind.ALL && audience.worker() == null && audience.excluded().isEmpty();
		if (known && request.verb() == Request.Verb.UIDS) {
			return Answer.of(0, Set.copyOf(names(Kind.UIDS)));
		}
		if (known && request.verb() == Request.Verb.GROUPS) {
			return Answer.of(0, Set.copyOf(names(Kind.GROUPS)));
		}
		Collection<Connection> clients = find(audience, new LinkedHashSet<>());
		if (request.verb() == Request.Verb.COUNT) {
			return Answer.of(clients.size(), Set.of());
		}
		Set<String> names = new LinkedHashSet<>();
		Map<String, Map<String, Object>> sessions = new LinkedHashMap<>();
		for (Connection client : clients) {
			if (request.verb() == Request.Verb.CLIENT_IDS) {
				names.add(clientId(client));
			}
			else {
				tell(request.verb(), client, names, sessions);
			}
		}
		return new Answer(clients.size(), 0, names, sessions, 1, 0);
	}

	private void tell(Request.Verb verb, Connection client, Set<String> names,
			Map<String, Map<String, Object>> sessions) {
		Member member = this.memberships.find(client);
		if (member == null) {
			if (verb == Request.Verb.SESSIONS) {
				sessions.put(clientId(client), Map.of());
			}
			return;
		}
		synchronized (member) {
			String uid = member.uid();
			switch (verb) {
				case UIDS -> names.addAll((uid != null) ? Set.of(uid) : Set.of());
				case GROUPS -> names.addAll(member.groups());
				default -> sessions.put(clientId(client), member.session());
			}
		}
	}

	private CompletionStage<Answer> change(Request request, BiFunction<Connection, String, Boolean> change) {
		Set<String> found = new LinkedHashSet<>();
		long changed = 0;
		for (Connection client : find(request.audience(), found)) {
			changed += change.apply(client, request.argument()) ? 1 : 0;
		}
		return CompletableFuture.completedFuture(Answer.of(changed, found));
	}

	private CompletionStage<Answer> each(Request request, Consumer<Connection> action) {
		Set<String> found = new LinkedHashSet<>();
		Collection<Connection> clients = find(request.audience(), found);
		clients.forEach(action);
		return CompletableFuture.completedFuture(Answer.of(clients.size(), found));
	}

	private CompletionStage<Answer> send(Request request, boolean raw) {
		Object message = request.message();
		if (message == null) {
			throw new IllegalArgumentException("message: null (expected: something to send)");
		}
		Audience audience = request.audience();
		Set<String> found = new LinkedHashSet<>();
		List<CompletionStage<Delivery>> deliveries = new ArrayList<>(1);
		if (audience.kind() == Kind.ALL) {
			Set<Long> excluded = excluded(audience);
			this.workers.stream()
				.filter(audience::concerns)
				.forEach((worker) -> deliveries
					.add(worker.send(message, raw, (connection) -> !excluded.contains(connection.id()))));
		}
		else {
			Map<Worker, List<Connection>> byWorker = new HashMap<>();
			find(audience, found).forEach(
					(client) -> byWorker.computeIfAbsent(client.worker(), (worker) -> new ArrayList<>()).add(client));
			byWorker.forEach((worker, clients) -> deliveries.add(worker.send(message, raw, clients)));
		}
		CompletionStage<Delivery> all = CompletableFuture.completedFuture(Delivery.NONE);
		for (CompletionStage<Delivery> delivery : deliveries) {
			all = all.thenCombine(delivery, Delivery::plus);
		}
		return all.thenApply((delivery) -> new Answer(delivery.accepted(), delivery.dropped(), found, Map.of(), 1, 0));
	}

	private Collection<Connection> find(Audience audience, Set<String> found) {
		if (audience.kind() == Kind.ALL) {
			return all(audience);
		}
		Set<Long> excluded = excluded(audience);
		Map<Long, Connection> clients = new LinkedHashMap<>();
		for (String name : audience.names()) {
			for (Connection client : find(audience.kind(), name)) {
				if (client.status() != Status.CLOSED) {
					found.add(name);
					if (!excluded.contains(client.id()) && audience.concerns(client.worker())) {
						clients.put(client.id(), client);
					}
				}
			}
		}
		return clients.values();
	}

	private Iterable<Connection> find(Kind kind, String name) {
		if (kind == Kind.CLIENTS) {
			Connection client = connection(name);
			return (client != null) ? List.of(client) : List.of();
		}
		Collection<Member> members = this.memberships.members(kind, name);
		return () -> members.stream().map(Member::connection).iterator();
	}

	private List<Connection> all(Audience audience) {
		Set<Long> excluded = excluded(audience);
		return this.workers.stream()
			.filter(audience::concerns)
			.flatMap((worker) -> worker.connections().stream().filter(worker::isClient))
			.filter((client) -> !excluded.contains(client.id()))
			.toList();
	}

	private Set<Long> excluded(Audience audience) {
		return audience.excluded()
			.stream()
			.map(this::connectionId)
			.filter((id) -> id != 0)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Find a client of this node.
	 * @param clientId its id
	 * @return the connection, or {@code null} if it is not open here
	 */
	public @Nullable Connection connection(String clientId) {
		long id = connectionId(clientId);
		if (id != 0) {
			for (Worker worker : this.workers) {
				Connection connection = worker.connection(id);
				if (connection != null) {
					return connection;
				}
			}
		}
		return null;
	}

	private long connectionId(String clientId) {
		if (!this.node.equals(nodeOf(clientId))) {
			return 0;
		}
		try {
			return Long.parseLong(clientId, HALF, HALF * 2, 16);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
