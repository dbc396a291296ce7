package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.netty.tls.ServerTls;
import io.workerman.engine.netty.transport.EventLoopThreads;
import io.workerman.engine.netty.transport.Sockets;

/**
 * The event loops of a worker: one for each process, or that of another worker's process,
 * which hosts its only one.
 */
final class WorkerLoops {

	/**
	 * How long to wait for threads that should end at once.
	 */
	static final long END_MILLIS = 2000;

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private volatile @Nullable NettyProcess host;

	private volatile List<EventLoop> ended = List.of();

	WorkerLoops(NettyWorker worker, List<NettyProcess> processes) {
		this.worker = worker;
		this.processes = processes;
	}

	/**
	 * Runs on a process of another worker until it ends.
	 */
	void host(NettyProcess host) {
		this.host = host;
		this.worker.joined(host.worker().workers());
	}

	void start(Sockets sockets) {
		this.worker.checkThreads();
		NettyProcess host = this.host;
		for (NettyProcess process : this.processes) {
			process.startLoop((host != null) ? host.loop()
					: EventLoopThreads.start(process.threadName(), sockets.ioHandler().get()), host);
		}
	}

	/**
	 * Runs a task on a process: at once if this is it.
	 */
	static Future<?> run(NettyProcess process, Callable<@Nullable Void> task) {
		FutureTask<@Nullable Void> running = new FutureTask<>(task);
		if (process.inProcess()) {
			running.run();
		}
		else {
			process.loop().execute(running);
		}
		return running;
	}

	/**
	 * Lets the processes give up at once what they have.
	 */
	void abandon() {
		for (NettyProcess process : this.processes) {
			if (process.isStarted()) {
				try {
					run(process, () -> {
						process.abandon();
						return null;
					}).get(END_MILLIS, TimeUnit.MILLISECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				catch (ExecutionException | TimeoutException ex) {
					// its thread ends in any case
				}
			}
		}
	}

	void end() {
		NettyProcess host = this.host;
		List<EventLoop> loops = new ArrayList<>();
		for (NettyProcess process : this.processes) {
			EventLoop loop = process.stopLoop();
			if (loop != null) {
				process.timers().delAll();
				if (host == null) {
					loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
					loops.add(loop);
				}
			}
		}
		this.ended = loops;
		ServerTls tls = this.worker.tls();
		if (tls != null) {
			tls.close();
		}
		this.host = null;
		if (host != null) {
			host.departures().guestLeft(this.worker);
		}
	}

	/**
	 * Waits for the end of the threads.
	 */
	void awaitEnd() {
		List<EventLoop> ended = this.ended;
		if (ended.stream().noneMatch(EventLoop::inEventLoop)) {
			ended.forEach((loop) -> loop.terminationFuture().awaitUninterruptibly(END_MILLIS));
		}
	}

	/**
	 * Whether the calling thread is one of them, or runs a callback of one.
	 */
	boolean isCurrent() {
		return this.processes.stream().anyMatch(NettyProcess::isCalling);
	}

}
