package io.workerman.engine.netty.transport;

import java.util.concurrent.ThreadFactory;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * Makes event loops: one thread each, which keeps the JVM alive.
 */
public final class EventLoopThreads {

	private EventLoopThreads() {
	}

	/**
	 * Start an event loop.
	 * @param threadName the name of its thread
	 * @param ioHandler drives it
	 * @return the event loop
	 */
	public static EventLoop start(String threadName, IoHandlerFactory ioHandler) {
		ThreadFactory threads = (task) -> {
			Thread thread = new FastThreadLocalThread(task, threadName);
			thread.setDaemon(false);
			return thread;
		};
		return new MultiThreadIoEventLoopGroup(1, threads, ioHandler).next();
	}

	/**
	 * Make the thread of a shutdown hook.
	 * @param task what it does
	 * @return the thread
	 */
	public static Thread shutdownHook(Runnable task) {
		return new Thread(task, "workerman-shutdown");
	}

}
