package io.workerman.engine.http2;

import java.time.Duration;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CodecContext;
import io.workerman.engine.http2.Http2Protocol.Limits;

/**
 * Closes a connection on which no request comes. One task is scheduled for a connection
 * at the most.
 */
final class IdleWatch {

	private final CodecContext context;

	private final Limits limits;

	private final StreamTable streams;

	private boolean idle = true;

	private long since;

	private @Nullable Future<?> task;

	private long taskAt;

	IdleWatch(CodecContext context, Limits limits, StreamTable streams) {
		this.context = context;
		this.limits = limits;
		this.streams = streams;
	}

	void begin() {
		this.since = System.nanoTime();
		schedule(timeout().toNanos());
	}

	/**
	 * Streams have begun or ended.
	 */
	void look() {
		boolean idle = !this.streams.isBusy();
		if (idle && !this.idle) {
			this.since = System.nanoTime();
			schedule(timeout().toNanos());
		}
		this.idle = idle;
	}

	private Duration timeout() {
		return (this.streams.hasBegun()) ? this.limits.nextRequest() : this.limits.firstRequest();
	}

	private void schedule(long nanos) {
		long at = System.nanoTime() + nanos;
		if (timeout().isZero() || (this.task != null && this.taskAt - at <= 0)) {
			return;
		}
		if (this.task != null) {
			this.task.cancel(false);
		}
		this.taskAt = at;
		this.task = this.context.after(Duration.ofNanos(nanos), this::check);
	}

	private void check() {
		this.task = null;
		long left = this.since + timeout().toNanos() - System.nanoTime();
		if (this.idle && left > 0) {
			schedule(left);
		}
		else if (this.idle) {
			this.context.connection().close();
		}
	}

	void end() {
		this.idle = false;
		if (this.task != null) {
			this.task.cancel(false);
		}
	}

}
