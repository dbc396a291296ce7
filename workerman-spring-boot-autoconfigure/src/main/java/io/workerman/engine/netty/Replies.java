package io.workerman.engine.netty;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.netty.ReceiveBuffer.Cause;
import io.workerman.engine.netty.callback.Causes;

/**
 * Replies that are not there yet, in the order of the messages that they answer. All
 * methods run on the process of the connection.
 */
final class Replies {

	/**
	 * With so many pending the connection reads no more.
	 */
	private static final int MANY = 256;

	private final Link link;

	private final ArrayDeque<Object> pending = new ArrayDeque<>();

	private boolean waiting;

	private @Nullable Stream stream;

	Replies(Link link) {
		this.link = link;
	}

	/**
	 * Whether a reply comes later. What is usual goes first: that a class lacks an
	 * interface is found by searching all that it has.
	 */
	static boolean isDeferred(Object reply) {
		if (reply instanceof String || reply instanceof byte[]) {
			return false;
		}
		return reply instanceof CompletionStage<?> || reply instanceof Flow.Publisher<?>;
	}

	boolean isEmpty() {
		return this.pending.isEmpty();
	}

	void add(Object reply) {
		this.pending.add(reply);
		if (this.pending.size() == MANY) {
			this.link.receiveBuffer().block(Cause.REPLIES, true);
		}
		next();
	}

	private void next() {
		while (!this.waiting) {
			Object reply = this.pending.peek();
			if (reply == null) {
				return;
			}
			if (isDeferred(reply)) {
				this.waiting = true;
				await(reply);
			}
			else {
				done();
				this.link.dispatch().send(reply);
			}
		}
	}

	private void await(Object reply) {
		try {
			if (reply instanceof CompletionStage<?> stage) {
				stage.whenComplete((value, failure) -> onProcess(() -> completed(value, failure)));
			}
			else if (reply instanceof Flow.Publisher<?> publisher) {
				this.stream = new Stream();
				publisher.subscribe(this.stream);
			}
		}
		catch (Throwable ex) {
			completed(null, ex);
		}
	}

	private void completed(@Nullable Object value, @Nullable Throwable failure) {
		done();
		if (failure != null) {
			this.link.dispatch().failed(Causes.unwrap(failure));
		}
		else if (value != null) {
			this.link.dispatch().send(value);
		}
		next();
		this.link.life().settle();
	}

	private void done() {
		this.waiting = false;
		this.stream = null;
		this.pending.poll();
		if (this.pending.size() == MANY / 2) {
			this.link.receiveBuffer().block(Cause.REPLIES, false);
		}
	}

	/**
	 * The send buffer has room again.
	 */
	void drained() {
		if (this.stream != null) {
			this.stream.more();
		}
	}

	/**
	 * The connection has closed.
	 */
	void close() {
		this.pending.clear();
		if (this.stream != null) {
			this.stream.cancel();
		}
	}

	private void onProcess(Runnable task) {
		NettyProcess process = this.link.process();
		if (process.inProcess()) {
			process.call(task);
		}
		else {
			this.link.handOver(task);
		}
	}

	/**
	 * A reply of many items: the next is asked for when the one before has found room.
	 */
	private final class Stream implements Flow.Subscriber<Object> {

		private Flow.@Nullable Subscription subscription;

		private boolean asked;

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			onProcess(() -> {
				this.subscription = subscription;
				if (Replies.this.link.isOpen()) {
					more();
				}
				else {
					subscription.cancel();
				}
			});
		}

		@Override
		public void onNext(Object item) {
			onProcess(() -> {
				this.asked = false;
				Replies.this.link.dispatch().send(Replies.this.link.codec().item(item));
				more();
			});
		}

		@Override
		public void onError(Throwable failure) {
			onProcess(() -> ended(failure));
		}

		@Override
		public void onComplete() {
			onProcess(() -> ended(null));
		}

		private void ended(@Nullable Throwable failure) {
			if (Replies.this.stream == this) {
				completed((failure != null) ? null : Replies.this.link.codec().endOfItems(), failure);
			}
		}

		void more() {
			if (!this.asked && this.subscription != null && Replies.this.link.sendBuffer().occupancy().hasRoom()) {
				this.asked = true;
				this.subscription.request(1);
			}
		}

		void cancel() {
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

	}

}
