package io.workerman.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.RedisScript;

import io.workerman.engine.cluster.ChannelHub;
import io.workerman.engine.cluster.Retry;

/**
 * Events over the channels of Redis, and queues in its streams. An event says which node
 * it is from, because that one has delivered it to its own subscribers already.
 */
public final class RedisHub implements ChannelHub {

	private static final byte VERSION = 1;

	private static final RedisScript<Long> PUBLISH = RedisScript
		.of("return redis.call('PUBLISH', KEYS[1] .. 'channel:' .. ARGV[1], ARGV[2])", Long.class);

	private static final RedisScript<Long> ENQUEUE = RedisScript.of("""
			local stream = KEYS[1] .. 'queue:' .. ARGV[1]
			if redis.call('XLEN', stream) >= 1000000 then
				return 0
			end
			redis.call('XADD', stream, '*', 'd', ARGV[2])
			redis.call('PUBLISH', KEYS[1] .. 'jobs', ARGV[1])
			return 1
			""", Long.class);

	private final Map<String, RedisQueue> queues = new ConcurrentHashMap<>();

	private final RedisLink link;

	private final RedisSubscriptions subscriptions;

	private final byte[] node;

	private final Duration lease;

	private final Executor executor;

	private volatile BiConsumer<String, byte[]> receiver = (event, data) -> {
	};

	/**
	 * Create a hub.
	 * @param link the link
	 * @param subscriptions what this node listens to
	 * @param node the id of this node
	 * @param lease how long a job is left to a node that is not heard of
	 * @param executor runs jobs
	 */
	public RedisHub(RedisLink link, RedisSubscriptions subscriptions, String node, Duration lease, Executor executor) {
		this.link = link;
		this.subscriptions = subscriptions;
		this.node = node.getBytes(StandardCharsets.US_ASCII);
		this.lease = lease;
		this.executor = executor;
		subscriptions.listen(link.prefix() + "jobs", (queue) -> wake(new String(queue, StandardCharsets.UTF_8)));
	}

	@Override
	public void onEvent(BiConsumer<String, byte[]> receiver) {
		this.receiver = receiver;
	}

	@Override
	public CompletionStage<Void> publish(String event, byte[] data) {
		byte[] envelope = new byte[1 + this.node.length + data.length];
		envelope[0] = VERSION;
		System.arraycopy(this.node, 0, envelope, 1, this.node.length);
		System.arraycopy(data, 0, envelope, 1 + this.node.length, data.length);
		return this.link.<Long>run(PUBLISH, ReturnType.INTEGER, event, envelope).thenAccept((heard) -> {
		});
	}

	@Override
	public void want(String event, boolean wanted) {
		String channel = this.link.prefix() + "channel:" + event;
		if (wanted) {
			this.subscriptions.listen(channel, (envelope) -> received(event, envelope));
		}
		else {
			this.subscriptions.ignore(channel);
		}
	}

	private void received(String event, byte[] envelope) {
		int header = 1 + this.node.length;
		if (envelope.length >= header && envelope[0] == VERSION
				&& !Arrays.equals(envelope, 1, header, this.node, 0, this.node.length)) {
			this.receiver.accept(event, Arrays.copyOfRange(envelope, header, envelope.length));
		}
	}

	@Override
	public CompletionStage<Void> enqueue(String queue, byte[] data) {
		return this.link.<Long>run(ENQUEUE, ReturnType.INTEGER, queue, data).thenAccept((kept) -> {
			if (kept == 0) {
				throw new IllegalStateException(
						"Queue '%s' is full (expected: consumers that keep up)".formatted(queue));
			}
		});
	}

	@Override
	public Runnable watch(String queue, Retry retry, Function<byte[], CompletionStage<?>> consumer) {
		RedisQueue known = this.queues.computeIfAbsent(queue, (name) -> new RedisQueue(this.link, name,
				new String(this.node, StandardCharsets.US_ASCII), this.lease, this.executor));
		return known.watch(retry, consumer);
	}

	private void wake(String queue) {
		RedisQueue known = this.queues.get(queue);
		if (known != null) {
			known.wake();
		}
	}

	/**
	 * Looks for jobs that nobody has told of, and says of those under way that they are.
	 * It is called several times within a lease.
	 */
	public void renew() {
		this.queues.values().forEach(RedisQueue::renew);
	}

}
