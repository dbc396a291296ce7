package io.workerman.autoconfigure.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.LocalClients;
import io.workerman.metrics.ClusterMetrics;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link ClusterMetrics}.
 */
@AutoConfiguration(after = WorkermanPushAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, LocalClients.class })
public final class WorkermanClusterMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterMetrics workermanClusterMetrics(LocalClients clients, ObjectProvider<ClusterNode> node) {
		return new ClusterMetrics(clients, node.getIfAvailable());
	}

}
