package io.workerman.engine.http;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions are kept. It is called on the thread that handles the request, or that
 * sends the response: one that waits for a network does not belong on an event loop. Used
 * by many threads.
 */
public interface SessionStore {

	/**
	 * Find a session. Its life is prolonged.
	 * @param id the id that the client gave, of 16 to 256 letters, digits, commas and
	 * dashes
	 * @return the session, or {@code null} if there is none or it has ended
	 */
	@Nullable Session find(String id);

	/**
	 * Keep a session. It is called when a response is sent to a request that asked for
	 * its session, and when the session got another id.
	 * @param session the session
	 */
	void save(Session session);

	/**
	 * Forget a session.
	 * @param id its id
	 */
	void delete(String id);

}
