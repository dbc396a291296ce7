package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.workerman.engine.CloseReason;
import io.workerman.engine.WorkerOptions;

/**
 * Closes a connection that is idle, or that is not authenticated in time. It runs on the
 * process, and costs one scheduled task each.
 */
final class Deadlines {

	private final Link link;

	private final WorkerOptions.Limits limits;

	private Deadlines(Link link, WorkerOptions.Limits limits) {
		this.link = link;
		this.limits = limits;
	}

	static void watch(Link link) {
		WorkerOptions.Limits limits = link.worker().options().limits();
		Deadlines deadlines = new Deadlines(link, limits);
		if (!limits.idleTimeout().isZero()) {
			deadlines.schedule(deadlines::checkIdle, limits.idleTimeout().toNanos());
		}
		if (!limits.authTimeout().isZero()) {
			deadlines.schedule(deadlines::checkAuthenticated, limits.authTimeout().toNanos());
		}
	}

	private void schedule(Runnable check, long nanos) {
		this.link.process().loop().schedule(check, nanos, TimeUnit.NANOSECONDS);
	}

	private void checkIdle() {
		if (!this.link.isOpen()) {
			return;
		}
		Duration timeout = this.limits.idleTimeout();
		long left = this.link.receiveBuffer().lastReceived() + timeout.toNanos() - System.nanoTime();
		if (left > 0) {
			schedule(this::checkIdle, left);
		}
		else if (mayBeIdle()) {
			schedule(this::checkIdle, timeout.toNanos());
		}
		else {
			close(CloseReason.GOING_AWAY, "Nothing was received for %d ms".formatted(timeout.toMillis()));
		}
	}

	/**
	 * Whether it is not the peer's fault, or not held against it, that nothing comes.
	 */
	private boolean mayBeIdle() {
		return this.link.connection().isExempt() || this.link.receiveBuffer().isPaused() || !this.link.isAnswered();
	}

	private void checkAuthenticated() {
		if (this.link.isOpen() && !this.link.connection().isAuthenticated()) {
			close(CloseReason.POLICY_VIOLATION,
					"Not authenticated within %d ms".formatted(this.limits.authTimeout().toMillis()));
		}
	}

	private void close(int code, String reason) {
		this.link.life().close(CloseReason.server(code, reason));
	}

}
