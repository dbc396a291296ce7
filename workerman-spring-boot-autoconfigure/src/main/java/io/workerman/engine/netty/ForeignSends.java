package io.workerman.engine.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.netty.flow.Backlog;

/**
 * Sends of other threads than the process. Each reserves its bytes and then hands them
 * over, so that what was accepted is never dropped for want of room.
 */
final class ForeignSends {

	private static final AtomicIntegerFieldUpdater<ForeignSends> REJECTIONS = AtomicIntegerFieldUpdater
		.newUpdater(ForeignSends.class, "rejections");

	private final Link link;

	private final Channel channel;

	/**
	 * How many messages were dropped of which the application does not know yet.
	 */
	@SuppressWarnings("unused")
	private volatile int rejections;

	private volatile String refusal = "";

	ForeignSends(Link link, Channel channel) {
		this.link = link;
		this.channel = channel;
	}

	SendResult send(Object message, boolean raw, @Nullable CompletableFuture<SendResult> stage) {
		Link link = this.link;
		SendBuffer sendBuffer = link.sendBuffer();
		if (!link.life().isOpenElsewhere()) {
			return SendResult.FAILED;
		}
		String refusal = sendBuffer.room().refusalElsewhere();
		if (refusal != null) {
			return rejected(refusal);
		}
		OutgoingBuffer out = OutgoingBuffer.encodeAlone(message, raw, link.codec(), buffer(message));
		int size = out.size();
		if (!sendBuffer.room().reserve(size)) {
			out.release();
			return rejected(SendRoom.FULL);
		}
		boolean dispensable = sendBuffer.room().isDispensable(message, raw);
		if (!link.isOpen() || !link.handOver(() -> sendBuffer.takeOver(out, stage, dispensable))) {
			out.release();
			giveBack(size);
			return SendResult.FAILED;
		}
		return SendResult.QUEUED;
	}

	/**
	 * Gives back room that was reserved too late. The end of the connection may have
	 * waited for it.
	 */
	void giveBack(int size) {
		this.link.sendBuffer().occupancy().giveBack(size);
		this.link.handOver(this.link.life()::settle);
	}

	/**
	 * Where something waits already the message is going to wait as well.
	 */
	private ByteBuf buffer(Object message) {
		int size = OutgoingBuffer.estimate(message);
		boolean waits = this.link.sendBuffer().occupancy().waiting() > 0;
		return (waits && size >= Backlog.SMALL) ? Backlog.exactBuffer(size) : this.channel.alloc().directBuffer(size);
	}

	private SendResult rejected(String refusal) {
		this.refusal = refusal;
		this.link.process().counters().sendFailures.increment();
		if (REJECTIONS.getAndIncrement(this) == 0) {
			this.link.handOver(this::reportRejections);
		}
		return SendResult.FAILED;
	}

	private void reportRejections() {
		String refusal = this.refusal;
		for (int left = REJECTIONS.getAndSet(this, 0); left > 0; left--) {
			this.link.dispatch().error(Connection.SEND_FAILED, refusal);
		}
		this.link.sendBuffer().room().rejected(refusal);
	}

}
