package io.workerman.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.RedisScript;

import io.workerman.engine.cluster.Retry;

/**
 * A stream with one group of consumers. A job that was taken belongs to its node for a
 * lease, which the node renews; then another may take it.
 */
final class RedisQueue {

	private static final Log logger = LogFactory.getLog(RedisQueue.class);

	/**
	 * The clocks of Redis and of this node are read at different times.
	 */
	private static final long ROUNDING = 10;

	private static final String STREAM = """
			local stream = KEYS[1] .. 'queue:' .. ARGV[1]
			""";

	/**
	 * Gives first what was taken and not finished within its lease, then what is new.
	 */
	private static final RedisScript<Object> TAKE = RedisScript.of(STREAM + """
			redis.pcall('XGROUP', 'CREATE', stream, 'jobs', '0', 'MKSTREAM')
			local late = redis.call('XPENDING', stream, 'jobs', 'IDLE', ARGV[3], '-', '+', 1)
			while late[1] do
				local id = late[1][1]
				local kept = redis.call('XRANGE', stream, id, id)
				if not kept[1] then
					redis.call('XACK', stream, 'jobs', id)
				elseif late[1][4] >= tonumber(ARGV[4]) then
					redis.call('XADD', stream .. ':dead', '*', 'd', kept[1][2][2])
					redis.call('XACK', stream, 'jobs', id)
					redis.call('XDEL', stream, id)
					redis.call('PUBLISH', KEYS[1] .. 'jobs', ARGV[1] .. ':dead')
				else
					redis.call('XCLAIM', stream, 'jobs', ARGV[2], 0, id)
					return {id, kept[1][2][2]}
				end
				late = redis.call('XPENDING', stream, 'jobs', 'IDLE', ARGV[3], '-', '+', 1)
			end
			local new = redis.call('XREADGROUP', 'GROUP', 'jobs', ARGV[2], 'COUNT', 1, 'STREAMS', stream, '>')
			if new then
				return {new[1][2][1][1], new[1][2][1][2][2]}
			end
			return {}
			""", Object.class);

	private static final RedisScript<Long> DONE = RedisScript.of(STREAM + """
			redis.call('XACK', stream, 'jobs', ARGV[2])
			return redis.call('XDEL', stream, ARGV[2])
			""", Long.class);

	/**
	 * Says how long a job has been idle: 0 while it is under way, and so long after it
	 * has failed that its lease ends when it is to be tried again.
	 */
	private static final RedisScript<Long> TOUCH = RedisScript.of(STREAM + """
			redis.call('XCLAIM', stream, 'jobs', ARGV[2], 0, ARGV[3], 'IDLE', ARGV[4], 'JUSTID')
			return 1
			""", Long.class);

	private final Set<Watcher> watchers = new CopyOnWriteArraySet<>();

	private final RedisLink link;

	private final String name;

	private final String node;

	private final Duration lease;

	private final Executor executor;

	RedisQueue(RedisLink link, String name, String node, Duration lease, Executor executor) {
		this.link = link;
		this.name = name;
		this.node = node;
		this.lease = lease;
		this.executor = executor;
	}

	Runnable watch(Retry retry, Function<byte[], CompletionStage<?>> consumer) {
		Watcher watcher = new Watcher(retry, consumer);
		this.watchers.add(watcher);
		watcher.take();
		return () -> this.watchers.remove(watcher);
	}

	void wake() {
		this.watchers.forEach(Watcher::take);
	}

	void renew() {
		this.watchers.forEach(Watcher::renew);
		wake();
	}

	/**
	 * Takes one job at a time.
	 */
	private final class Watcher {

		private final Set<String> underWay = ConcurrentHashMap.newKeySet();

		private final AtomicBoolean busy = new AtomicBoolean();

		private final Retry retry;

		private final Function<byte[], CompletionStage<?>> consumer;

		private final long leaseMillis;

		private volatile boolean wanted;

		Watcher(Retry retry, Function<byte[], CompletionStage<?>> consumer) {
			this.retry = retry;
			this.consumer = consumer;
			this.leaseMillis = Math.max(RedisQueue.this.lease.toMillis(), retry.delay().toMillis());
		}

		void take() {
			this.wanted = true;
			if (!RedisQueue.this.link.isConnected() || !RedisQueue.this.watchers.contains(this)
					|| !this.busy.compareAndSet(false, true)) {
				return;
			}
			this.wanted = false;
			RedisQueue.this.link
				.<List<ByteBuffer>>run(TAKE, ReturnType.MULTI, RedisQueue.this.name, RedisQueue.this.node,
						this.leaseMillis, this.retry.attempts())
				.whenComplete((job, failure) -> {
					if (failure != null) {
						logger.debug("No job of queue '%s' could be taken".formatted(RedisQueue.this.name), failure);
						idle(false);
					}
					else {
						taken(job);
					}
				});
		}

		private void taken(List<ByteBuffer> job) {
			if (job.isEmpty()) {
				idle(this.wanted);
				return;
			}
			String id = RedisLink.text(job.get(0));
			byte[] data = RedisLink.array(job.get(1));
			this.underWay.add(id);
			try {
				RedisQueue.this.executor.execute(() -> work(id, data));
			}
			catch (RejectedExecutionException ex) {
				finished(id, ex);
			}
		}

		private void work(String id, byte[] data) {
			this.consumer.apply(data).whenComplete((value, failure) -> finished(id, failure));
		}

		private void finished(String id, @Nullable Throwable failure) {
			this.underWay.remove(id);
			if (failure != null) {
				logger.warn("A job of queue '%s' has failed".formatted(RedisQueue.this.name), failure);
				touch(id, this.leaseMillis - this.retry.delay().toMillis())
					.whenComplete((touched, lost) -> CompletableFuture
						.delayedExecutor(this.retry.delay().toMillis() + ROUNDING, TimeUnit.MILLISECONDS)
						.execute(this::take));
			}
			else {
				RedisQueue.this.link.run(DONE, ReturnType.INTEGER, RedisQueue.this.name, id);
			}
			idle(true);
		}

		private void idle(boolean again) {
			this.busy.set(false);
			if (again) {
				take();
			}
		}

		void renew() {
			this.underWay.forEach((id) -> touch(id, 0));
		}

		private CompletionStage<Long> touch(String id, long idle) {
			return RedisQueue.this.link.run(TOUCH, ReturnType.INTEGER, RedisQueue.this.name, RedisQueue.this.node, id,
					idle);
		}

	}

}
