package io.workerman.engine.http;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where sessions are kept. Used by many threads.
 */
public interface SessionStore {

	/**
	 * Find a session. Its life is prolonged.
	 * @param id the id that the client gave, of 16 to 256 letters, digits, commas and
	 * dashes
	 * @return completes with the session, empty if there is none or it has ended
	 */
	CompletionStage<Optional<Session>> find(String id);

	/**
	 * Keep a session. It is called when a response is sent to a request that asked for
	 * its session.
	 * @param session the session
	 * @param changed the keys of the values that were set or deleted since the session
	 * was found or kept; those that it does not have any more were deleted
	 * @return completes when the session is kept
	 */
	CompletionStage<?> save(Session session, Set<String> changed);

	/**
	 * Forget a session.
	 * @param id its id
	 * @return completes when it is forgotten
	 */
	CompletionStage<?> delete(String id);

	/**
	 * Whether the store is behind a network, and completes its stages when it has got an
	 * answer, without letting a thread wait. Then a session is found before the request
	 * is handled, and kept before the response leaves. Otherwise the store is called on
	 * the thread that asks for the session or sends the response, and has to complete its
	 * stages there.
	 * @return whether it is
	 */
	default boolean isRemote() {
		return false;
	}

	/**
	 * A session could not be found or kept. The client gets 503.
	 */
	final class UnavailableException extends RuntimeException {

		/**
		 * Create an exception.
		 * @param message what could not be done
		 * @param cause why
		 */
		public UnavailableException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
