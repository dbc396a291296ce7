package io.workerman.engine.netty.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess;

/**
 * What waits to be handled for one connection, off its event loop: one thing after
 * another, messages in their order and events before them. All methods are for any
 * thread.
 */
public final class Inbox implements Runnable {

	/**
	 * So many are handled in a row at the most, so that one busy connection does not keep
	 * a thread from the others.
	 */
	private static final int MOST = 64;

	private final Owner owner;

	private final HandlerThreads threads;

	private final int mostMessages;

	private final long mostBytes;

	private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();

	private final Queue<Waiting> messages = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/**
	 * Whether somebody waits for room.
	 */
	private final AtomicBoolean crowded = new AtomicBoolean();

	/**
	 * Whether somebody waits until nothing is left to do.
	 */
	private volatile boolean awaited;

	private volatile boolean paused;

	private volatile boolean discarding;

	private volatile @Nullable Runnable last;

	/**
	 * Create an inbox.
	 * @param owner handles what comes out
	 * @param threads where that happens
	 * @param mostMessages with so many messages it is full
	 * @param mostBytes with so many bytes it is full
	 */
	public Inbox(Owner owner, HandlerThreads threads, int mostMessages, long mostBytes) {
		this.owner = owner;
		this.threads = threads;
		this.mostMessages = mostMessages;
		this.mostBytes = mostBytes;
	}

	/**
	 * Add a message. It is taken even if the inbox is full.
	 * @param message the message
	 * @param size its size in bytes
	 */
	public void add(Object message, int size) {
		this.count.incrementAndGet();
		this.bytes.addAndGet(size);
		this.messages.add(new Waiting(message, size));
		schedule();
	}

	/**
	 * Add an event, which goes before all messages that wait.
	 * @param event the event
	 */
	public void event(Runnable event) {
		this.events.add(event);
		schedule();
	}

	/**
	 * Handle what waits by now, then one last event. If messages are paused they are
	 * discarded.
	 * @param last the last event
	 */
	public void close(Runnable last) {
		this.last = last;
		schedule();
	}

	/**
	 * Give up the messages that wait and that come.
	 */
	public void discard() {
		this.discarding = true;
	}

	/**
	 * Let messages wait, or no longer.
	 * @param paused whether they wait
	 */
	public void pause(boolean paused) {
		this.paused = paused;
		if (!paused) {
			schedule();
		}
	}

	/**
	 * Whether messages wait until the application resumes.
	 * @return whether they do
	 */
	public boolean isPaused() {
		return this.paused && !this.discarding;
	}

	/**
	 * Whether nothing is being handled nor waits, not even because it is paused. If not,
	 * the owner is told when that may have changed.
	 * @return whether there is nothing left
	 */
	public boolean isIdle() {
		if (nothingLeft()) {
			return true;
		}
		this.awaited = true;
		return nothingLeft();
	}

	private boolean nothingLeft() {
		return nothingToDo() && this.messages.isEmpty();
	}

	/**
	 * Whether nothing is being handled nor could be, because there is nothing or because
	 * messages are paused. If not, the owner is told when.
	 * @return whether there is nothing to do
	 */
	public boolean isResting() {
		if (nothingToDo()) {
			return true;
		}
		this.awaited = true;
		return nothingToDo();
	}

	private boolean nothingToDo() {
		return !this.scheduled.get() && !hasWork();
	}

	/**
	 * Whether there is no room. If so, the owner is told when half of it is free.
	 * @return whether it is full
	 */
	public boolean isFull() {
		if (this.count.get() < this.mostMessages && this.bytes.get() < this.mostBytes) {
			return false;
		}
		this.crowded.set(true);
		return !(hasRoom() && this.crowded.compareAndSet(true, false));
	}

	private boolean hasRoom() {
		return this.count.get() <= this.mostMessages / 2 && this.bytes.get() <= this.mostBytes / 2;
	}

	private boolean hasWork() {
		return !this.events.isEmpty() || (!isPaused() && !this.messages.isEmpty()) || this.last != null;
	}

	private void schedule() {
		if (hasWork() && this.scheduled.compareAndSet(false, true) && !this.threads.run(this)) {
			this.owner.refused();
			this.threads.runSpare(this);
		}
	}

	/**
	 * Handles some of what waits.
	 */
	@Override
	public void run() {
		CallbackThread outer = CallbackThread.enter(this.owner.process(), this.owner.connection(),
				this.threads.classLoader());
		try {
			do {
				for (int i = 0; i < MOST && tryNext(); i++) {
					// the next one
				}
			}
			while (goesOn());
		}
		finally {
			outer.leave();
		}
	}

	private boolean tryNext() {
		try {
			return runNext();
		}
		catch (Throwable ex) {
			this.threads.failed(ex);
			return true;
		}
	}

	private boolean runNext() {
		// all that goes before the last event was there before it
		Runnable last = this.last;
		if (last != null && this.paused) {
			discard();
		}
		Runnable event = this.events.poll();
		if (event != null) {
			event.run();
			return true;
		}
		Waiting message = isPaused() ? null : this.messages.poll();
		if (message != null) {
			handle(message);
			return true;
		}
		if (last != null) {
			this.last = null;
			last.run();
		}
		return false;
	}

	private void handle(Waiting message) {
		this.count.decrementAndGet();
		this.bytes.addAndGet(-message.size());
		if (this.crowded.get() && hasRoom() && this.crowded.compareAndSet(true, false)) {
			this.owner.relaxed();
		}
		if (this.discarding) {
			this.owner.discard(message.message());
		}
		else {
			this.owner.handle(message.message());
		}
	}

	/**
	 * Gives the thread back, unless there is more to do and the executor takes no task
	 * for it.
	 */
	private boolean goesOn() {
		this.scheduled.set(false);
		if (hasWork()) {
			return this.scheduled.compareAndSet(false, true) && !this.threads.runAgain(this);
		}
		if (this.awaited) {
			this.awaited = false;
			this.owner.idle();
		}
		return false;
	}

	/**
	 * Whose inbox it is. What it throws is logged.
	 */
	public interface Owner {

		/**
		 * The process.
		 * @return the process
		 */
		WorkerProcess process();

		/**
		 * The id of the connection.
		 * @return the id, or {@code null} if there are several
		 */
		@Nullable String connection();

		/**
		 * Handle a message.
		 * @param message the message
		 */
		void handle(Object message);

		/**
		 * Give up a message.
		 * @param message the message
		 */
		void discard(Object message);

		/**
		 * There is room again.
		 */
		void relaxed();

		/**
		 * There is nothing left to do.
		 */
		void idle();

		/**
		 * The executor has no threads for what has been added.
		 */
		void refused();

	}

	/**
	 * A message that waits.
	 *
	 * @param message the message
	 * @param size its size in bytes
	 */
	private record Waiting(Object message, int size) {

	}

}
