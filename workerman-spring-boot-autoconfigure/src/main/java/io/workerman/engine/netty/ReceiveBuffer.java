package io.workerman.engine.netty;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.netty.admission.Rejections.Reason;
import io.workerman.engine.netty.flow.RateLimiter;
import io.workerman.engine.netty.flow.SmallReads;

/**
 * What a connection has received and not yet given to the application. A connection that
 * is idle holds no memory here. All methods run on the process.
 */
final class ReceiveBuffer {

	/**
	 * While a message waits for the answer to the one before, no more than this is read
	 * ahead.
	 */
	private static final int READ_AHEAD = 64 * 1024;

	private static final int LEAST = 256;

	private final Link link;

	private final @Nullable RateLimiter rate;

	private @Nullable ByteBuf bytes;

	private volatile int size;

	private long lastReceived = System.nanoTime();

	private long excused = this.lastReceived;

	private boolean paused;

	/**
	 * The causes for which the engine pauses, a bit for each.
	 */
	private int causes;

	/**
	 * The peer was faster than the rate limit allows.
	 */
	private boolean throttled;

	private boolean decoding;

	private boolean finished;

	/**
	 * Whether decoding stopped because something has to happen first, and not for want of
	 * bytes.
	 */
	private boolean stalled;

	ReceiveBuffer(Link link) {
		this.link = link;
		this.rate = RateLimiter.of(link.worker().options().guards().rateLimit(), this.lastReceived);
	}

	/**
	 * The bytes that have not been decoded.
	 */
	int unread() {
		return (this.bytes != null) ? this.bytes.readableBytes() : 0;
	}

	/**
	 * The bytes that are held. For any thread.
	 */
	int size() {
		return this.size;
	}

	/**
	 * When something was received last, by {@link System#nanoTime()}.
	 */
	long lastReceived() {
		return this.lastReceived;
	}

	/**
	 * How long nothing was received that should have been, in nanoseconds.
	 */
	long silence(long now) {
		return now - Math.max(this.lastReceived, this.excused);
	}

	/**
	 * Does not hold the silence so far against the peer.
	 */
	void excuse(long now) {
		this.excused = now;
	}

	void received(ByteBuf in) {
		this.lastReceived = this.link.process().burst().began();
		if (this.rate != null && !this.rate.bytes(in.readableBytes(), this.lastReceived) && sendAway(this.rate)) {
			in.release();
			return;
		}
		this.bytes = (this.bytes == null) ? reads().take(in) : join(this.bytes, in);
		decode();
	}

	private SmallReads reads() {
		return this.link.process().burst().reads();
	}

	private static ByteBuf join(ByteBuf held, ByteBuf in) {
		int more = in.readableBytes();
		ByteBuf target = held;
		if (more > held.writableBytes() || held.refCnt() > 1) {
			int together = held.readableBytes() + more;
			target = copy(held, held.alloc(), Math.max(LEAST, together + (together >> 1)));
		}
		target.writeBytes(in);
		in.release();
		return target;
	}

	private static ByteBuf copy(ByteBuf held, ByteBufAllocator allocator, int capacity) {
		ByteBuf copy = allocator.directBuffer(capacity);
		copy.writeBytes(held);
		held.release();
		return copy;
	}

	/**
	 * The application pauses or resumes.
	 */
	void pause(boolean paused) {
		if (this.paused != paused) {
			this.paused = paused;
			this.lastReceived = System.nanoTime();
			decode();
		}
	}

	/**
	 * The engine pauses for a cause, or resumes.
	 */
	void block(Cause cause, boolean blocked) {
		int causes = blocked ? this.causes | cause.bit : this.causes & ~cause.bit;
		if (this.causes != causes) {
			this.causes = causes;
			decode();
		}
	}

	/**
	 * Waits until the peer may send again, if it has been too fast.
	 */
	private boolean throttle(RateLimiter rate) {
		long pause = rate.closes() ? 0 : rate.pause(this.link.process().burst().began());
		if (pause > 0 && this.link.isOpen()) {
			this.throttled = true;
			this.link.worker().rejected(Reason.RATE_LIMIT);
			this.link.process().loop().schedule(() -> {
				this.throttled = false;
				this.lastReceived = System.nanoTime();
				decode();
			}, pause, TimeUnit.NANOSECONDS);
		}
		return this.throttled;
	}

	private boolean sendAway(RateLimiter rate) {
		boolean sent = rate.closes() && this.link.isOpen();
		if (sent) {
			Deadlines.enforce(this.link, Reason.RATE_LIMIT, CloseReason.TRY_AGAIN_LATER,
					"More was sent than rate-limit allows");
		}
		return sent;
	}

	/**
	 * The peer has sent a message that others deliver.
	 * @return whether it was not one too many
	 */
	boolean admit() {
		return this.rate == null || this.rate.message(this.link.process().burst().began()) || !sendAway(this.rate);
	}

	/**
	 * The peer has ended its side: what came before is still delivered.
	 */
	void finish() {
		this.finished = true;
		decode();
	}

	/**
	 * Whether the peer has ended its side and all that it sent was delivered.
	 */
	boolean isFinished() {
		return this.finished && !this.decoding && !isPaused() && !this.stalled && !this.link.dispatch().isPaused();
	}

	/**
	 * Delivers as many messages as there are.
	 */
	void decode() {
		if (this.decoding) {
			return;
		}
		do {
			decodeBurst();
		}
		while (this.stalled && mayDecode(true) && !isWaiting());
		if (isFinished()) {
			this.link.life().peerFinished();
		}
	}

	private void decodeBurst() {
		boolean resuming = this.stalled;
		this.decoding = true;
		this.stalled = false;
		boolean outermost = this.link.process().burst().begin();
		try {
			while (mayDecode(resuming) && decodeNext()) {
				// the next one
			}
		}
		finally {
			this.decoding = false;
			settle();
			if (outermost) {
				this.link.process().burst().end();
			}
			this.link.process().handled();
		}
	}

	/**
	 * A codec that waited may go on without more bytes.
	 */
	private boolean mayDecode(boolean resuming) {
		return (resuming || this.bytes != null) && !isPaused() && this.link.life().isReceiving()
				&& (this.rate == null || !throttle(this.rate));
	}

	/**
	 * A connection that closes waits for nothing but the goodbye of the peer, and
	 * discards the rest.
	 */
	boolean isPaused() {
		return (this.paused || this.causes != 0 || this.throttled) && this.link.isOpen();
	}

	private boolean decodeNext() {
		ByteBuf in = (this.bytes != null) ? this.bytes : Unpooled.EMPTY_BUFFER;
		int before = in.readableBytes();
		ConnectionCodec codec = this.link.codec();
		try {
			Object message = codec.decode(in);
			if (message != null) {
				if (!admit()) {
					return false;
				}
				this.link.dispatch().deliver(message);
				return true;
			}
			this.stalled = isWaiting();
			return codec != this.link.codec();
		}
		catch (ProtocolException ex) {
			broken(ex);
			return false;
		}
		catch (Throwable ex) {
			this.link.process().counters().exceptions.increment();
			this.link.process().failures().badMessage(this.link.connection(), ex);
			if (in.readableBytes() < before) {
				return true;
			}
			broken(new ProtocolException(CloseReason.SERVER_ERROR, "The protocol failed on what the peer sent"));
			return false;
		}
	}

	/**
	 * Nothing more can be decoded. What came before is handled and answered first.
	 */
	private void broken(ProtocolException violation) {
		block(Cause.VIOLATION, true);
		this.link.dispatch().afterMessages(() -> this.link.life().protocolBroken(violation));
	}

	/**
	 * Gives back memory that is not needed, and says whether to read on.
	 */
	private void settle() {
		ByteBuf bytes = this.bytes;
		if (bytes != null) {
			if (!bytes.isReadable() || !this.link.life().isReceiving()) {
				reads().giveBack(bytes);
				this.bytes = null;
			}
			else if (reads().isLent(bytes)
					|| (bytes.readableBytes() < bytes.capacity() / 4 && bytes.capacity() > LEAST * 8)) {
				int capacity = Math.max(LEAST, bytes.readableBytes() * 2);
				this.bytes = this.link.channel().alloc().directBuffer(capacity).writeBytes(bytes);
				reads().giveBack(bytes);
			}
		}
		int size = (this.bytes != null) ? this.bytes.readableBytes() : 0;
		if (this.size != size) {
			this.size = size;
		}
		boolean enough = isWaiting() && size >= READ_AHEAD;
		this.link.read(!this.link.isOpen() || (!this.paused && !this.throttled && !enough));
	}

	private boolean isWaiting() {
		return this.link.isOpen() && (this.causes != 0 || this.link.codec().isWaiting());
	}

	/**
	 * The connection has closed.
	 */
	void close() {
		if (!this.decoding && this.bytes != null) {
			this.bytes.release();
			this.bytes = null;
		}
		this.size = 0;
	}

	/**
	 * Why the engine pauses.
	 */
	enum Cause {

		/**
		 * The connect callbacks are running.
		 */
		CONNECT(1),

		/**
		 * Too many replies are pending.
		 */
		REPLIES(1 << 1),

		/**
		 * Too many messages wait to be handled.
		 */
		MESSAGES(1 << 2),

		/**
		 * A message has to wait for those before it.
		 */
		ORDER(1 << 3),

		/**
		 * The peer broke the protocol, which is dealt with after its messages.
		 */
		VIOLATION(1 << 4),

		/**
		 * The worker stops.
		 */
		STOP(1 << 5),

		/**
		 * The application has not confirmed the connection.
		 */
		CONFIRM(1 << 6);

		private final int bit;

		Cause(int bit) {
			this.bit = bit;
		}

	}

}
