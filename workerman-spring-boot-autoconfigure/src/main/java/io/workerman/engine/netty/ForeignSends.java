package io.workerman.engine.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;

/**
 * Sends of other threads than the process. Each reserves its bytes and then hands them
 * over, so that what was accepted is never dropped for want of room.
 */
final class ForeignSends {

	private final Link link;

	private final Channel channel;

	private final AtomicInteger rejections = new AtomicInteger();

	ForeignSends(Link link, Channel channel) {
		this.link = link;
		this.channel = channel;
	}

	SendResult send(Object message, boolean raw, @Nullable CompletableFuture<SendResult> stage) {
		Link link = this.link;
		Occupancy occupancy = link.sendBuffer().occupancy();
		if (!link.life().isOpenElsewhere()) {
			return SendResult.FAILED;
		}
		if (occupancy.isFull()) {
			return rejected();
		}
		OutgoingBuffer out = OutgoingBuffer.encode(message, raw, link.codec(), this.channel.alloc());
		int size = out.size();
		if (!occupancy.reserve(size)) {
			out.release();
			return rejected();
		}
		if (!link.isOpen() || !link.handOver(() -> link.sendBuffer().takeOver(out, stage))) {
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

	private SendResult rejected() {
		this.link.process().counters().sendFailures.increment();
		if (this.rejections.getAndIncrement() == 0) {
			this.link.handOver(this::reportRejections);
		}
		return SendResult.FAILED;
	}

	private void reportRejections() {
		for (int left = this.rejections.getAndSet(0); left > 0; left--) {
			this.link.dispatch().error(Connection.SEND_FAILED, "send buffer full and drop package");
		}
	}

}
