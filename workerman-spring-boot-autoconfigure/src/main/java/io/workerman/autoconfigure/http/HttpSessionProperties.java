package io.workerman.autoconfigure.http;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.Cookie.SameSite;

/**
 * Properties of sessions.
 */
public class HttpSessionProperties {

	/**
	 * Time after which a session ends that is not used.
	 */
	private Duration timeout = Duration.ofMinutes(24);

	/**
	 * Place where sessions are kept. By default the SessionStore bean, without one
	 * memory.
	 */
	private @Nullable Store store;

	/**
	 * Time that Redis may take over an answer.
	 */
	private Duration storeTimeout = Duration.ofSeconds(2);

	/**
	 * Cookie that finds the session.
	 */
	private final Cookie cookie = new Cookie();

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Store getStore() {
		return this.store;
	}

	public void setStore(@Nullable Store store) {
		this.store = store;
	}

	public Duration getStoreTimeout() {
		return this.storeTimeout;
	}

	public void setStoreTimeout(Duration storeTimeout) {
		this.storeTimeout = storeTimeout;
	}

	public Cookie getCookie() {
		return this.cookie;
	}

	/**
	 * Where sessions are kept.
	 */
	public enum Store {

		/**
		 * The memory of the listener.
		 */
		MEMORY,

		/**
		 * The Redis of the application, by Spring Data Redis.
		 */
		REDIS

	}

	/**
	 * Properties of the cookie of a session.
	 */
	public static class Cookie {

		/**
		 * Name of the cookie.
		 */
		private String name = "WORKERMANSID";

		/**
		 * Path below which clients send the cookie.
		 */
		private String path = "/";

		/**
		 * Domain to which clients send the cookie. By default the host of the request.
		 */
		private @Nullable String domain;

		/**
		 * Whether the cookie is hidden from scripts.
		 */
		private boolean httpOnly = true;

		/**
		 * Whether clients send the cookie over TLS only. By default if they have come
		 * over TLS.
		 */
		private @Nullable Boolean secure;

		/**
		 * Requests from other sites that carry the cookie.
		 */
		private SameSite sameSite = SameSite.LAX;

		/**
		 * Time for which clients keep the cookie. By default until the browser closes.
		 */
		private @Nullable Duration maxAge;

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

		public @Nullable String getDomain() {
			return this.domain;
		}

		public void setDomain(@Nullable String domain) {
			this.domain = domain;
		}

		public boolean isHttpOnly() {
			return this.httpOnly;
		}

		public void setHttpOnly(boolean httpOnly) {
			this.httpOnly = httpOnly;
		}

		public @Nullable Boolean getSecure() {
			return this.secure;
		}

		public void setSecure(@Nullable Boolean secure) {
			this.secure = secure;
		}

		public SameSite getSameSite() {
			return this.sameSite;
		}

		public void setSameSite(SameSite sameSite) {
			this.sameSite = sameSite;
		}

		public @Nullable Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(@Nullable Duration maxAge) {
			this.maxAge = maxAge;
		}

	}

}
