package io.workerman.autoconfigure.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.actuate.ClusterHealthIndicator;
import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.autoconfigure.WorkermanJacksonAutoConfiguration;
import io.workerman.engine.cluster.ChannelHub;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.cluster.LocalHub;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.metrics.ClusterMetrics;
import io.workerman.redis.RedisPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of a cluster.
 */
class ClusterOperationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withConfiguration(AutoConfigurations.of(WorkermanAutoConfiguration.class,
				WorkermanJacksonAutoConfiguration.class, WorkermanPushAutoConfiguration.class,
				WorkermanRedisClusterAutoConfiguration.class, WorkermanClusterHealthContributorAutoConfiguration.class,
				WorkermanClusterMetricsAutoConfiguration.class));

	@Test
	void nodeThatIsAloneNeedsNothing() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(WorkermanTemplate.class)
				.hasSingleBean(ClusterMetrics.class)
				.doesNotHaveBean(ClusterNode.class)
				.doesNotHaveBean(ClusterHealthIndicator.class);
			assertThat(context.getBean(ChannelHub.class)).isInstanceOf(LocalHub.class);
			SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			context.getBean(ClusterMetrics.class).bindTo(registry);
			assertThat(registry.get("workerman.cluster.uids").gauge().value()).isZero();
		});
	}

	@Test
	void nodeIsUpWhileRedisAnswersAndDownWhileItDoesNot() throws Exception {
		RedisPeer redis = new RedisPeer();
		try (redis) {
			this.runner
				.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
						DataRedisReactiveAutoConfiguration.class))
				.withPropertyValues("workerman.cluster.type=redis", "spring.data.redis.port=" + redis.port())
				.run((context) -> {
					Health health = context.getBean(ClusterHealthIndicator.class).health();
					assertThat(health.getStatus()).isEqualTo(Status.UP);
					assertThat(health.getDetails()).containsEntry("nodes", 1).containsKeys("node", "uids", "groups");
					SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
					context.getBean(ClusterMetrics.class).bindTo(registry);
					assertThat(registry.get("workerman.cluster.nodes").gauge().value()).isEqualTo(1);
					assertThat(registry.get("workerman.cluster.available").gauge().value()).isEqualTo(1);
					assertThat(registry.get("workerman.cluster.silent").functionCounter().count()).isZero();
				});
		}
		this.runner
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class))
			.withPropertyValues("workerman.cluster.type=redis", "workerman.cluster.timeout=200ms",
					"spring.data.redis.port=" + redis.port())
			.run((context) -> assertThat(context.getBean(ClusterHealthIndicator.class).health().getStatus())
				.isEqualTo(Status.DOWN));
	}

	@Test
	void clusterWithoutConnectionToRedisStopsTheStart() {
		this.runner.withPropertyValues("workerman.cluster.type=redis")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("workerman.cluster.type")
				.hasMessageContaining("ReactiveRedisConnectionFactory"));
		this.runner.withPropertyValues("workerman.cluster.type=redis", "workerman.cluster.lease=1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("must not be shorter than workerman.cluster.timeout"));
	}

}
