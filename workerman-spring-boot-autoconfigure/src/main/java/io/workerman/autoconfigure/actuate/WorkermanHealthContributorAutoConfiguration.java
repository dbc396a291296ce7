package io.workerman.autoconfigure.actuate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.workerman.actuate.WorkermanHealthIndicator;
import io.workerman.engine.Workers;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link WorkermanHealthIndicator}.
 */
@AutoConfiguration(afterName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthIndicator.class })
@ConditionalOnBean(Workers.class)
@ConditionalOnEnabledHealthIndicator("workerman")
public final class WorkermanHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "workermanHealthIndicator", "workermanHealthContributor" })
	WorkermanHealthIndicator workermanHealthContributor(Workers workers) {
		return new WorkermanHealthIndicator(workers);
	}

}
