package io.workerman.engine.push;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * What is known of a client beside its connection. Its lock guards all of it.
 */
final class Member {

	private final Connection connection;

	private final Set<String> groups = new LinkedHashSet<>();

	private @Nullable String uid;

	private Map<String, Object> session = Map.of();

	private boolean gone;

	Member(Connection connection) {
		this.connection = connection;
	}

	Connection connection() {
		return this.connection;
	}

	boolean isGone() {
		return this.gone;
	}

	void gone() {
		this.gone = true;
	}

	@Nullable String uid() {
		return this.uid;
	}

	void uid(@Nullable String uid) {
		this.uid = uid;
	}

	Set<String> groups() {
		return this.groups;
	}

	Map<String, Object> session() {
		return this.session;
	}

	void session(Map<String, Object> values) {
		this.session = copy(values);
	}

	void merge(Map<String, Object> values) {
		this.session = merged(this.session, values);
	}

	private static Map<String, Object> copy(Map<String, Object> values) {
		return Collections.unmodifiableMap(new LinkedHashMap<>(values));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> merged(Map<String, Object> old, Map<String, Object> values) {
		Map<String, Object> merged = new LinkedHashMap<>(old);
		values.forEach((key, value) -> merged.merge(key, value,
				(before, after) -> (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other)
						? merged((Map<String, Object>) one, (Map<String, Object>) other) : after));
		return Collections.unmodifiableMap(merged);
	}

}
