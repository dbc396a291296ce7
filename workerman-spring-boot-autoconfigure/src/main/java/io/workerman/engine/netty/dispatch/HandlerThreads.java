package io.workerman.engine.netty.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.WorkerOptions;

/**
 * The threads on which a worker handles messages off its event loops.
 */
public final class HandlerThreads {

	private static final Logger logger = LoggerFactory.getLogger(HandlerThreads.class);

	private final String worker;

	private final Executor executor;

	private final @Nullable ClassLoader classLoader;

	private final LongAdder refusals = new LongAdder();

	private volatile boolean refusing;

	/**
	 * Create the threads of a worker.
	 * @param worker the name of the worker
	 * @param dispatch says where messages are handled
	 * @param classLoader the class loader of the application
	 */
	public HandlerThreads(String worker, WorkerOptions.Dispatch dispatch, @Nullable ClassLoader classLoader) {
		this.worker = worker;
		this.classLoader = classLoader;
		this.executor = executor(worker, dispatch);
	}

	private static Executor executor(String worker, WorkerOptions.Dispatch dispatch) {
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
	 * Run a task, in any case.
	 * @param task the task
	 * @return whether the executor took it, or is shut down because the application ends
	 */
	boolean run(Runnable task) {
		try {
			this.executor.execute(task);
			if (this.refusing) {
				this.refusing = false;
			}
			return true;
		}
		catch (RejectedExecutionException ex) {
			boolean ends = this.executor instanceof ExecutorService service && service.isShutdown();
			if (!ends) {
				refused(ex);
			}
			SpareThreads.EXECUTOR.execute(task);
			return ends;
		}
	}

	/**
	 * Run a task if the executor takes it.
	 * @param task the task
	 * @return whether it does
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
		this.refusals.increment();
		if (!this.refusing) {
			this.refusing = true;
			logger.warn(
					"The executor of worker '{}' takes no more messages, so that the connections that send them are closed."
							+ " Give it more threads or a longer queue: {}",
					this.worker, refusal.toString());
		}
	}

}
