package io.workerman.engine.netty;

import java.util.concurrent.ThreadFactory;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * Makes event loops: one thread each, which keeps the JVM alive.
 */
final class EventLoopThreads {

	private EventLoopThreads() {
	}

	static EventLoop start(String threadName, IoHandlerFactory ioHandler) {
		ThreadFactory threads = (task) -> {
			Thread thread = new FastThreadLocalThread(task, threadName);
			thread.setDaemon(false);
			return thread;
		};
		return new MultiThreadIoEventLoopGroup(1, threads, ioHandler).next();
	}

	static Thread shutdownHook(Runnable task) {
		return new Thread(task, "workerman-shutdown");
	}

}
