package io.workerman.engine.netty.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.DispatchOptions;

/**
 * The threads on which a worker handles messages off its event loops.
 */
public final class HandlerThreads {

	private static final Logger logger = LoggerFactory.getLogger(HandlerThreads.class);

	/**
	 * Refusals are logged once in so many nanoseconds.
	 */
	private static final long SILENCE = TimeUnit.MINUTES.toNanos(1);

	private final String worker;

	private final Executor executor;

	private final @Nullable ClassLoader classLoader;

	private final LongAdder refusals = new LongAdder();

	private final AtomicLong logged = new AtomicLong(System.nanoTime() - 2 * SILENCE);

	/**
	 * Create the threads of a worker.
	 * @param worker the name of the worker
	 * @param dispatch says where messages are handled
	 * @param classLoader the class loader of the application
	 */
	public HandlerThreads(String worker, DispatchOptions dispatch, @Nullable ClassLoader classLoader) {
		this.worker = worker;
		this.classLoader = classLoader;
		this.executor = executor(worker, dispatch);
	}

	private static Executor executor(String worker, DispatchOptions dispatch) {
		Executor executor = dispatch.executor();
		if (executor == null) {
			executor = VirtualThreads.executor("workerman-" + worker + "-handler-");
		}
		return (executor != null) ? executor : SpareThreads.EXECUTOR;
	}

	/**
	 * How often the executor took no more.
	 * @return the number
	 */
	public long refusals() {
		return this.refusals.sum();
	}

	@Nullable ClassLoader classLoader() {
		return this.classLoader;
	}

	/**
	 * Run a task if the executor takes it. Where that is shut down, because the
	 * application ends, a spare thread does it.
	 * @param task the task
	 * @return whether it is run
	 */
	boolean run(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			if (this.executor instanceof ExecutorService service && service.isShutdown()) {
				runSpare(task);
				return true;
			}
			refused(ex);
			return false;
		}
	}

	/**
	 * Run a task on a spare thread.
	 * @param task the task
	 */
	void runSpare(Runnable task) {
		SpareThreads.EXECUTOR.execute(task);
	}

	/**
	 * Run a task again if the executor takes it.
	 * @param task the task
	 * @return whether it is run
	 */
	boolean runAgain(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	private void refused(RejectedExecutionException refusal) {
		if (countRefusal()) {
			logger.warn("The executor of worker '{}' takes no more, so that connections are closed."
					+ " Give it more threads or a longer queue: {}", this.worker, refusal.toString());
		}
	}

	void failed(Throwable failure) {
		logger.error("Worker '{}' failed to handle something off its event loop", this.worker, failure);
	}

	/**
	 * Something is dropped because too much waits already.
	 */
	public void overflowed() {
		if (countRefusal()) {
			logger.warn("The handlers of worker '{}' are too slow, so that datagrams are dropped."
					+ " Raise 'max-pending-messages', or give the executor more threads", this.worker);
		}
	}

	/**
	 * Counts, and says whether it is time to log again.
	 */
	private boolean countRefusal() {
		this.refusals.increment();
		long now = System.nanoTime();
		long logged = this.logged.get();
		return now - logged > SILENCE && this.logged.compareAndSet(logged, now);
	}

}
