package io.workerman.engine.netty;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Guards;
import io.workerman.engine.netty.admission.Rejections.Reason;

/**
 * Looks at all connections of a process every so often: asks those that are silent
 * whether they are still there, and closes those that do not answer or do not read. An
 * idle connection costs no timer of its own. It runs on the process.
 */
final class Sweep implements Runnable {

	/**
	 * A write timeout is noticed this part of it too late at the most.
	 */
	private static final int STEPS = 10;

	private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(1);

	private final NettyProcess process;

	private volatile @Nullable Future<?> scheduled;

	private long swept;

	Sweep(NettyProcess process) {
		this.process = process;
	}

	/**
	 * Begins, or goes on with the options that the worker has now.
	 */
	void start() {
		stop();
		Guards guards = this.process.worker().options().guards();
		long beat = this.process.worker().heartbeat().interval().toNanos() / 2;
		long stall = guards.writeTimeout().toNanos() / STEPS;
		long period = (beat == 0 || (stall > 0 && stall < beat)) ? stall : beat;
		if (period > 0) {
			this.swept = System.nanoTime();
			this.scheduled = this.process.loop()
				.scheduleWithFixedDelay(this, Math.max(LEAST, period), Math.max(LEAST, period), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Ends. For any thread.
	 */
	void stop() {
		Future<?> scheduled = this.scheduled;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
	}

	@Override
	public void run() {
		long now = System.nanoTime();
		long elapsed = now - this.swept;
		this.swept = now;
		Guards guards = this.process.worker().options().guards();
		Guards.Heartbeat heartbeat = this.process.worker().heartbeat();
		for (StreamConnection connection : this.process.open().values()) {
			try {
				check(connection.link(), guards, heartbeat, now, elapsed);
			}
			catch (Throwable ex) {
				this.process.failed(connection, ex);
			}
		}
	}

	private void check(Link link, Guards guards, Guards.Heartbeat heartbeat, long now, long elapsed) {
		long stalled = link.sendBuffer().stalled(now);
		long writeTimeout = guards.writeTimeout().toNanos();
		if (writeTimeout > 0 && stalled >= writeTimeout) {
			link.worker().rejected(Reason.WRITE_TIMEOUT);
			link.life()
				.closed(CloseReason.server(CloseReason.GOING_AWAY,
						"Nothing could be sent for %d ms".formatted(guards.writeTimeout().toMillis())));
		}
		else if (!heartbeat.interval().isZero() && link.isOpen() && link.connection().isAccepted()) {
			beat(link, heartbeat, now, elapsed, stalled);
		}
	}

	private void beat(Link link, Guards.Heartbeat heartbeat, long now, long elapsed, long stalled) {
		long interval = heartbeat.interval().toNanos();
		long silence = link.receiveBuffer().silence(now);
		if (heartbeat.missedLimit() > 0 && silence >= interval * heartbeat.missedLimit()) {
			boolean reads = !link.sendBuffer().isEmpty() && stalled < interval;
			if (reads || Deadlines.mayBeSilent(link) || link.codec().isWaiting()) {
				link.receiveBuffer().excuse(now);
				return;
			}
			Deadlines.enforce(link, Reason.HEARTBEAT, CloseReason.GOING_AWAY,
					"No sign of life for %d ms".formatted(heartbeat.interval().toMillis() * heartbeat.missedLimit()));
		}
		else if (beats(silence, interval) > Math.max(0, beats(silence - elapsed, interval))
				&& link.sendBuffer().isEmpty()) {
			Object message = link.codec().heartbeat(heartbeat.payload());
			if (message != null) {
				link.sendBuffer().send(message, false);
			}
		}
	}

	/**
	 * How many heartbeats a silence is worth: the first after half an interval, so that
	 * there is time to answer it before the interval is over.
	 */
	private static long beats(long silence, long interval) {
		return Math.floorDiv(silence + interval / 2, interval);
	}

}
