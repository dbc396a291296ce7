package io.workerman.engine.netty.dispatch;

import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.WorkerProcess;

/**
 * Where datagrams wait that are handled off the process: those of one sender in the same
 * lane, in order. What finds its lane full is lost, as datagrams are. Methods are called
 * on the process unless they say otherwise.
 */
public final class Lanes {

	private static final int LANES = 64;

	private final WorkerProcess process;

	private final HandlerThreads threads;

	private final Runnable idle;

	private final Lane[] lanes;

	/**
	 * Create lanes in which nothing waits.
	 * @param process the process
	 * @param threads where datagrams are handled
	 * @param idle called when a lane has become idle that was asked for, on any thread
	 */
	public Lanes(WorkerProcess process, HandlerThreads threads, Runnable idle) {
		this.process = process;
		this.threads = threads;
		this.idle = idle;
		DispatchOptions dispatch = process.worker().options().dispatch();
		int mostBytes = process.worker().options().maxPackageSize();
		this.lanes = IntStream.range(0, LANES)
			.mapToObj((i) -> new Lane(dispatch.maxPendingMessages(), mostBytes))
			.toArray(Lane[]::new);
	}

	/**
	 * Let a datagram be handled, or discard it if there is no room.
	 * @param sender who sent it
	 * @param datagram the datagram
	 * @param size its size in bytes
	 */
	public void add(Object sender, Datagram datagram, int size) {
		Inbox inbox = this.lanes[Math.floorMod(sender.hashCode(), LANES)].inbox;
		if (inbox.isFull()) {
			datagram.discard();
			this.threads.overflowed();
		}
		else {
			inbox.add(datagram, size);
		}
	}

	/**
	 * Whether nothing is being handled or waits for it. If not, {@code idle} is called
	 * when a lane is. For any thread.
	 * @return whether there is nothing to do
	 */
	public boolean isIdle() {
		boolean idle = true;
		for (Lane lane : this.lanes) {
			idle &= lane.inbox.isIdle();
		}
		return idle;
	}

	/**
	 * Finds the lanes whose datagrams are being handled.
	 * @param action called with their inboxes
	 */
	public void eachRunning(Consumer<Inbox> action) {
		for (Lane lane : this.lanes) {
			if (!lane.inbox.isResting()) {
				action.accept(lane.inbox);
			}
		}
	}

	/**
	 * A datagram that waits.
	 */
	public interface Datagram {

		/**
		 * Handle it, and give up its memory.
		 */
		void handle();

		/**
		 * Give up its memory.
		 */
		void discard();

	}

	/**
	 * The datagrams of some senders.
	 */
	private final class Lane implements Inbox.Owner {

		private final Inbox inbox;

		Lane(int mostMessages, int mostBytes) {
			this.inbox = new Inbox(this, Lanes.this.threads, mostMessages, mostBytes);
		}

		@Override
		public WorkerProcess process() {
			return Lanes.this.process;
		}

		@Override
		public @Nullable String connection() {
			return null;
		}

		@Override
		public void handle(Object message) {
			((Datagram) message).handle();
		}

		@Override
		public void discard(Object message) {
			((Datagram) message).discard();
		}

		@Override
		public void relaxed() {
			// nobody has paused
		}

		@Override
		public void idle() {
			Lanes.this.idle.run();
		}

		@Override
		public void refused() {
			// it is handled nevertheless, because its lane has room for it
		}

	}

}
