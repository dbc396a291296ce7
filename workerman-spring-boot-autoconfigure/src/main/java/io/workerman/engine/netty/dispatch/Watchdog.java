package io.workerman.engine.netty.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;

/**
 * Notices event loops that are blocked. One thread asks all of them from time to time,
 * and looks what those are doing that do not answer.
 */
public final class Watchdog {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	/**
	 * It asks so many times within the threshold.
	 */
	private static final int ROUNDS = 4;

	private final long threshold;

	private final Map<WorkerProcess, Pulse> pulses = new ConcurrentHashMap<>();

	private final List<Workers.LoopListener> listeners = new CopyOnWriteArrayList<>();

	private boolean running;

	/**
	 * Create a watchdog.
	 * @param threshold how long a loop may not answer, zero for ever
	 */
	public Watchdog(Duration threshold) {
		this.threshold = threshold.toNanos();
	}

	/**
	 * Watch a process. Called on it.
	 * @param process the process
	 * @param incident called when it is found blocked
	 */
	public void watch(WorkerProcess process, Runnable incident) {
		if (this.threshold <= 0) {
			return;
		}
		this.pulses.put(process, new Pulse(process, Thread.currentThread(), incident));
		synchronized (this) {
			if (!this.running) {
				this.running = true;
				Thread thread = new Thread(this::patrol, "workerman-watchdog");
				thread.setDaemon(true);
				thread.start();
			}
		}
	}

	/**
	 * Tell how long loops take to answer.
	 * @param listener called on the process that has answered
	 */
	public void tell(Workers.LoopListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Watch a process no longer.
	 * @param process the process
	 */
	public void forget(WorkerProcess process) {
		this.pulses.remove(process);
	}

	private boolean hasToGoOn() {
		synchronized (this) {
			this.running = !this.pulses.isEmpty();
			return this.running;
		}
	}

	private void patrol() {
		long pause = Math.max(1, TimeUnit.NANOSECONDS.toMillis(this.threshold / ROUNDS));
		long before = System.nanoTime();
		try {
			while (hasToGoOn()) {
				Thread.sleep(pause);
				long now = System.nanoTime();
				// where the whole JVM stood still the loops are not to blame
				boolean stoodStill = now - before > this.threshold / 2 + TimeUnit.MILLISECONDS.toNanos(pause);
				before = now;
				for (Pulse pulse : this.pulses.values()) {
					if (stoodStill) {
						pulse.excuse(now);
					}
					pulse.feel(now);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * When a process was asked, and whether it has answered.
	 */
	private final class Pulse {

		private final WorkerProcess process;

		private final Thread thread;

		private final Runnable incident;

		private boolean asked;

		private boolean reported;

		private long since;

		Pulse(WorkerProcess process, Thread thread, Runnable incident) {
			this.process = process;
			this.thread = thread;
			this.incident = incident;
		}

		synchronized void excuse(long now) {
			this.since = now;
		}

		synchronized void feel(long now) {
			if (!this.asked) {
				ask(now);
			}
			else if (!this.reported && now - this.since >= Watchdog.this.threshold) {
				this.reported = true;
				this.incident.run();
				report(now);
			}
		}

		private void ask(long now) {
			try {
				this.asked = true;
				this.since = now;
				this.process.execute(this::answer);
			}
			catch (RejectedExecutionException ex) {
				forget(this.process);
			}
		}

		private synchronized void answer() {
			this.asked = false;
			Duration lag = Duration.ofNanos(System.nanoTime() - this.since);
			Watchdog.this.listeners.forEach((listener) -> listener.answered(this.process, lag));
			if (this.reported) {
				this.reported = false;
				logger.warn("Worker '{}': process {} is free again, after {} ms", this.process.worker().name(),
						this.process.id(), millisSince(System.nanoTime()));
			}
		}

		private void report(long now) {
			StackTraceElement[] stack = this.thread.getStackTrace();
			String callback = BlockedStack.callback(stack);
			Throwable shown = new BlockedStack(this.thread.getName(), stack);
			logger.warn(
					"Worker '{}': process {} has been blocked for {} ms{}, and all its connections wait{}."
							+ " Set 'dispatch' of the listener to virtual or executor, or put @Blocking on the method",
					this.process.worker().name(), this.process.id(), millisSince(now),
					(callback != null) ? " by " + callback : "", accepts() ? ", and so do new clients" : "", shown);
		}

		/**
		 * Whether nobody else accepts.
		 */
		private boolean accepts() {
			WorkerOptions options = this.process.worker().options();
			return this.process.id() == 0 && options.address() != null && !options.reusePort()
					&& (options.count() == 1 || !options.intake().dedicatedAcceptor());
		}

		private long millisSince(long now) {
			return TimeUnit.NANOSECONDS.toMillis(now - this.since);
		}

	}

}
