package io.workerman.engine.netty;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.SendResult;
import io.workerman.engine.netty.flow.Backlog;
import io.workerman.engine.netty.flow.Counter;
import io.workerman.engine.netty.flow.Occupancy;
import io.workerman.engine.netty.flow.SentStages;
import io.workerman.engine.netty.flow.Stall;

/**
 * What a connection has accepted for sending, with its limit.
 * <p>
 * Messages are encoded one behind the other into the {@code burst}, which leaves in one
 * write. What the operating system does not take waits in the {@link SendQueue}; only
 * these bytes are compared with the limit. All methods run on the process unless they say
 * otherwise.
 */
final class SendBuffer {

	private final Link link;

	private final SendRoom room;

	private final SendQueue queue;

	/**
	 * Counts the bytes that were accepted and that the operating system has not taken.
	 */
	private final Occupancy occupancy;

	private volatile boolean corked;

	private @Nullable Stall stall;

	private boolean owesDrain;

	private @Nullable ByteBuf burst;

	/**
	 * Whether nothing can be written behind the burst, because others have its bytes too.
	 */
	private boolean borrowed;

	private boolean gathering;

	private @Nullable SentStages stages;

	SendBuffer(Link link, Occupancy occupancy) {
		this.link = link;
		this.queue = new SendQueue(this, link);
		this.room = new SendRoom(link, this.queue, occupancy);
		this.occupancy = occupancy;
	}

	Occupancy occupancy() {
		return this.occupancy;
	}

	SendRoom room() {
		return this.room;
	}

	/**
	 * Whether everything that was accepted has left.
	 */
	boolean isEmpty() {
		return (this.burst == null || !this.burst.isReadable()) && this.occupancy.waiting() == 0
				&& this.queue.isEmpty();
	}

	/**
	 * How long nothing of what waits has left, in nanoseconds.
	 */
	long stalled(long now) {
		this.stall = (this.stall != null) ? this.stall : new Stall();
		return this.stall.lasting(!isEmpty() && !this.corked, this.link.bytesWritten(), now);
	}

	/**
	 * Whether what the application sends is held back. For any thread.
	 */
	boolean isCorked() {
		return this.corked;
	}

	SendResult send(Object message, boolean raw) {
		if (this.room.refuses()) {
			return SendResult.FAILED;
		}
		boolean waits = this.queue.isWaiting();
		ByteBuf target = waits ? this.queue.tail(OutgoingBuffer.estimate(message)) : burst(message);
		Burst encoders = this.link.process().burst();
		Counter messagesSent = this.link.process().counters().messagesSent;
		if (!waits && !raw && OutgoingBuffer.append(message, this.link.codec(), target)) {
			messagesSent.add(1);
			return gather(target, encoders);
		}
		OutgoingBuffer out = encoders.takeEncoder().encode(message, raw, this.link.codec(), target);
		messagesSent.add(1);
		SendResult result = waits ? lineUp(out, this.room.isDispensable(message, raw)) : gather(out);
		out.placed(this.link);
		encoders.returnEncoder(out);
		return result;
	}

	/**
	 * Bytes that lined up behind others were dropped.
	 */
	void dropped(long before, long size, int memory) {
		this.occupancy.drop(memory);
		if (this.stages != null) {
			this.stages.dropped(this.link.bytesWritten() + before, size);
		}
	}

	private SendResult lineUp(OutgoingBuffer out, boolean dispensable) {
		this.queue.appended(out, dispensable);
		grow(out.size());
		return SendResult.QUEUED;
	}

	private SendResult gather(OutgoingBuffer out) {
		if (out.file() != null) {
			flush();
			return this.queue.write(out.file());
		}
		return gather(out.bytes(), this.link.process().burst());
	}

	private SendResult gather(ByteBuf burst, Burst process) {
		if (!process.isRunning()) {
			return flush();
		}
		gather();
		return (burst.readableBytes() >= Backlog.BURST) ? flush() : SendResult.QUEUED;
	}

	/**
	 * Sends a message whose bytes many connections share.
	 */
	SendResult sendShared(Object message, ByteBuf shared) {
		if (this.room.refuses()) {
			return SendResult.FAILED;
		}
		this.link.process().counters().messagesSent.add(1);
		boolean dispensable = this.room.isDispensable(message, false);
		if (!this.queue.isWaiting()) {
			return append(shared.retainedDuplicate(), dispensable);
		}
		this.queue.add(shared.retainedDuplicate(), dispensable);
		grow(shared.readableBytes());
		return SendResult.QUEUED;
	}

	/**
	 * Takes over what another thread has encoded and reserved room for. The stage, if
	 * any, tells when it has left.
	 */
	void takeOver(OutgoingBuffer out, @Nullable CompletableFuture<SendResult> stage, boolean dispensable) {
		int size = out.size();
		FileRegion file = out.file();
		if (this.queue.isBroken()) {
			this.occupancy.giveBack(size);
			out.release();
			fail(stage);
			return;
		}
		this.link.process().counters().messagesSent.add(1);
		gather();
		this.room.handedOver(size);
		out.finish();
		if (this.queue.isWaiting()) {
			int growth = out.size() - size;
			this.queue.add(out, dispensable);
			this.occupancy.lineUp(size);
			this.occupancy.resize(growth);
		}
		else {
			this.occupancy.pass(size);
			append(out.bytes(), dispensable && out.isPlain());
			if (file != null) {
				flush();
				this.queue.write(file);
			}
		}
		if (stage != null) {
			whenSent(stage);
		}
		report();
		out.placed(this.link);
	}

	/**
	 * Completes a stage when all that was accepted by now has left.
	 */
	void whenSent(CompletableFuture<SendResult> stage) {
		if (this.queue.isBroken()) {
			fail(stage);
			return;
		}
		this.stages = (this.stages != null) ? this.stages : new SentStages();
		ByteBuf burst = this.burst;
		int gathered = (burst != null && !this.queue.isHeld()) ? burst.readableBytes() : 0;
		long before = this.queue.outstanding() + gathered;
		this.stages.add(this.link.bytesWritten() + before, stage);
		this.stages.wrote(this.link.bytesWritten());
	}

	private static void fail(@Nullable CompletableFuture<SendResult> stage) {
		if (stage != null) {
			stage.complete(SendResult.FAILED);
		}
	}

	/**
	 * Adds bytes to what is gathered, to which they belong from now on.
	 */
	private SendResult append(ByteBuf bytes, boolean dispensable) {
		if (bytes.readableBytes() >= Backlog.SMALL || !this.link.process().burst().isRunning()) {
			flush();
			return this.queue.write(bytes, dispensable);
		}
		if (this.burst == null) {
			this.burst = bytes;
			this.borrowed = true;
		}
		else {
			burst().writeBytes(bytes);
			bytes.release();
		}
		return gather(this.burst, this.link.process().burst());
	}

	/**
	 * The buffer that leaves with the next flush.
	 */
	ByteBuf burst() {
		return burst("");
	}

	private ByteBuf burst(Object message) {
		ByteBuf burst = this.burst;
		if (burst != null && !this.borrowed) {
			return burst;
		}
		ByteBuf own = this.queue.newBuffer(OutgoingBuffer.estimate(message));
		this.burst = own;
		if (burst != null) {
			this.borrowed = false;
			own.writeBytes(burst);
			burst.release();
		}
		return own;
	}

	/**
	 * Sees to it that what is gathered leaves at the end of the burst.
	 */
	void gather() {
		if (!this.gathering) {
			this.gathering = true;
			this.link.process().burst().gather(this);
		}
	}

	/**
	 * The burst is over.
	 */
	void flushGathered() {
		this.gathering = false;
		flush();
		if (this.owesDrain && isEmpty()) {
			drained();
		}
		else {
			this.link.life().settle();
		}
	}

	/**
	 * Hands what is gathered to the operating system.
	 */
	SendResult flush() {
		ByteBuf burst = this.burst;
		if (burst == null) {
			return SendResult.SENT;
		}
		this.burst = null;
		this.borrowed = false;
		if (!burst.isReadable()) {
			burst.release();
			return SendResult.SENT;
		}
		if (this.stages != null && this.queue.isHeld()) {
			this.stages.move(burst.readableBytes());
		}
		return this.queue.write(burst);
	}

	/**
	 * Holds back what the application sends.
	 */
	void hold(boolean corked) {
		this.corked = corked;
		this.queue.hold();
	}

	/**
	 * Lets go what was held back.
	 */
	void uncork() {
		this.corked = false;
		flush();
		boolean waited = !this.queue.isEmpty();
		this.queue.letGo();
		if (waited && this.queue.isEmpty()) {
			emptied();
		}
	}

	/**
	 * Drops what was held back, because there is nobody for it.
	 */
	void dropHeld() {
		if (this.queue.isHeld()) {
			this.corked = false;
			this.queue.dropHeld();
			if (this.stages != null) {
				this.stages.fail();
			}
		}
	}

	void grow(int size) {
		this.occupancy.grow(size);
		report();
	}

	/**
	 * Tells the application what has changed.
	 */
	void report() {
		if (this.stages != null) {
			this.stages.wrote(this.link.bytesWritten());
		}
		if (this.occupancy.hasFilled() && !this.queue.isBroken()) {
			this.owesDrain = true;
			this.link.bufferFull();
		}
	}

	/**
	 * All that had lined up has left.
	 */
	void emptied() {
		if (isEmpty()) {
			drained();
		}
		else {
			this.owesDrain = true;
		}
	}

	private void drained() {
		this.owesDrain = false;
		this.link.drained();
		this.link.life().settle();
	}

	/**
	 * The connection has closed: gives up what has not left.
	 */
	void close() {
		this.queue.close();
		ReferenceCountUtil.release(this.burst);
		this.burst = null;
		this.occupancy.clear();
		SentStages stages = this.stages;
		this.stages = null;
		if (stages != null) {
			stages.fail();
		}
	}

}
