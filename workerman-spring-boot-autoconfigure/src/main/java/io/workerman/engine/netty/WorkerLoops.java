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

import io.workerman.engine.netty.dispatch.VirtualThreads;
import io.workerman.engine.netty.tls.ServerTls;
import io.workerman.engine.netty.transport.EventLoopThreads;
import io.workerman.engine.netty.transport.Sockets;

/**
 * The event loops of a worker: one for each process, or those of another worker's
 * processes, which host them.
 */
final class WorkerLoops {

	/**
	 * How long to wait for threads that should end at once.
	 */
	static final long END_MILLIS = 2000;

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	/**
	 * The process that hosts the only one of this worker until that ends.
	 */
	private volatile @Nullable NettyProcess lender;

	private volatile List<EventLoop> ended = List.of();

	WorkerLoops(NettyWorker worker, List<NettyProcess> processes) {
		this.worker = worker;
		this.processes = processes;
	}

	/**
	 * Runs on a process of another worker until it ends.
	 */
	void lend(NettyProcess host) {
		this.lender = host;
		this.worker.joined(host.worker().workers());
	}

	/**
	 * The processes whose event loops these run on, none if they have their own.
	 */
	private List<NettyProcess> hosts() {
		NettyProcess lender = this.lender;
		return (lender != null) ? List.of(lender) : this.worker.workers().hosts(this.worker);
	}

	/**
	 * The process that owns the event loop of a process.
	 */
	NettyProcess host(NettyProcess process) {
		List<NettyProcess> hosts = hosts();
		return (process.id() < hosts.size()) ? hosts.get(process.id()).host() : process;
	}

	void start(Sockets sockets) {
		VirtualThreads.check(this.worker.options());
		if (this.lender == null) {
			this.worker.workers().checkHosts(this.worker);
		}
		List<NettyProcess> hosts = hosts();
		for (NettyProcess process : this.processes) {
			if (hosts.isEmpty()) {
				process.startLoop(EventLoopThreads.start(process.threadName(), sockets.ioHandler().get()), null);
			}
			else {
				NettyProcess host = hosts.get(process.id());
				process.startLoop(host.loop(), host);
				host.departures().arrived(process);
			}
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
		List<NettyProcess> hosts = hosts();
		List<EventLoop> loops = new ArrayList<>();
		for (NettyProcess process : this.processes) {
			EventLoop loop = process.stopLoop();
			if (loop != null) {
				process.timers().delAll();
				if (hosts.isEmpty()) {
					loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
					loops.add(loop);
				}
				else {
					hosts.get(process.id()).departures().guestLeft(process);
				}
			}
		}
		this.ended = loops;
		ServerTls tls = this.worker.tls();
		if (tls != null) {
			tls.close();
		}
		this.lender = null;
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
