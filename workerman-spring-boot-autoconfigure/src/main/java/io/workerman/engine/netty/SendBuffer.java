package io.workerman.engine.netty;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.SendResult;
import io.workerman.engine.netty.flow.Backlog;
import io.workerman.engine.netty.flow.Occupancy;
import io.workerman.engine.netty.flow.SentStages;

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

	/**
	 * The bytes that had left when something left last.
	 */
	private long progress = -1;

	private long progressed;

	private boolean owesDrain;

	private @Nullable ByteBuf burst;

	private boolean gathering;

	private @Nullable SentStages stages;

	SendBuffer(Link link, Channel channel, Occupancy occupancy) {
		this.link = link;
		this.queue = new SendQueue(this, link, channel);
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
	 * How long nothing of what waits has left, in nanoseconds. It is as exact as it is
	 * asked often.
	 */
	long stalled(long now) {
		if (isEmpty() || this.corked || this.progress != this.link.bytesWritten()) {
			this.progress = this.link.bytesWritten();
			this.progressed = now;
		}
		return now - this.progressed;
	}

	/**
	 * Whether what the application sends is held back. For any thread.
	 */
	boolean isCorked() {
		return this.corked;
	}

	SendResult send(Object message, boolean raw) {
		String refusal = this.room.refusal();
		if (refusal != null) {
			this.room.reject(refusal);
			return SendResult.FAILED;
		}
		boolean waits = this.queue.isWaiting();
		Burst encoders = this.link.process().burst();
		OutgoingBuffer out = encoders.takeEncoder()
			.encode(message, raw, this.link.codec(),
					waits ? this.queue.tail(OutgoingBuffer.estimate(message)) : burst(message));
		this.link.process().counters().messagesSent.add(1);
		SendResult result = waits ? lineUp(out, this.room.isDispensable(message, raw)) : gather(out);
		out.placed(this.link);
		encoders.returnEncoder(out);
		return result;
	}

	/**
	 * Bytes that lined up were dropped.
	 * @param before how many bytes are to leave before them
	 */
	void dropped(long before, long size, int memory) {
		this.occupancy.drop(memory);
		if (this.stages != null) {
			this.stages.dropped(this.link.bytesWritten() + before, size);
		}
	}

	private SendResult lineUp(OutgoingBuffer out, boolean dispensable) {
		this.queue.appended(out.size(), dispensable && out.isPlain());
		if (out.file() != null) {
			this.queue.add(out.file(), false);
		}
		grow(out.size());
		return SendResult.QUEUED;
	}

	private SendResult gather(OutgoingBuffer out) {
		if (out.file() != null) {
			flush();
			return this.queue.write(out.file());
		}
		if (!this.link.process().burst().isRunning()) {
			return flush();
		}
		gather();
		return (out.bytes().readableBytes() >= Backlog.BURST) ? flush() : SendResult.QUEUED;
	}

	/**
	 * Sends bytes that many connections share.
	 * @param message the message
	 * @param shared its bytes, which stay with the caller
	 */
	SendResult sendShared(Object message, ByteBuf shared) {
		String refusal = this.room.refusal();
		if (refusal != null) {
			this.room.reject(refusal);
			return SendResult.FAILED;
		}
		this.link.process().counters().messagesSent.add(1);
		int size = shared.readableBytes();
		if (this.queue.isWaiting()) {
			this.queue.add(shared.retainedDuplicate(), this.room.isDispensable(message, false));
			grow(size);
			return SendResult.QUEUED;
		}
		return append(shared.retainedDuplicate(), this.room.isDispensable(message, false));
	}

	/**
	 * Takes over what another thread has encoded and reserved room for.
	 * @param out what it encoded
	 * @param stage tells when it has left, or {@code null}
	 * @param dispensable whether it may be dropped again in favour of later ones
	 */
	void takeOver(OutgoingBuffer out, @Nullable CompletableFuture<SendResult> stage, boolean dispensable) {
		int size = out.size();
		FileRegion file = out.file();
		if (this.queue.isBroken()) {
			this.occupancy.giveBack(size);
			out.release();
			if (stage != null) {
				stage.complete(SendResult.FAILED);
			}
			return;
		}
		this.link.process().counters().messagesSent.add(1);
		gather();
		this.room.handedOver(size);
		out.finish();
		if (this.queue.isWaiting()) {
			int growth = out.size() - size;
			this.queue.add(out.bytes(), dispensable && out.isPlain());
			if (file != null) {
				this.queue.add(file, false);
			}
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
			stage.complete(SendResult.FAILED);
			return;
		}
		if (this.stages == null) {
			this.stages = new SentStages();
		}
		ByteBuf burst = this.burst;
		int gathered = (burst != null && !this.queue.isHeld()) ? burst.readableBytes() : 0;
		long before = this.queue.outstanding() + gathered;
		this.stages.add(this.link.bytesWritten() + before, stage);
		this.stages.wrote(this.link.bytesWritten());
	}

	/**
	 * Adds bytes to what is gathered.
	 * @param bytes the bytes, which belong to this buffer from now on
	 * @param dispensable whether they may be dropped again if they line up
	 */
	private SendResult append(ByteBuf bytes, boolean dispensable) {
		if (bytes.readableBytes() >= Backlog.SMALL || !this.link.process().burst().isRunning()) {
			flush();
			return this.queue.write(bytes, dispensable);
		}
		ByteBuf burst = burst();
		burst.writeBytes(bytes);
		bytes.release();
		gather();
		return (burst.readableBytes() >= Backlog.BURST) ? flush() : SendResult.QUEUED;
	}

	/**
	 * The buffer that leaves with the next flush.
	 */
	ByteBuf burst() {
		return burst("");
	}

	private ByteBuf burst(Object message) {
		ByteBuf burst = this.burst;
		if (burst == null) {
			burst = this.queue.newBuffer(OutgoingBuffer.estimate(message));
			this.burst = burst;
		}
		return burst;
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

	void wrote(long size) {
		this.link.wrote(size);
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

	void broke(@Nullable Throwable cause) {
		this.link.sendBroke(cause);
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
