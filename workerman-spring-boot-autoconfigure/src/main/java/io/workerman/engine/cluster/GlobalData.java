package io.workerman.engine.cluster;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.push.Awaited;

/**
 * Variables that all processes and nodes share. Values are what JSON can say, and are
 * equal if their JSON is. Every change is atomic; a value that was read is a copy. Safe
 * for use by many threads; only {@link #get} waits.
 */
public final class GlobalData {

	private final SharedValues values;

	private final Supplier<JsonCodec> json;

	private final Duration timeout;

	/**
	 * Create shared data.
	 * @param values where the values are kept
	 * @param json writes and reads values
	 * @param timeout how long {@link #get} waits
	 */
	public GlobalData(SharedValues values, Supplier<JsonCodec> json, Duration timeout) {
		this.values = values;
		this.json = json;
		this.timeout = timeout;
	}

	/**
	 * Read a variable, and wait for the answer if it comes from elsewhere.
	 * @param key its name
	 * @param type the type of its value
	 * @param <T> the type
	 * @return its value, or {@code null} if it is not set
	 * @throws IllegalStateException if it would wait on an event loop, or no answer comes
	 * in time
	 * @see #find(String, Class)
	 */
	public <T> @Nullable T get(String key, Class<T> type) {
		return Awaited.get(find(key, type), this.timeout, "find(key, type)").orElse(null);
	}

	/**
	 * Read a variable.
	 * @param key its name
	 * @param type the type of its value
	 * @param <T> the type
	 * @return completes with its value, if it is set
	 */
	public <T> CompletionStage<Optional<T>> find(String key, Class<T> type) {
		return this.values.get(key).thenApply((value) -> value.map((text) -> read(text, type)));
	}

	/**
	 * Sets a variable. To set {@code null} is to unset it.
	 * @param key its name
	 * @param value the value
	 * @return completes when it is set
	 * @throws IllegalArgumentException if the value cannot be written as JSON
	 */
	public CompletionStage<Void> set(String key, @Nullable Object value) {
		return (value != null) ? this.values.set(key, write(value), null) : this.values.unset(key).thenAccept((was) -> {
		});
	}

	/**
	 * Sets a variable for a while.
	 * @param key its name
	 * @param value the value
	 * @param lifetime how long it lives, above zero
	 * @return completes when it is set
	 * @throws IllegalArgumentException if the value cannot be written as JSON
	 */
	public CompletionStage<Void> set(String key, Object value, Duration lifetime) {
		return this.values.set(key, write(value), positive(lifetime));
	}

	/**
	 * Whether a variable is set.
	 * @param key its name
	 * @return completes with whether it is
	 */
	public CompletionStage<Boolean> isset(String key) {
		return this.values.get(key).thenApply(Optional::isPresent);
	}

	/**
	 * Unsets a variable.
	 * @param key its name
	 * @return completes with whether it was set
	 */
	public CompletionStage<Boolean> unset(String key) {
		return this.values.unset(key);
	}

	/**
	 * Sets a variable if it is not set.
	 * @param key its name
	 * @param value the value
	 * @return completes with whether it was set by this call
	 * @throws IllegalArgumentException if the value cannot be written as JSON
	 */
	public CompletionStage<Boolean> add(String key, Object value) {
		return this.values.add(key, write(value), null);
	}

	/**
	 * Sets a variable for a while, if it is not set.
	 * @param key its name
	 * @param value the value
	 * @param lifetime how long it lives, above zero
	 * @return completes with whether it was set by this call
	 * @throws IllegalArgumentException if the value cannot be written as JSON
	 */
	public CompletionStage<Boolean> add(String key, Object value, Duration lifetime) {
		return this.values.add(key, write(value), positive(lifetime));
	}

	/**
	 * Compares and sets: replaces a value only if nobody else has changed it.
	 * @param key the name of the variable
	 * @param expected the value that it must have, {@code null} if it must not be set
	 * @param value the new value
	 * @return completes with whether it was replaced
	 * @throws IllegalArgumentException if a value cannot be written as JSON
	 */
	public CompletionStage<Boolean> cas(String key, @Nullable Object expected, Object value) {
		return this.values.cas(key, (expected != null) ? write(expected) : null, write(value));
	}

	/**
	 * Adds one to a number.
	 * @param key the name of the variable
	 * @return completes with the new value, or empty if the variable is not set
	 */
	public CompletionStage<OptionalLong> increment(String key) {
		return increment(key, 1);
	}

	/**
	 * Adds to a number.
	 * @param key the name of the variable
	 * @param step what to add; a value that is no whole number counts as 0
	 * @return completes with the new value, or empty if the variable is not set
	 */
	public CompletionStage<OptionalLong> increment(String key, long step) {
		return this.values.increment(key, step);
	}

	private String write(Object value) {
		return CanonicalJson.of(new String(this.json.get().write(value), StandardCharsets.UTF_8));
	}

	@SuppressWarnings("unchecked")
	private <T> T read(String text, Class<T> type) {
		Type wanted = type;
		return (T) this.json.get().read(text.getBytes(StandardCharsets.UTF_8), wanted);
	}

	private static Duration positive(Duration lifetime) {
		if (lifetime.toMillis() <= 0) {
			throw new IllegalArgumentException("lifetime: %s (expected: at least a millisecond)".formatted(lifetime));
		}
		return lifetime;
	}

}
