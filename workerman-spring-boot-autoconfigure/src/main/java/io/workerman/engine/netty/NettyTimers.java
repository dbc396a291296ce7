package io.workerman.engine.netty;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.Timers;

/**
 * Timers on the event loop of a process, its own or those of a connection.
 */
final class NettyTimers implements Timers {

	private static final AtomicLong IDS = new AtomicLong();

	private final NettyProcess process;

	private final @Nullable Connection owner;

	private final Map<Long, Timer> timers = new ConcurrentHashMap<>();

	private volatile boolean ended;

	/**
	 * Create timers.
	 * @param process where they run
	 * @param owner the connection to which they belong, or {@code null} if it is the
	 * process itself
	 */
	NettyTimers(NettyProcess process, @Nullable Connection owner) {
		this.process = process;
		this.owner = owner;
	}

	@Override
	public long add(Duration interval, Runnable task, boolean persistent) {
		if (interval.isNegative() || interval.isZero()) {
			throw new IllegalArgumentException("interval: %s (expected: > 0)".formatted(interval));
		}
		Timer timer = new Timer(IDS.incrementAndGet(), interval.toNanos(), task, persistent);
		this.timers.put(timer.id, timer);
		if (this.ended) {
			this.timers.remove(timer.id);
			return timer.id;
		}
		try {
			timer.schedule(timer.interval);
		}
		catch (RuntimeException ex) {
			this.timers.remove(timer.id);
			throw ex;
		}
		return timer.id;
	}

	@Override
	public boolean del(long id) {
		Timer timer = this.timers.remove(id);
		if (timer == null) {
			return false;
		}
		timer.cancel();
		return true;
	}

	@Override
	public void delAll() {
		this.timers.keySet().forEach(this::del);
	}

	/**
	 * Deletes all timers, also those that are added from now on.
	 */
	void end() {
		this.ended = true;
		delAll();
	}

	private void call(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.process.failed(this.owner, ex);
		}
	}

	Set<Long> ids() {
		return Set.copyOf(this.timers.keySet());
	}

	long persistent() {
		return this.timers.values().stream().filter((timer) -> timer.persistent).count();
	}

	/**
	 * One timer. A tick that comes late moves the next one to its place in the original
	 * rhythm, so that lost ticks are not made up for.
	 */
	private final class Timer implements Runnable {

		private final long id;

		private final long interval;

		private final Runnable task;

		private final boolean persistent;

		private long due;

		private volatile @Nullable Future<?> scheduled;

		Timer(long id, long interval, Runnable task, boolean persistent) {
			this.id = id;
			this.interval = interval;
			this.task = task;
			this.persistent = persistent;
			this.due = System.nanoTime() + interval;
		}

		void schedule(long delay) {
			this.scheduled = NettyTimers.this.process.loop().schedule(this, delay, TimeUnit.NANOSECONDS);
			if (!NettyTimers.this.timers.containsKey(this.id)) {
				cancel();
			}
		}

		void cancel() {
			Future<?> scheduled = this.scheduled;
			if (scheduled != null) {
				scheduled.cancel(false);
			}
		}

		@Override
		public void run() {
			if (!NettyTimers.this.timers.containsKey(this.id)) {
				return;
			}
			if (!this.persistent) {
				NettyTimers.this.timers.remove(this.id);
			}
			call(this.task);
			if (this.persistent && NettyTimers.this.timers.containsKey(this.id)) {
				long now = System.nanoTime();
				this.due += this.interval;
				if (this.due <= now) {
					this.due += ((now - this.due) / this.interval + 1) * this.interval;
				}
				schedule(this.due - now);
			}
		}

	}

}
