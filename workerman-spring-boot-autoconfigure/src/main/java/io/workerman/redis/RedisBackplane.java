package io.workerman.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.RedisScript;

import io.workerman.engine.cluster.Backplane;

/**
 * Nodes that reach each other over Redis. A set for each uid and group names the nodes
 * that hold it, a sorted set the nodes with the end of their leases, and a set for each
 * node what it holds, so that others can clean up after it. Envelopes are published, to
 * the channels of nodes or to one that all listen to.
 */
public final class RedisBackplane implements Backplane {

	/**
	 * Begins every script: the living nodes.
	 */
	private static final String LIVING = """
			local p = KEYS[1]
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local function lives(node)
				local lease = redis.call('ZSCORE', p .. 'nodes', node)
				return lease and tonumber(lease) > now
			end
			""";

	private static final RedisScript<Long> TELL = RedisScript.of(LIVING + """
			local told = {}
			local count = 0
			for i = 3, #ARGV do
				for _, node in ipairs(redis.call('SMEMBERS', p .. 'index:' .. ARGV[i])) do
					if node ~= ARGV[1] and not told[node] then
						told[node] = true
						if lives(node) then
							redis.call('PUBLISH', p .. 'node:' .. node, ARGV[2])
							count = count + 1
						end
					end
				end
			end
			return count
			""", Long.class);

	private static final RedisScript<Long> TELL_NODES = RedisScript.of(LIVING + """
			local count = 0
			for i = 2, #ARGV do
				if lives(ARGV[i]) then
					redis.call('PUBLISH', p .. 'node:' .. ARGV[i], ARGV[1])
					count = count + 1
				end
			end
			return count
			""", Long.class);

	private static final RedisScript<Long> TELL_ALL = RedisScript.of(LIVING + """
			redis.call('PUBLISH', p .. 'all', ARGV[2])
			local count = redis.call('ZCOUNT', p .. 'nodes', '(' .. now, '+inf')
			if lives(ARGV[1]) then
				count = count - 1
			end
			return count
			""", Long.class);

	private static final RedisScript<Long> INDEX = RedisScript.of("""
			local p = KEYS[1]
			local held = p .. 'held:' .. ARGV[1]
			for i = 2, #ARGV, 2 do
				if ARGV[i + 1] == '1' then
					redis.call('SADD', p .. 'index:' .. ARGV[i], ARGV[1])
					redis.call('SADD', held, ARGV[i])
				else
					redis.call('SREM', p .. 'index:' .. ARGV[i], ARGV[1])
					redis.call('SREM', held, ARGV[i])
				end
			end
			return 1
			""", Long.class);

	/**
	 * Takes a node out of the index, a bounded number of keys at a time.
	 */
	private static final String FORGET = """
			local function forget(node)
				local held = p .. 'held:' .. node
				for _, key in ipairs(redis.call('SPOP', held, 5000)) do
					redis.call('SREM', p .. 'index:' .. key, node)
				end
				return redis.call('EXISTS', held) == 0
			end
			""";

	private static final RedisScript<Object> RENEW = RedisScript.of(LIVING + FORGET + """
			local anew = 0
			if ARGV[3] == '1' or not lives(ARGV[1]) then
				anew = 1
				while not forget(ARGV[1]) do
				end
			end
			redis.call('ZADD', p .. 'nodes', now + ARGV[2], ARGV[1])
			for _, dead in ipairs(redis.call('ZRANGEBYSCORE', p .. 'nodes', '-inf', now, 'LIMIT', 0, 1)) do
				if forget(dead) then
					redis.call('ZREM', p .. 'nodes', dead)
				end
			end
			return {anew, redis.call('ZCOUNT', p .. 'nodes', '(' .. now, '+inf')}
			""", Object.class);

	private static final RedisScript<Long> LEAVE = RedisScript.of(LIVING + FORGET + """
			while not forget(ARGV[1]) do
			end
			return redis.call('ZREM', p .. 'nodes', ARGV[1])
			""", Long.class);

	private final RedisLink link;

	private final RedisSubscriptions subscriptions;

	private final Duration lease;

	private volatile String node = "";

	private volatile boolean connected;

	/**
	 * Create a backplane.
	 * @param link the link
	 * @param subscriptions what this node listens to
	 * @param lease how long a node lives that is not heard of
	 */
	public RedisBackplane(RedisLink link, RedisSubscriptions subscriptions, Duration lease) {
		this.link = link;
		this.subscriptions = subscriptions;
		this.lease = lease;
	}

	@Override
	public CompletionStage<Void> start(String node, Consumer<byte[]> receiver) {
		this.node = node;
		this.subscriptions.listen(this.link.prefix() + "node:" + node, receiver);
		this.subscriptions.listen(this.link.prefix() + "all", receiver);
		return connect();
	}

	private CompletionStage<Void> connect() {
		return this.link.connect()
			.thenCompose((linked) -> this.subscriptions.start())
			.thenRun(() -> this.connected = true);
	}

	@Override
	public CompletionStage<Void> stop() {
		return this.link.<Long>run(LEAVE, ReturnType.INTEGER, this.node).handle((left, failure) -> {
			this.subscriptions.stop();
			this.link.close();
			return null;
		});
	}

	@Override
	public CompletionStage<Integer> tell(Collection<String> keys, byte[] envelope) {
		List<Object> arguments = new ArrayList<>(List.of(this.node, envelope));
		arguments.addAll(keys);
		return number(this.link.run(TELL, ReturnType.INTEGER, arguments.toArray()));
	}

	@Override
	public CompletionStage<Integer> tellNodes(Collection<String> nodes, byte[] envelope) {
		List<Object> arguments = new ArrayList<>(nodes.size() + 1);
		arguments.add(envelope);
		arguments.addAll(nodes);
		return number(this.link.run(TELL_NODES, ReturnType.INTEGER, arguments.toArray()));
	}

	@Override
	public CompletionStage<Integer> tellAll(byte[] envelope) {
		return number(this.link.run(TELL_ALL, ReturnType.INTEGER, this.node, envelope));
	}

	@Override
	public CompletionStage<Void> index(Map<String, Boolean> keys) {
		List<Object> arguments = new ArrayList<>(keys.size() * 2 + 1);
		arguments.add(this.node);
		keys.forEach((key, held) -> {
			arguments.add(key);
			arguments.add(held ? "1" : "0");
		});
		return this.link.<Long>run(INDEX, ReturnType.INTEGER, arguments.toArray()).thenAccept((done) -> {
		});
	}

	@Override
	public CompletionStage<Lease> renew(boolean anew) {
		CompletionStage<Void> ready = this.connected ? CompletableFuture.completedFuture(null) : connect();
		return ready
			.thenCompose((there) -> this.link.<List<Long>>run(RENEW, ReturnType.MULTI, this.node, this.lease.toMillis(),
					anew ? "1" : "0"))
			.thenApply((state) -> new Lease(state.get(0) == 1, state.get(1).intValue()));
	}

	private static CompletionStage<Integer> number(CompletionStage<Long> number) {
		return number.thenApply(Long::intValue);
	}

}
