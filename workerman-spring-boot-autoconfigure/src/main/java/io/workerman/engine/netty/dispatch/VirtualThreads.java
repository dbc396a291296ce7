package io.workerman.engine.netty.dispatch;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;

/**
 * Virtual threads, which Java has from 21 on and the code is compiled without.
 */
public final class VirtualThreads {

	private VirtualThreads() {
	}

	/**
	 * Whether there are virtual threads.
	 * @return whether Java is new enough
	 */
	public static boolean areAvailable() {
		return Runtime.version().feature() >= 21;
	}

	/**
	 * Find out whether there are the threads that a worker asks for.
	 * @param worker the options of the worker
	 * @throws WorkerStartException if there are not
	 */
	public static void check(WorkerOptions worker) {
		if (worker.dispatch().mode() == DispatchOptions.Mode.VIRTUAL && !areAvailable()) {
			throw new WorkerStartException(worker.name(), worker.address(), Problem.NO_VIRTUAL_THREADS,
					"Worker '%s' cannot handle messages on virtual threads: Java %d has none (expected Java: >= 21)"
						.formatted(worker.name(), Runtime.version().feature()),
					null);
		}
	}

	/**
	 * Make an executor that runs each task on a virtual thread of its own.
	 * @param prefix what the names of the threads begin with
	 * @return the executor, or {@code null} if there are no virtual threads
	 */
	public static @Nullable Executor executor(String prefix) {
		if (!areAvailable()) {
			return null;
		}
		ThreadFactory threads = factory(prefix);
		return (task) -> threads.newThread(task).start();
	}

	private static ThreadFactory factory(String prefix) {
		try {
			Method name = Class.forName("java.lang.Thread$Builder$OfVirtual")
				.getMethod("name", String.class, long.class);
			Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return (ThreadFactory) factory.invoke(name.invoke(builder, prefix, 0L));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("This Java has no virtual threads", ex);
		}
	}

}
