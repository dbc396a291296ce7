package io.workerman.engine.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What the server remembers about a browser, found again by a cookie. It ends when it was
 * not used for 24 minutes. Safe for use by many threads.
 */
public final class Session {

	/**
	 * The name of the cookie.
	 */
	static final String COOKIE = "WORKERMANSID";

	private final String id;

	private final Map<String, Object> values = new ConcurrentHashMap<>();

	Session(String id) {
		this.id = id;
	}

	/**
	 * The id, which cannot be guessed.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * A value.
	 * @param key its key
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable Object get(String key) {
		return this.values.get(key);
	}

	/**
	 * Set a value.
	 * @param key its key
	 * @param value the value
	 */
	public void set(String key, Object value) {
		this.values.put(key, value);
	}

	/**
	 * Delete a value.
	 * @param key its key
	 */
	public void delete(String key) {
		this.values.remove(key);
	}

	/**
	 * Delete a value and return it.
	 * @param key its key
	 * @return the value, or {@code null} if there was none
	 */
	public @Nullable Object pull(String key) {
		return this.values.remove(key);
	}

	/**
	 * Whether there is a value.
	 * @param key its key
	 * @return whether there is one
	 */
	public boolean has(String key) {
		return this.values.containsKey(key);
	}

	/**
	 * All values.
	 * @return a copy
	 */
	public Map<String, Object> all() {
		return Map.copyOf(this.values);
	}

	/**
	 * Delete all values.
	 */
	public void flush() {
		this.values.clear();
	}

	/**
	 * The value of the Set-Cookie header that tells the client of this session.
	 * @return the value
	 */
	String cookie() {
		return Cookie.of(COOKIE, this.id).path("/").httpOnly(true).sameSite(Cookie.SameSite.LAX).headerValue();
	}

	/**
	 * The sessions of a protocol, in memory. The ones used longest ago leave when there
	 * are too many. Safe for use by many threads.
	 */
	static final class Store {

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

		Store() {
			this(InstantSource.system(), MAX_SESSIONS);
		}

		Store(InstantSource clock, int capacity) {
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

}
