package io.workerman.engine.cluster;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.push.Answer;

/**
 * The answers that have come so far. They may come before it is known how many will.
 */
final class Pending {

	private final CompletableFuture<Answer> done = new CompletableFuture<>();

	private Answer total = Answer.NONE;

	private int answered;

	private int expected = -1;

	CompletableFuture<Answer> done() {
		return this.done;
	}

	void expect(int nodes) {
		synchronized (this) {
			this.expected = nodes;
		}
		check();
	}

	void add(Answer answer) {
		synchronized (this) {
			this.answered++;
			this.total = this.total.plus(answer);
		}
		check();
	}

	private void check() {
		Answer complete = complete();
		if (complete != null) {
			this.done.complete(complete);
		}
	}

	private synchronized @Nullable Answer complete() {
		return (this.expected >= 0 && this.answered >= this.expected) ? this.total : null;
	}

	/**
	 * Waits no longer.
	 */
	synchronized Answer soFar() {
		int missing = (this.expected >= 0) ? this.expected - this.answered : 1;
		return this.total.plus(Answer.missing(Math.max(0, missing), Math.max(0, missing)));
	}

}
