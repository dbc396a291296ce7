package io.workerman.engine.netty.task;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.workerman.engine.netty.dispatch.VirtualThreads;
import io.workerman.engine.task.TaskOptions;
import io.workerman.engine.task.TaskThreads;

/**
 * Threads of task workers, which end after a minute without a task.
 */
public final class PooledTaskThreads implements TaskThreads {

	private static final String PREFIX = "workerman-task-";

	private static final int IDLE_SECONDS = 60;

	@Override
	public Executor open(TaskOptions options) {
		if (options.virtual()) {
			Executor executor = VirtualThreads.executor(PREFIX);
			if (executor == null) {
				throw new IllegalStateException(
						"Task workers cannot run on virtual threads: Java %d has none (expected Java: >= 21)"
							.formatted(Runtime.version().feature()));
			}
			return executor;
		}
		AtomicInteger number = new AtomicInteger();
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(options.workers(), options.workers(), IDLE_SECONDS,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (work) -> {
					Thread thread = new Thread(work, PREFIX + number.getAndIncrement());
					thread.setDaemon(true);
					thread.setContextClassLoader(classLoader);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
