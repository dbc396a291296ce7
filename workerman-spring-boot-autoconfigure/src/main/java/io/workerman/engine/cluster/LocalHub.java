package io.workerman.engine.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * No other nodes: jobs are kept in memory.
 */
public final class LocalHub implements ChannelHub {

	private final Map<String, LocalQueue> queues = new ConcurrentHashMap<>();

	private final Executor executor;

	/**
	 * Create a hub.
	 * @param executor runs jobs
	 */
	public LocalHub(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void onEvent(BiConsumer<String, byte[]> receiver) {
	}

	@Override
	public CompletionStage<Void> publish(String event, byte[] data) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void want(String event, boolean wanted) {
	}

	@Override
	public CompletionStage<Void> enqueue(String queue, byte[] data) {
		return queue(queue).add(data) ? CompletableFuture.completedFuture(null)
				: CompletableFuture.failedFuture(new IllegalStateException(
						"Queue '%s' is full: %d jobs wait (expected: fewer, or consumers that keep up)".formatted(queue,
								LocalQueue.LIMIT)));
	}

	@Override
	public Runnable watch(String queue, Retry retry, Function<byte[], CompletionStage<?>> consumer) {
		return queue(queue).watch(retry, consumer);
	}

	private LocalQueue queue(String name) {
		return this.queues.computeIfAbsent(name,
				(missing) -> new LocalQueue(this.executor, (job) -> queue(Retry.deadLetters(name)).add(job)));
	}

}
