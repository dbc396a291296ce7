package io.workerman.engine.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Shared variables in memory.
 */
public final class LocalValues implements SharedValues {

	/**
	 * After how many writes those are removed that nobody asks for any more.
	 */
	private static final int SWEEP = 1024;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final AtomicInteger writes = new AtomicInteger();

	@Override
	public CompletionStage<Optional<String>> get(String key) {
		return done(Optional.ofNullable(living(this.entries.get(key))).map(Entry::value));
	}

	@Override
	public CompletionStage<Void> set(String key, String value, @Nullable Duration lifetime) {
		sweep();
		this.entries.put(key, new Entry(value, end(lifetime)));
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Boolean> add(String key, String value, @Nullable Duration lifetime) {
		sweep();
		boolean[] added = new boolean[1];
		this.entries.compute(key, (name, known) -> {
			Entry old = living(known);
			added[0] = old == null;
			return (old != null) ? old : new Entry(value, end(lifetime));
		});
		return done(added[0]);
	}

	@Override
	public CompletionStage<Boolean> cas(String key, @Nullable String expected, String value) {
		sweep();
		boolean[] replaced = new boolean[1];
		this.entries.compute(key, (name, known) -> {
			Entry old = living(known);
			boolean equal = (old != null) ? old.value().equals(expected) : expected == null;
			replaced[0] = equal;
			return equal ? new Entry(value, (old != null) ? old.end() : null) : old;
		});
		return done(replaced[0]);
	}

	@Override
	public CompletionStage<OptionalLong> increment(String key, long step) {
		Entry entry = this.entries.computeIfPresent(key, (name, known) -> {
			Entry old = living(known);
			return (old != null) ? new Entry(Long.toString(number(old.value()) + step), old.end()) : null;
		});
		return done((entry != null) ? OptionalLong.of(Long.parseLong(entry.value())) : OptionalLong.empty());
	}

	@Override
	public CompletionStage<Boolean> unset(String key) {
		return done(living(this.entries.remove(key)) != null);
	}

	private static long number(String value) {
		try {
			return Long.parseLong(value);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private void sweep() {
		if (this.writes.incrementAndGet() % SWEEP == 0) {
			this.entries.values().removeIf((entry) -> living(entry) == null);
		}
	}

	private static @Nullable Long end(@Nullable Duration lifetime) {
		return (lifetime != null) ? System.nanoTime() + lifetime.toNanos() : null;
	}

	private static @Nullable Entry living(@Nullable Entry entry) {
		Long end = (entry != null) ? entry.end() : null;
		return (end == null || end - System.nanoTime() > 0) ? entry : null;
	}

	private static <T> CompletionStage<T> done(T value) {
		return CompletableFuture.completedFuture(value);
	}

	/**
	 * A value that may end.
	 *
	 * @param value the value
	 * @param end when it ends, or {@code null} for never
	 */
	private record Entry(String value, @Nullable Long end) {

	}

}
