package io.workerman.autoconfigure.http;

import java.time.Duration;
import java.util.function.Supplier;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.http.SessionStore;

/**
 * Makes the stores of listeners whose sessions are in Redis.
 */
@FunctionalInterface
public interface SessionStoreFactory {

	/**
	 * Make a store.
	 * @param lifetime how long a session lives without being used
	 * @param timeout how long the store may take over an answer
	 * @param json writes and reads JSON
	 * @return the store
	 * @throws IllegalArgumentException if something is missing for that
	 */
	SessionStore create(Duration lifetime, Duration timeout, Supplier<JsonCodec> json);

}
