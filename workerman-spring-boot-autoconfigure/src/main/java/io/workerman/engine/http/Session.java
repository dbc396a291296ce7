package io.workerman.engine.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What the server remembers about a browser, found again by a cookie. It ends when it was
 * not used for some time. Safe for use by many threads.
 */
public final class Session {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int ID_BYTES = 16;

	private final Map<String, Object> values;

	private volatile String id;

	private volatile @Nullable SessionStore store;

	private volatile boolean invalid;

	private Session(String id, Map<String, Object> values) {
		this.id = id;
		this.values = new ConcurrentHashMap<>(values);
	}

	/**
	 * Make a session out of what a store has kept.
	 * @param id the id
	 * @param values the values
	 * @return the session
	 */
	public static Session of(String id, Map<String, Object> values) {
		return new Session(id, values);
	}

	/**
	 * Begin a session.
	 * @return a session without values
	 */
	static Session begin() {
		return new Session(newId(), Map.of());
	}

	private static String newId() {
		byte[] id = new byte[ID_BYTES];
		RANDOM.nextBytes(id);
		return HexFormat.of().formatHex(id);
	}

	/**
	 * Whether a text can be an id, so that a store need not be asked for any other.
	 * @param text what the client gave
	 * @return whether it can
	 */
	static boolean isId(String text) {
		return text.length() >= 16 && text.length() <= 256 && text.chars().allMatch(Session::isIdCharacter);
	}

	private static boolean isIdCharacter(int value) {
		return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') || (value >= '0' && value <= '9')
				|| value == ',' || value == '-';
	}

	Session keptIn(SessionStore store) {
		this.store = store;
		return this;
	}

	/**
	 * The id, which cannot be guessed.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Go on with the same values under another id, and forget the old one. Call it when a
	 * user logs in: whoever knew the id before has nothing of it then.
	 */
	public void regenerate() {
		String old = this.id;
		this.id = newId();
		SessionStore store = this.store;
		if (store != null) {
			store.delete(old);
			store.save(this);
		}
	}

	/**
	 * End the session, for example when a user logs out. The response removes the cookie.
	 */
	public void invalidate() {
		this.invalid = true;
		this.values.clear();
		SessionStore store = this.store;
		if (store != null) {
			store.delete(this.id);
		}
	}

	boolean isInvalid() {
		return this.invalid;
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
	 * The session of one request.
	 */
	static final class OfRequest {

		private final HttpProtocol protocol;

		private final Cookie cookie;

		private final @Nullable String known;

		private @Nullable Session session;

		OfRequest(HttpProtocol protocol, HttpRequest request) {
			this.protocol = protocol;
			this.cookie = protocol.options().sessions().cookie();
			this.known = request.cookie(this.cookie.name());
		}

		synchronized Session get() {
			Session session = this.session;
			if (session == null) {
				SessionStore store = this.protocol.sessions();
				session = (this.known != null && isId(this.known)) ? store.find(this.known) : null;
				session = ((session != null && !session.isInvalid()) ? session : begin()).keptIn(store);
				this.session = session;
			}
			return session;
		}

		/**
		 * Keeps the session before the response is sent.
		 * @return the Set-Cookie header that the response needs, or {@code null} for none
		 */
		synchronized @Nullable String keep() {
			Session session = this.session;
			if (session == null) {
				return null;
			}
			if (session.isInvalid()) {
				return (this.known != null) ? this.cookie.value("").maxAge(Duration.ZERO).headerValue() : null;
			}
			// a store that fails must not fail again when that is answered
			this.session = null;
			this.protocol.sessions().save(session);
			this.session = session;
			boolean news = this.cookie.maxAge() != null || !session.id().equals(this.known);
			return news ? this.cookie.value(session.id()).headerValue() : null;
		}

	}

}
