package io.workerman.engine.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.proxy.ForwardedClient;

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

	private final Set<String> changed = ConcurrentHashMap.newKeySet();

	private final Queue<String> formerIds = new ConcurrentLinkedQueue<>();

	private volatile boolean fresh;

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
		Session session = new Session(newId(), Map.of());
		session.fresh = true;
		return session;
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
		this.formerIds.add(this.id);
		this.id = newId();
		this.fresh = true;
		this.changed.addAll(this.values.keySet());
		saveUnlessRemote();
	}

	/**
	 * End the session, for example when a user logs out. The response removes the cookie.
	 */
	public void invalidate() {
		this.invalid = true;
		this.values.clear();
		saveUnlessRemote();
	}

	private void saveUnlessRemote() {
		SessionStore store = this.store;
		if (store != null && !store.isRemote()) {
			save(store);
		}
	}

	boolean isInvalid() {
		return this.invalid;
	}

	/**
	 * Whether no store has kept it yet under its id.
	 * @return whether it is new
	 */
	public boolean isNew() {
		return this.fresh;
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
	 * Set a value. A value that changes itself has to be set again, for stores that keep
	 * copies.
	 * @param key its key
	 * @param value the value
	 */
	public void set(String key, Object value) {
		this.values.put(key, value);
		this.changed.add(key);
	}

	/**
	 * Delete a value.
	 * @param key its key
	 */
	public void delete(String key) {
		pull(key);
	}

	/**
	 * Delete a value and return it.
	 * @param key its key
	 * @return the value, or {@code null} if there was none
	 */
	public @Nullable Object pull(String key) {
		this.changed.add(key);
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
		this.changed.addAll(this.values.keySet());
		this.values.clear();
	}

	/**
	 * Keep the session now. It is only needed where no response does that: in messages of
	 * a WebSocket, or after the response.
	 * @return completes when the session is kept
	 */
	public CompletionStage<?> save() {
		SessionStore store = this.store;
		return (store != null) ? save(store) : CompletableFuture.completedStage(true);
	}

	private CompletionStage<?> save(SessionStore store) {
		CompletionStage<?> kept = CompletableFuture.completedStage(true);
		for (String former = this.formerIds.poll(); former != null; former = this.formerIds.poll()) {
			String id = former;
			kept = kept.thenCompose((before) -> store.delete(id));
		}
		if (this.invalid) {
			return kept.thenCompose((before) -> store.delete(this.id));
		}
		Set<String> changed = Set.copyOf(this.changed);
		this.changed.removeAll(changed);
		return kept.thenCompose((before) -> store.save(this, changed)).whenComplete((done, failure) -> {
			if (failure == null) {
				this.fresh = false;
			}
			else {
				this.changed.addAll(changed);
			}
		});
	}

	/**
	 * The session of one request.
	 */
	static final class OfRequest {

		private static final CompletableFuture<Optional<String>> NONE = CompletableFuture
			.completedFuture(Optional.empty());

		private final HttpProtocol protocol;

		private final HttpRequest request;

		private final Cookie cookie;

		private final @Nullable String known;

		private @Nullable CompletableFuture<Optional<Session>> found;

		private @Nullable Session session;

		OfRequest(HttpProtocol protocol, HttpRequest request) {
			this.protocol = protocol;
			this.request = request;
			this.cookie = protocol.options().sessions().cookie();
			String known = request.cookie(this.cookie.name());
			this.known = (known != null && isId(known)) ? known : null;
		}

		/**
		 * Looks for the session that the client knows.
		 * @return completes when that is over, whether there is one or not
		 */
		synchronized CompletableFuture<Optional<Session>> find() {
			CompletableFuture<Optional<Session>> found = this.found;
			if (found == null) {
				found = (this.known != null) ? this.protocol.sessions().find(this.known).toCompletableFuture()
						: CompletableFuture.completedFuture(Optional.empty());
				this.found = found;
			}
			return found;
		}

		synchronized Session get() {
			Session session = this.session;
			if (session == null) {
				SessionStore store = this.protocol.sessions();
				session = join(find()).filter((known) -> !known.isInvalid()).orElseGet(Session::begin).keptIn(store);
				this.session = session;
			}
			return session;
		}

		private static <T> T join(CompletableFuture<T> future) {
			try {
				return future.join();
			}
			catch (CompletionException ex) {
				throw new SessionStore.UnavailableException("The session store failed",
						(ex.getCause() != null) ? ex.getCause() : ex);
			}
		}

		/**
		 * Keeps the session, if it was asked for.
		 * @return completes with the Set-Cookie header that the response needs, empty for
		 * none
		 */
		synchronized CompletableFuture<Optional<String>> keep() {
			Session session = this.session;
			if (session == null) {
				return NONE;
			}
			// a store that fails must not fail again when that is answered
			this.session = null;
			CompletableFuture<?> kept = session.save().toCompletableFuture();
			this.session = session;
			Optional<String> header = Optional.ofNullable(header());
			return kept.thenApply((done) -> header);
		}

		/**
		 * Keeps the session if that can be done at once.
		 * @return the Set-Cookie header that the response needs, or {@code null} for none
		 */
		@Nullable String cookie() {
			if (this.protocol.sessions().isRemote()) {
				return header();
			}
			CompletableFuture<Optional<String>> kept = keep();
			if (kept.isCompletedExceptionally()) {
				forget();
			}
			return join(kept).orElse(null);
		}

		private synchronized void forget() {
			this.session = null;
		}

		private synchronized @Nullable String header() {
			Session session = this.session;
			if (session == null) {
				return null;
			}
			if (session.isInvalid()) {
				return (this.known != null) ? this.cookie.value("").maxAge(Duration.ZERO).headerValue() : null;
			}
			boolean news = this.cookie.maxAge() != null || !session.id().equals(this.known);
			boolean secure = this.cookie.secure()
					|| (this.protocol.options().sessions().secureOverTls() && isSecure(this.request));
			return news ? this.cookie.secure(secure).value(session.id()).headerValue() : null;
		}

		private static boolean isSecure(HttpRequest request) {
			Connection connection = request.connection();
			return connection.sslSession() != null || ForwardedClient.isSecure(request.fields()::get,
					connection.remoteAddress(), connection.worker().options().proxies());
		}

	}

}
