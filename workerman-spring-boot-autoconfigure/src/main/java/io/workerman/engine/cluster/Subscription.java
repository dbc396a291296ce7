package io.workerman.engine.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber: gets its events one after another, in their order, where it wants them.
 * If it does not keep up it loses the latest.
 */
final class Subscription {

	/**
	 * How many events may wait for a subscriber.
	 */
	static final int LIMIT = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(ChannelClient.class);

	private final String event;

	private final Executor executor;

	private final Consumer<byte[]> callback;

	private final Queue<byte[]> waiting = new ArrayDeque<>();

	private boolean running;

	private long lost;

	private volatile boolean ended;

	Subscription(String event, Executor executor, Consumer<byte[]> callback) {
		this.event = event;
		this.executor = executor;
		this.callback = callback;
	}

	void end() {
		this.ended = true;
	}

	void receive(byte[] data) {
		synchronized (this) {
			if (this.waiting.size() >= LIMIT) {
				if (this.lost++ == 0) {
					logger.warn("A subscriber of channel '{}' does not keep up and loses events: {} wait", this.event,
							LIMIT);
				}
				return;
			}
			this.lost = 0;
			this.waiting.add(data);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			synchronized (this) {
				this.running = false;
				this.waiting.clear();
			}
		}
	}

	private void run() {
		for (byte[] data = next(); data != null; data = next()) {
			if (!this.ended) {
				call(data);
			}
		}
	}

	private synchronized byte @Nullable [] next() {
		byte[] data = this.waiting.poll();
		this.running = data != null;
		return data;
	}

	private void call(byte[] data) {
		try {
			this.callback.accept(data);
		}
		catch (Throwable ex) {
			logger.error("A subscriber of channel '{}' failed", this.event, ex);
		}
	}

}
