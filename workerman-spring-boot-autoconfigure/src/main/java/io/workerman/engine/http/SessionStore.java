package io.workerman.engine.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of a protocol, in memory. The ones used longest ago leave when there are
 * too many. Safe for use by many threads.
 */
final class SessionStore {

	/**
	 * How long a session lives without being used.
	 */
	static final Duration LIFETIME = Duration.ofMinutes(24);

	private static final int MAX_SESSIONS = 65536;

	private static final int ID_BYTES = 16;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, Entry> leastRecentlyUsedFirst = new LinkedHashMap<>(16, 0.75f, true);

	private final InstantSource clock;

	private final int capacity;

	SessionStore() {
		this(InstantSource.system(), MAX_SESSIONS);
	}

	SessionStore(InstantSource clock, int capacity) {
		this.clock = clock;
		this.capacity = capacity;
	}

	/**
	 * Find a session and prolong its life.
	 * @param id the id that the client gave, which may be anything
	 * @return the session, or {@code null} if there is none
	 */
	synchronized @Nullable Session find(String id) {
		Entry entry = this.leastRecentlyUsedFirst.get(id);
		Instant now = this.clock.instant();
		if (entry == null || entry.hasEnded(now)) {
			return null;
		}
		entry.lastUsed = now;
		return entry.session;
	}

	/**
	 * Make a session.
	 * @return the session
	 */
	synchronized Session create() {
		byte[] id = new byte[ID_BYTES];
		this.random.nextBytes(id);
		Instant now = this.clock.instant();
		Entry entry = new Entry(new Session(HexFormat.of().formatHex(id)), now);
		Iterator<Entry> eldest = this.leastRecentlyUsedFirst.values().iterator();
		while (eldest.hasNext()
				&& (eldest.next().hasEnded(now) || this.leastRecentlyUsedFirst.size() >= this.capacity)) {
			eldest.remove();
		}
		this.leastRecentlyUsedFirst.put(entry.session.id(), entry);
		return entry.session;
	}

	private static final class Entry {

		private final Session session;

		private Instant lastUsed;

		private Entry(Session session, Instant lastUsed) {
			this.session = session;
			this.lastUsed = lastUsed;
		}

		private boolean hasEnded(Instant now) {
			return !this.lastUsed.plus(LIFETIME).isAfter(now);
		}

	}

}
