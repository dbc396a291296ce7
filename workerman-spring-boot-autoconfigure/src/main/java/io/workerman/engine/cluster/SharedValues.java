package io.workerman.engine.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Where shared variables are kept, as JSON text. Every change is atomic, and nothing here
 * blocks.
 */
public interface SharedValues {

	/**
	 * Read a variable.
	 * @param key its name
	 * @return completes with its value, if it is set
	 */
	CompletionStage<Optional<String>> get(String key);

	/**
	 * Sets a variable.
	 * @param key its name
	 * @param value the value
	 * @param lifetime how long it lives, or {@code null} for ever
	 * @return completes when it is set
	 */
	CompletionStage<Void> set(String key, String value, @Nullable Duration lifetime);

	/**
	 * Sets a variable if it is not set.
	 * @param key its name
	 * @param value the value
	 * @param lifetime how long it lives, or {@code null} for ever
	 * @return completes with whether it was set
	 */
	CompletionStage<Boolean> add(String key, String value, @Nullable Duration lifetime);

	/**
	 * Replaces a value by another. It lives as long as it would have.
	 * @param key the name of the variable
	 * @param expected the value that it must have, or {@code null} if it must not be set
	 * @param value the value
	 * @return completes with whether it was replaced
	 */
	CompletionStage<Boolean> cas(String key, @Nullable String expected, String value);

	/**
	 * Adds to a number. It lives as long as it would have. What is no number counts as 0.
	 * @param key the name of the variable
	 * @param step what to add
	 * @return completes with the new value, if it is set
	 */
	CompletionStage<OptionalLong> increment(String key, long step);

	/**
	 * Unsets a variable.
	 * @param key its name
	 * @return completes with whether it was set
	 */
	CompletionStage<Boolean> unset(String key);

}
