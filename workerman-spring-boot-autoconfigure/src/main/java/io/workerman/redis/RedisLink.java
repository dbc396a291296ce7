package io.workerman.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs scripts in Redis, in the order in which a thread asks, and without blocking it. A
 * bounded number of them waits for an answer, each for a bounded time.
 */
public final class RedisLink {

	private static final int MAX_WAITING = 50_000;

	private final AtomicInteger waiting = new AtomicInteger();

	private final ReactiveRedisConnectionFactory connections;

	private final String prefix;

	private final byte[] prefixBytes;

	private final Duration timeout;

	private volatile @Nullable ReactiveRedisConnection connection;

	/**
	 * Create a link.
	 * @param connections connects to Redis
	 * @param name the name of the cluster
	 * @param timeout how long Redis may take over an answer
	 */
	public RedisLink(ReactiveRedisConnectionFactory connections, String name, Duration timeout) {
		this.connections = connections;
		this.prefix = "{workerman:" + name + "}:";
		this.prefixBytes = this.prefix.getBytes(StandardCharsets.UTF_8);
		this.timeout = timeout;
	}

	/**
	 * What all keys and channels begin with. The braces keep them together in a Redis
	 * Cluster.
	 */
	String prefix() {
		return this.prefix;
	}

	Duration timeout() {
		return this.timeout;
	}

	/**
	 * Connects. To ask for a connection may block, until there is one.
	 */
	@SuppressWarnings("NullAway") // an empty Mono completes with null
	CompletionStage<ReactiveRedisConnection> connect() {
		return Mono.fromCallable(this.connections::getReactiveConnection)
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((connected) -> connected.ping().thenReturn(connected))
			.doOnNext((connected) -> this.connection = connected)
			.toFuture()
			.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	boolean isConnected() {
		return this.connection != null;
	}

	/**
	 * A connection of its own, for subscriptions.
	 */
	Mono<ReactiveRedisConnection> newConnection() {
		return Mono.fromCallable(this.connections::getReactiveConnection).subscribeOn(Schedulers.boundedElastic());
	}

	void close() {
		ReactiveRedisConnection connected = this.connection;
		this.connection = null;
		if (connected != null) {
			connected.closeLater().subscribe();
		}
	}

	/**
	 * Runs a script. What was not answered in time is cancelled, so that it is not run
	 * late when Redis comes back.
	 * @param script the script
	 * @param type what it returns
	 * @param arguments its arguments, texts or bytes; the prefix goes before them
	 * @param <T> the type of the result
	 * @return completes with the result
	 */
	@SuppressWarnings("NullAway") // an empty Mono completes with null
	<T> CompletionStage<T> run(RedisScript<?> script, ReturnType type, Object... arguments) {
		ReactiveRedisConnection connected = this.connection;
		if (connected == null) {
			return CompletableFuture.failedFuture(new IllegalStateException("Redis was never reached"));
		}
		if (this.waiting.incrementAndGet() > MAX_WAITING) {
			this.waiting.decrementAndGet();
			return CompletableFuture
				.failedFuture(new IllegalStateException("Redis is behind with %d commands".formatted(MAX_WAITING)));
		}
		ByteBuffer[] values = values(arguments);
		Flux<T> answer = connected.scriptingCommands().<T>evalSha(script.getSha1(), type, 1, copy(values));
		return answer
			.onErrorResume(RedisLink::isUnknown,
					(unknown) -> connected.scriptingCommands()
						.eval(bytes(script.getScriptAsString()), type, 1, copy(values)))
			.next()
			.timeout(this.timeout)
			.toFuture()
			.whenComplete((result, failure) -> this.waiting.decrementAndGet());
	}

	private static boolean isUnknown(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (Objects.requireNonNullElse(cause.getMessage(), "").contains("NOSCRIPT")) {
				return true;
			}
		}
		return false;
	}

	private ByteBuffer[] values(Object... arguments) {
		ByteBuffer[] values = new ByteBuffer[arguments.length + 1];
		values[0] = ByteBuffer.wrap(this.prefixBytes);
		for (int i = 0; i < arguments.length; i++) {
			values[i + 1] = (arguments[i] instanceof byte[] raw) ? ByteBuffer.wrap(raw)
					: bytes(arguments[i].toString());
		}
		return values;
	}

	private static ByteBuffer[] copy(ByteBuffer[] values) {
		ByteBuffer[] copy = new ByteBuffer[values.length];
		for (int i = 0; i < values.length; i++) {
			copy[i] = values[i].duplicate();
		}
		return copy;
	}

	static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] array(ByteBuffer buffer) {
		byte[] array = new byte[buffer.remaining()];
		buffer.duplicate().get(array);
		return array;
	}

	static String text(ByteBuffer buffer) {
		return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
	}

}
