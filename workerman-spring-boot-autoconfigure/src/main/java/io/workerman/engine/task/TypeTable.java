package io.workerman.engine.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Values by type, of which the most specific fits an object.
 *
 * @param <V> the type of the values
 */
final class TypeTable<V> {

	private final Map<Class<?>, Optional<V>> found = new ConcurrentHashMap<>();

	private final Map<Class<?>, V> values = new LinkedHashMap<>();

	synchronized void add(Class<?> type, V value) {
		if (this.values.putIfAbsent(type, value) != null) {
			throw new IllegalArgumentException("'%s' has two methods (expected: one)".formatted(type.getName()));
		}
		this.found.clear();
	}

	@Nullable V find(Object object) {
		Class<?> type = object.getClass();
		Optional<V> value = this.found.get(type);
		return ((value != null) ? value : search(type)).orElse(null);
	}

	private synchronized Optional<V> search(Class<?> type) {
		Class<?> best = null;
		for (Class<?> candidate : this.values.keySet()) {
			if (candidate.isAssignableFrom(type) && (best == null || best.isAssignableFrom(candidate))) {
				best = candidate;
			}
		}
		Optional<V> value = Optional.ofNullable((best != null) ? this.values.get(best) : null);
		this.found.put(type, value);
		return value;
	}

	synchronized String types() {
		return this.values.keySet().stream().map(Class::getName).toList().toString();
	}

}
