package io.workerman.engine.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Sessions in memory. Those that have ended leave when others are used, and the ones used
 * longest ago when there are too many. Used by many threads.
 */
final class MemorySessionStore implements SessionStore {

	private static final CompletionStage<Boolean> DONE = CompletableFuture.completedStage(true);

	private static final int MAX_SESSIONS = 65536;

	private final Map<String, Entry> leastRecentlyUsedFirst = new LinkedHashMap<>(16, 0.75f, true);

	private final Duration lifetime;

	private final InstantSource clock;

	private final int capacity;

	MemorySessionStore(Duration lifetime) {
		this(lifetime, InstantSource.system(), MAX_SESSIONS);
	}

	MemorySessionStore(Duration lifetime, InstantSource clock, int capacity) {
		this.lifetime = lifetime;
		this.clock = clock;
		this.capacity = capacity;
	}

	@Override
	public CompletionStage<Optional<Session>> find(String id) {
		return CompletableFuture.completedStage(Optional.ofNullable(get(id)));
	}

	private synchronized @Nullable Session get(String id) {
		Instant now = this.clock.instant();
		sweep(now);
		Entry entry = this.leastRecentlyUsedFirst.get(id);
		if (entry == null) {
			return null;
		}
		entry.lastUsed = now;
		return entry.session;
	}

	@Override
	public CompletionStage<?> save(Session session, Set<String> changed) {
		put(session);
		return DONE;
	}

	private synchronized void put(Session session) {
		Instant now = this.clock.instant();
		sweep(now);
		Entry entry = this.leastRecentlyUsedFirst.get(session.id());
		if (entry == null) {
			makeRoom();
			entry = new Entry(session);
			this.leastRecentlyUsedFirst.put(session.id(), entry);
		}
		entry.session = session;
		entry.lastUsed = now;
	}

	@Override
	public CompletionStage<?> delete(String id) {
		remove(id);
		return DONE;
	}

	private synchronized void remove(String id) {
		this.leastRecentlyUsedFirst.remove(id);
	}

	synchronized int size() {
		return this.leastRecentlyUsedFirst.size();
	}

	private void sweep(Instant now) {
		Iterator<Entry> eldest = this.leastRecentlyUsedFirst.values().iterator();
		while (eldest.hasNext() && !eldest.next().lastUsed.plus(this.lifetime).isAfter(now)) {
			eldest.remove();
		}
	}

	private void makeRoom() {
		Iterator<Entry> eldest = this.leastRecentlyUsedFirst.values().iterator();
		while (this.leastRecentlyUsedFirst.size() >= this.capacity) {
			eldest.next();
			eldest.remove();
		}
	}

	private static final class Entry {

		private Session session;

		private Instant lastUsed = Instant.MAX;

		private Entry(Session session) {
			this.session = session;
		}

	}

}
