package io.workerman.engine.netty;

import java.util.stream.IntStream;

import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.dispatch.Inbox;

/**
 * Where datagrams wait that are handled off the process: those of one sender in the same
 * lane, in order. What finds its lane full is lost, as datagrams are. Methods run on the
 * process unless they say otherwise.
 */
final class DatagramLanes {

	private static final int LANES = 64;

	private final NettyProcess process;

	private final Lane[] lanes;

	DatagramLanes(NettyProcess process) {
		this.process = process;
		this.lanes = IntStream.range(0, LANES).mapToObj((i) -> new Lane()).toArray(Lane[]::new);
	}

	void add(DatagramConnection connection, DatagramPacket packet) {
		Inbox inbox = this.lanes[Math.floorMod(packet.sender().hashCode(), LANES)].inbox;
		if (inbox.isFull()) {
			packet.release();
			this.process.worker().handlerThreads().overflowed();
		}
		else {
			inbox.add(new Datagram(connection, packet), packet.content().readableBytes());
		}
	}

	/**
	 * Whether nothing is being handled or waits for it. If not, the process is told when.
	 */
	boolean isIdle() {
		boolean idle = true;
		for (Lane lane : this.lanes) {
			idle &= lane.inbox.isIdle();
		}
		return idle;
	}

	private void laneIdle() {
		if (isIdle()) {
			this.process.departures().left(this);
		}
	}

	/**
	 * The datagrams of some senders.
	 */
	private final class Lane implements Inbox.Owner {

		private final Inbox inbox = new Inbox(this, DatagramLanes.this.process.worker().handlerThreads(),
				DatagramLanes.this.process.worker().options().dispatch().maxPendingMessages(),
				DatagramLanes.this.process.worker().options().maxPackageSize());

		@Override
		public WorkerProcess process() {
			return DatagramLanes.this.process;
		}

		@Override
		public @Nullable String connection() {
			return null;
		}

		@Override
		public void handle(Object message) {
			Datagram datagram = (Datagram) message;
			DatagramLanes.this.process.counters().messagesHandedOff.increment();
			datagram.connection().handle(datagram.packet());
		}

		@Override
		public void discard(Object message) {
			((Datagram) message).packet().release();
		}

		@Override
		public void relaxed() {
			// nobody has paused
		}

		@Override
		public void idle() {
			DatagramLanes.this.process.handOver(DatagramLanes.this::laneIdle);
		}

		@Override
		public void refused() {
			// it is handled nevertheless, because its lane has room for it
		}

	}

	/**
	 * A datagram that waits.
	 *
	 * @param connection its sender
	 * @param packet the datagram
	 */
	private record Datagram(DatagramConnection connection, DatagramPacket packet) {

	}

}
