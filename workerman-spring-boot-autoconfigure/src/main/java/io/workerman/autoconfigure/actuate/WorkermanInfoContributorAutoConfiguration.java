package io.workerman.autoconfigure.actuate;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.workerman.actuate.WorkermanInfoContributor;
import io.workerman.engine.Workers;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link WorkermanInfoContributor}.
 */
@AutoConfiguration(afterName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnClass({ ConditionalOnEnabledInfoContributor.class, InfoContributor.class })
@ConditionalOnBean(Workers.class)
@ConditionalOnEnabledInfoContributor("workerman")
public final class WorkermanInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WorkermanInfoContributor workermanInfoContributor(Workers workers) {
		return new WorkermanInfoContributor(workers);
	}

}
