package io.workerman.engine.netty;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.PayloadView;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.flow.Occupancy;

/**
 * What a connection that dials out has been sent before it has a socket. For any thread,
 * but for what is told to callbacks.
 */
final class HeldSends {

	private final DialledConnection connection;

	private final Occupancy occupancy;

	private List<Held> sends = new ArrayList<>();

	private State state = State.ACCEPTING;

	private int rejections;

	HeldSends(DialledConnection connection, int limit) {
		this.connection = connection;
		this.occupancy = new Occupancy(limit, null);
	}

	Occupancy occupancy() {
		return this.occupancy;
	}

	boolean isEmpty() {
		return this.occupancy.waiting() == 0;
	}

	/**
	 * Holds a message.
	 * @return what became of it, or {@code null} if the connection has a socket by now
	 */
	synchronized @Nullable SendResult send(Object message, boolean raw, @Nullable CompletableFuture<SendResult> stage) {
		if (this.state != State.ACCEPTING) {
			return (this.state == State.HANDED_OVER) ? null : SendResult.FAILED;
		}
		if (this.occupancy.isFull()) {
			this.rejections++;
			return SendResult.FAILED;
		}
		// on the heap, because nobody has to release it if the connection is never made
		ByteBuf bytes = Unpooled.buffer();
		ConnectionCodec codec = this.connection.protocol().newCodec(new Side(this.connection));
		OutgoingBuffer out = new OutgoingBuffer().encode(message, raw, codec, bytes);
		this.occupancy.reserve(out.size(), Long.MAX_VALUE);
		this.sends.add(new Held(out, stage));
		return SendResult.QUEUED;
	}

	/**
	 * Takes no more.
	 */
	synchronized void refuse() {
		if (this.state == State.ACCEPTING) {
			this.state = State.REFUSING;
		}
	}

	/**
	 * Gives everything to a socket.
	 */
	void handOver(SendBuffer buffer) {
		take(State.HANDED_OVER).forEach((held) -> buffer.takeOver(held.out, held.stage, false));
	}

	/**
	 * There will be no socket.
	 */
	void discard() {
		for (Held held : take(State.DISCARDED)) {
			this.occupancy.giveBack(held.out.size());
			held.out.release();
			if (held.stage != null) {
				held.stage.complete(SendResult.FAILED);
			}
		}
	}

	private synchronized List<Held> take(State next) {
		List<Held> taken = this.sends;
		this.sends = List.of();
		this.state = next;
		return taken;
	}

	/**
	 * Tells the application of lost messages and of a full buffer. On the process.
	 */
	void report() {
		int lost;
		synchronized (this) {
			lost = this.rejections;
			this.rejections = 0;
		}
		NettyProcess process = this.connection.process();
		for (; lost > 0; lost--) {
			process.counters().sendFailures.increment();
			this.connection.error(Connection.SEND_FAILED, "send buffer full and drop package");
		}
		if (this.occupancy.hasFilled()) {
			process.call(this.connection.callbacks(Callbacks::bufferFull), this.connection);
		}
	}

	private enum State {

		ACCEPTING, REFUSING, HANDED_OVER, DISCARDED

	}

	/**
	 * A message that waits.
	 *
	 * @param out its bytes
	 * @param stage tells when it has left, or {@code null}
	 */
	private record Held(OutgoingBuffer out, @Nullable CompletableFuture<SendResult> stage) {

	}

	/**
	 * What a codec sees that only encodes.
	 *
	 * @param connection the connection
	 */
	private record Side(DialledConnection connection) implements CodecContext {

		@Override
		public void remoteAddress(SocketAddress client) {
			// nobody stands before a server that was dialled
		}

		@Override
		public int maxPackageSize() {
			return this.connection.maxPackageSize();
		}

		@Override
		public PayloadView view(boolean text) {
			return PayloadView.NATIVE;
		}

		@Override
		public JsonCodec json() {
			NettyProcess process = this.connection.processOrNull();
			return (process != null) ? process.worker().json() : JsonCodec.standard();
		}

		@Override
		public ByteBuf answer() {
			throw new IllegalStateException(this.connection + " is not up yet");
		}

		@Override
		public void cork() {
			// what is held is not sent
		}

		@Override
		public void uncork() {
			// what is held is not sent
		}

		@Override
		public CompletionStage<Boolean> handshake(HandshakeRequest request) {
			return CompletableFuture.completedStage(false);
		}

		@Override
		public void goodbyeReceived(CloseReason reason) {
			// there is no peer
		}

		@Override
		public void proceed() {
			// there is nothing to decode
		}

	}

}
