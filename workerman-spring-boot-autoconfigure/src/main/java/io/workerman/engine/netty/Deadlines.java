package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.netty.admission.Rejections.Reason;

/**
 * Closes a connection that is idle, or that is not authenticated in time. It runs on the
 * process, and costs one scheduled task each.
 */
final class Deadlines {

	private static final long FAREWELL_SECONDS = 5;

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
		else if (mayBeSilent(this.link)) {
			schedule(this::checkIdle, timeout.toNanos());
		}
		else {
			enforce(this.link, Reason.IDLE_TIMEOUT, CloseReason.GOING_AWAY,
					"Nothing was received for %d ms".formatted(timeout.toMillis()));
		}
	}

	/**
	 * Whether it is not the peer's fault, or not held against it, that nothing comes.
	 */
	static boolean mayBeSilent(Link link) {
		return link.connection().isExempt() || link.receiveBuffer().isPaused() || !link.isAnswered(false);
	}

	private void checkAuthenticated() {
		if (this.link.isOpen() && !this.link.connection().isAuthenticated()) {
			enforce(this.link, Reason.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION,
					"Not authenticated within %d ms".formatted(this.limits.authTimeout().toMillis()));
		}
	}

	/**
	 * A limit ends a connection. Its peer gets some time to read what was sent to it, and
	 * why it has to go.
	 */
	static void enforce(Link link, Reason limit, int code, String words) {
		CloseReason reason = CloseReason.server(code, words);
		link.worker().rejected(limit);
		link.life().close(reason);
		if (link.life().status() != Connection.Status.CLOSED) {
			link.process().loop().schedule(() -> link.life().closed(reason), FAREWELL_SECONDS, TimeUnit.SECONDS);
		}
	}

}
