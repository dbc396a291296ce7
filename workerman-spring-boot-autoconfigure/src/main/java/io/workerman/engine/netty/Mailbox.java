package io.workerman.engine.netty;

import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;

/**
 * What other threads hand over to an event loop. What is handed over at the same time
 * costs one wake-up, and the writes that come of it leave together.
 */
final class Mailbox {

	private final NettyProcess process;

	private final EventLoop loop;

	private final Queue<Runnable> work = PlatformDependent.newMpscQueue();

	private final AtomicBoolean woken = new AtomicBoolean();

	Mailbox(NettyProcess process, EventLoop loop) {
		this.process = process;
		this.loop = loop;
	}

	/**
	 * Hands over. It is run in any case, if need be after the loop has ended, when all
	 * connections are closed.
	 */
	void add(Runnable work) {
		this.work.add(work);
		if (this.woken.compareAndSet(false, true)) {
			try {
				this.loop.execute(this::takeOver);
			}
			catch (RejectedExecutionException ex) {
				this.loop.terminationFuture().addListener((ended) -> takeOverRest());
			}
		}
	}

	private void takeOver() {
		this.woken.set(false);
		boolean outermost = this.process.burst().begin();
		try {
			runAll();
		}
		finally {
			if (outermost) {
				this.process.burst().end();
			}
		}
	}

	private void takeOverRest() {
		this.woken.set(false);
		runAll();
	}

	private void runAll() {
		for (Runnable next = this.work.poll(); next != null; next = this.work.poll()) {
			this.process.call(next);
		}
	}

}
