package io.workerman.engine.http;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes texts, one for each that is asked for.
 */
final class Items implements Flow.Publisher<Object> {

	private final int count;

	private final boolean fails;

	private final Object item;

	private final AtomicInteger published = new AtomicInteger();

	private volatile boolean cancelled;

	Items(int count, boolean fails) {
		this(count, fails, "it");
	}

	Items(int count, boolean fails, Object item) {
		this.count = count;
		this.fails = fails;
		this.item = item;
	}

	int published() {
		return this.published.get();
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super Object> subscriber) {
		subscriber.onSubscribe(new Flow.Subscription() {

			@Override
			public void request(long number) {
				for (long i = 0; i < number; i++) {
					next(subscriber);
				}
			}

			@Override
			public void cancel() {
				Items.this.cancelled = true;
			}

		});
	}

	private void next(Flow.Subscriber<? super Object> subscriber) {
		if (this.published.getAndIncrement() < this.count) {
			subscriber.onNext(this.item);
		}
		else if (this.fails) {
			subscriber.onError(new IllegalStateException("Broken"));
		}
		else {
			subscriber.onComplete();
		}
	}

}
