package io.workerman.engine.netty.dispatch;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import io.workerman.engine.WorkerProcess;

/**
 * What a thread has about it while it runs callbacks: the process that they belong to,
 * the class loader of the application, and who they are for in the logging context.
 */
public final class CallbackThread {

	private static final String WORKER = "worker";

	private static final String CONNECTION = "connection";

	private static final ThreadLocal<@Nullable WorkerProcess> process = new ThreadLocal<>();

	private final @Nullable WorkerProcess outerProcess;

	private final @Nullable ClassLoader outerClassLoader;

	private final @Nullable Map<String, String> outerContext;

	private CallbackThread(@Nullable WorkerProcess outerProcess, @Nullable ClassLoader outerClassLoader,
			@Nullable Map<String, String> outerContext) {
		this.outerProcess = outerProcess;
		this.outerClassLoader = outerClassLoader;
		this.outerContext = outerContext;
	}

	/**
	 * The process whose callbacks the calling thread runs.
	 * @return the process, or {@code null} if it runs none
	 */
	public static @Nullable WorkerProcess process() {
		return process.get();
	}

	/**
	 * Let the calling thread run the callbacks of a process for life.
	 * @param owner the process
	 * @param classLoader the class loader of the application
	 */
	public static void belongTo(WorkerProcess owner, @Nullable ClassLoader classLoader) {
		process.set(owner);
		Thread.currentThread().setContextClassLoader(classLoader);
		MDC.put(WORKER, owner.worker().name());
	}

	/**
	 * Let the calling thread run the callbacks of a connection until it leaves.
	 * @param owner the process
	 * @param connection the id of the connection, or {@code null} if there are several
	 * @param classLoader the class loader of the application
	 * @return what to go back to
	 */
	static CallbackThread enter(WorkerProcess owner, @Nullable String connection, @Nullable ClassLoader classLoader) {
		Thread thread = Thread.currentThread();
		CallbackThread outer = new CallbackThread(process.get(), thread.getContextClassLoader(),
				MDC.getCopyOfContextMap());
		process.set(owner);
		thread.setContextClassLoader(classLoader);
		MDC.put(WORKER, owner.worker().name());
		if (connection != null) {
			MDC.put(CONNECTION, connection);
		}
		return outer;
	}

	/**
	 * Leave nothing behind of what callbacks have put into the context.
	 */
	void leave() {
		if (this.outerProcess != null) {
			process.set(this.outerProcess);
		}
		else {
			process.remove();
		}
		Thread.currentThread().setContextClassLoader(this.outerClassLoader);
		if (this.outerContext != null) {
			MDC.setContextMap(this.outerContext);
		}
		else {
			MDC.clear();
		}
	}

}
