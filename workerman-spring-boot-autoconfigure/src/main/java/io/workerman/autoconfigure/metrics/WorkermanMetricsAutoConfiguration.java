package io.workerman.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.workerman.engine.Workers;
import io.workerman.metrics.WorkermanMetrics;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link WorkermanMetrics}.
 */
@AutoConfiguration(afterName = { "io.workerman.autoconfigure.WorkermanAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Workers.class })
public final class WorkermanMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WorkermanMetrics workermanMetrics(Workers workers) {
		return new WorkermanMetrics(workers);
	}

}
