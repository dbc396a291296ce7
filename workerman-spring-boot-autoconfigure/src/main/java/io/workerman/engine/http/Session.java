package io.workerman.engine.http;

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

}
