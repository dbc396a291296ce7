package io.workerman.engine.push;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Worker;

/**
 * Clients, told by what they have in common. Each of them is meant once, however many of
 * the names fit.
 *
 * @param kind what the names are
 * @param names the names, none for all clients
 * @param excluded the ids of clients that are not meant
 * @param worker the name of the worker whose clients are meant, or {@code null} for those
 * of all workers
 */
public record Audience(Kind kind, Set<String> names, Set<String> excluded, @Nullable String worker) {

	/**
	 * All clients.
	 */
	public static final Audience ALL = new Audience(Kind.ALL, Set.of(), Set.of(), null);

	static Audience of(Kind kind, Collection<String> names) {
		names.forEach((name) -> requireName(kind, name));
		return new Audience(kind, new LinkedHashSet<>(names), Set.of(), null);
	}

	static Audience client(String clientId) {
		return of(Kind.CLIENTS, List.of(clientId));
	}

	static String requireName(Kind kind, String name) {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("%s: '' (expected: not empty)".formatted(kind.singular()));
		}
		return name;
	}

	Audience within(Set<String> excluded, @Nullable String worker) {
		return new Audience(this.kind, this.names, excluded, worker);
	}

	boolean concerns(Worker worker) {
		return this.worker == null || this.worker.equals(worker.name());
	}

	/**
	 * What clients have in common.
	 */
	public enum Kind {

		/**
		 * Nothing: all are meant.
		 */
		ALL,

		/**
		 * Nothing: they are meant by their ids.
		 */
		CLIENTS,

		/**
		 * The uid.
		 */
		UIDS,

		/**
		 * A group.
		 */
		GROUPS;

		String singular() {
			return switch (this) {
				case ALL -> "all";
				case CLIENTS -> "client";
				case UIDS -> "uid";
				case GROUPS -> "group";
			};
		}

	}

}
