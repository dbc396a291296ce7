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

	/**
	 * So many are run in a row at the most, lest senders that never pause keep the loop
	 * from its sockets.
	 */
	private static final int MOST = 1024;

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
		wake();
	}

	private void wake() {
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
		this.process.burst().during(this::takeOverSome);
		if (!this.work.isEmpty()) {
			wake();
		}
	}

	private void takeOverSome() {
		for (int i = 0; i < MOST && runNext(); i++) {
			// the next one
		}
	}

	private void takeOverRest() {
		this.woken.set(false);
		while (runNext()) {
			// the next one
		}
	}

	private boolean runNext() {
		Runnable next = this.work.poll();
		if (next == null) {
			return false;
		}
		this.process.call(next);
		return true;
	}

}
