package io.workerman.autoconfigure.cluster;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.workerman.actuate.ClusterHealthIndicator;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.LocalClients;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link ClusterHealthIndicator}.
 */
@AutoConfiguration(after = WorkermanPushAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthIndicator.class })
@ConditionalOnBean(ClusterNode.class)
@ConditionalOnEnabledHealthIndicator("workerman-cluster")
public final class WorkermanClusterHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "workermanClusterHealthIndicator", "workermanClusterHealthContributor" })
	ClusterHealthIndicator workermanClusterHealthContributor(ClusterNode node, LocalClients clients) {
		return new ClusterHealthIndicator(node, clients);
	}

}
