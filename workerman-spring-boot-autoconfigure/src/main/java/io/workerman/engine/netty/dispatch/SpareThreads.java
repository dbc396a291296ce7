package io.workerman.engine.netty.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of last resort: where a worker has no executor of its own, or its executor
 * takes nothing any more. They never reject, and end when there is nothing to do.
 */
final class SpareThreads {

	private static final int MOST = 32;

	private static final long IDLE_SECONDS = 5;

	static final Executor EXECUTOR = make();

	private SpareThreads() {
	}

	private static Executor make() {
		Executor virtual = VirtualThreads.executor("workerman-spare-");
		return (virtual != null) ? virtual : pool();
	}

	private static Executor pool() {
		AtomicInteger number = new AtomicInteger();
		ThreadPoolExecutor pool = new ThreadPoolExecutor(MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "workerman-spare-" + number.getAndIncrement());
					thread.setDaemon(true);
					return thread;
				});
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

}
