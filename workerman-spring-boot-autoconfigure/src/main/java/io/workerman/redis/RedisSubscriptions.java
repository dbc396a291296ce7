package io.workerman.redis;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.data.redis.connection.ReactiveSubscription.Message;
import org.springframework.data.redis.connection.SubscriptionListener;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The channels of Redis that this node listens to, on one connection that comes back by
 * itself. Receivers are called one after another, in the order of the messages.
 */
public final class RedisSubscriptions {

	private static final Log logger = LogFactory.getLog(RedisSubscriptions.class);

	private final Map<String, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();

	private final RedisLink link;

	private @Nullable ReactiveRedisConnection connection;

	private @Nullable ReactiveSubscription subscription;

	private @Nullable Disposable receiving;

	/**
	 * Create the subscriptions.
	 * @param link the link
	 */
	public RedisSubscriptions(RedisLink link) {
		this.link = link;
	}

	/**
	 * Begins, with all channels that are wanted by then.
	 */
	@SuppressWarnings("NullAway") // an empty Mono completes with null
	CompletionStage<Void> start() {
		stop();
		return this.link.newConnection()
			.flatMap((connected) -> connected.pubSubCommands()
				.createSubscription(SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER)
				.doOnNext((made) -> begin(connected, made))
				.onErrorResume((failure) -> connected.closeLater().then(Mono.error(failure))))
			.flatMap((made) -> made.subscribe(channels()))
			.toFuture()
			.orTimeout(this.link.timeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized void begin(ReactiveRedisConnection connected, ReactiveSubscription made) {
		// an attempt that took too long may succeed after all, and nothing may come twice
		stop();
		this.connection = connected;
		this.subscription = made;
		this.receiving = made.receive()
			.subscribe(this::received, (failure) -> logger.warn("Receiving failed", failure));
	}

	private ByteBuffer[] channels() {
		return this.receivers.keySet().stream().map(RedisLink::bytes).toArray(ByteBuffer[]::new);
	}

	private void received(Message<ByteBuffer, ByteBuffer> message) {
		if (message instanceof ChannelMessage<ByteBuffer, ByteBuffer> sent) {
			Consumer<byte[]> receiver = this.receivers.get(RedisLink.text(sent.getChannel()));
			if (receiver != null) {
				try {
					receiver.accept(RedisLink.array(sent.getMessage()));
				}
				catch (RuntimeException ex) {
					logger.warn("A message from Redis could not be handled", ex);
				}
			}
		}
	}

	/**
	 * Listens to a channel from now on.
	 */
	synchronized void listen(String channel, Consumer<byte[]> receiver) {
		this.receivers.put(channel, receiver);
		ReactiveSubscription made = this.subscription;
		if (made != null) {
			made.subscribe(RedisLink.bytes(channel)).subscribe((done) -> {
			}, (failure) -> logger.debug("Subscribing failed", failure));
		}
	}

	/**
	 * Listens to a channel no longer.
	 */
	synchronized void ignore(String channel) {
		this.receivers.remove(channel);
		ReactiveSubscription made = this.subscription;
		if (made != null) {
			made.unsubscribe(RedisLink.bytes(channel)).subscribe((done) -> {
			}, (failure) -> logger.debug("Unsubscribing failed", failure));
		}
	}

	/**
	 * Ends.
	 */
	synchronized void stop() {
		if (this.receiving != null) {
			this.receiving.dispose();
		}
		if (this.connection != null) {
			this.connection.closeLater().subscribe((done) -> {
			}, (failure) -> logger.debug("Closing failed", failure));
		}
		this.connection = null;
		this.subscription = null;
	}

}
