package io.workerman.engine.cluster;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.push.Audience.Kind;
import io.workerman.engine.push.LocalClients;

/**
 * Tells the backplane which uids and groups have members on this node. It says what is
 * true when it speaks, not what has happened, so that it may be told twice or late: only
 * names are remembered, and one batch is under way at a time.
 */
final class NodeIndex {

	private static final int BATCH = 1000;

	private final LocalClients clients;

	private final Function<Map<String, Boolean>, CompletionStage<Void>> writer;

	private final Set<String> changed = new LinkedHashSet<>();

	private boolean suspended = true;

	private boolean writing;

	/**
	 * Completes with the batch that is under way.
	 */
	private CompletableFuture<Void> current = new CompletableFuture<>();

	/**
	 * Completes when what has changed since is written.
	 */
	private CompletableFuture<Void> next = new CompletableFuture<>();

	NodeIndex(LocalClients clients, Function<Map<String, Boolean>, CompletionStage<Void>> writer) {
		this.clients = clients;
		this.writer = writer;
	}

	static String key(Kind kind, String name) {
		return ((kind == Kind.UIDS) ? "u:" : "g:") + name;
	}

	/**
	 * A name has got its first member, or lost its last one.
	 */
	void changed(Kind kind, String name) {
		synchronized (this) {
			if (this.suspended) {
				return;
			}
			this.changed.add(key(kind, name));
		}
		flush();
	}

	/**
	 * The backplane is away: all will be said anew when it is back.
	 */
	synchronized void suspend() {
		this.suspended = true;
		this.changed.clear();
	}

	/**
	 * The backplane is there, and knows nothing of this node.
	 */
	void begin() {
		synchronized (this) {
			this.suspended = false;
			this.clients.names(Kind.UIDS).forEach((uid) -> this.changed.add(key(Kind.UIDS, uid)));
			this.clients.names(Kind.GROUPS).forEach((group) -> this.changed.add(key(Kind.GROUPS, group)));
		}
		flush();
	}

	/**
	 * Completes when what has changed by now is known to all, or cannot be.
	 */
	synchronized CompletionStage<Void> settled() {
		if (this.suspended || (this.changed.isEmpty() && !this.writing)) {
			return CompletableFuture.completedFuture(null);
		}
		return this.changed.isEmpty() ? this.current : this.next;
	}

	private void flush() {
		Map<String, Boolean> batch = new LinkedHashMap<>();
		CompletableFuture<Void> done;
		synchronized (this) {
			if (this.writing || this.changed.isEmpty()) {
				return;
			}
			this.writing = true;
			this.changed.stream().limit(BATCH).forEach((key) -> batch.put(key, true));
			this.changed.removeAll(batch.keySet());
			done = this.next;
			this.current = done;
			this.next = this.changed.isEmpty() ? new CompletableFuture<>() : this.next;
		}
		batch.replaceAll(
				(key, held) -> this.clients.holds(key.startsWith("u:") ? Kind.UIDS : Kind.GROUPS, key.substring(2)));
		this.writer.apply(batch).whenComplete((written, failure) -> wrote(done, failure));
	}

	private void wrote(CompletableFuture<Void> done, @Nullable Throwable failure) {
		boolean complete;
		synchronized (this) {
			this.writing = false;
			complete = done != this.next || failure != null;
			if (done == this.next && failure != null) {
				this.next = new CompletableFuture<>();
			}
		}
		if (complete) {
			done.complete(null);
		}
		flush();
	}

}
