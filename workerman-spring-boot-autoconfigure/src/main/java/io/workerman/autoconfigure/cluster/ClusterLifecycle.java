package io.workerman.autoconfigure.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import io.workerman.engine.cluster.ClusterNode;
import io.workerman.redis.RedisHub;

/**
 * Joins the other nodes before the workers start, and leaves them when the workers have
 * stopped.
 */
class ClusterLifecycle implements SmartLifecycle {

	/**
	 * After the connections to Redis, before the workers.
	 */
	private static final int PHASE = 1024;

	private static final int RENEWALS = 4;

	private static final Log logger = LogFactory.getLog(ClusterLifecycle.class);

	private final ClusterNode node;

	private final RedisHub hub;

	private final ClusterProperties properties;

	private @Nullable Disposable beat;

	ClusterLifecycle(ClusterNode node, RedisHub hub, ClusterProperties properties) {
		this.node = node;
		this.hub = hub;
		this.properties = properties;
	}

	@Override
	public void start() {
		await(this.node.start(), "This node goes on alone until Redis answers");
		Duration interval = this.properties.getLease().dividedBy(RENEWALS);
		this.beat = Flux.interval(interval).onBackpressureDrop().subscribe((tick) -> {
			this.node.renew();
			this.hub.renew();
		});
		this.hub.renew();
	}

	@Override
	public void stop() {
		if (this.beat != null) {
			this.beat.dispose();
			this.beat = null;
		}
		await(this.node.stop(), "This node could not say goodbye to the others");
	}

	private void await(CompletionStage<Void> stage, String otherwise) {
		try {
			stage.toCompletableFuture()
				.orTimeout(this.properties.getTimeout().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			logger.warn(otherwise + ": " + ex.getCause());
		}
	}

	@Override
	public boolean isRunning() {
		return this.beat != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
