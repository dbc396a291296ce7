package io.workerman.autoconfigure.metrics;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.workerman.metrics.HandlerObservationConvention;
import io.workerman.metrics.HandlerObservations;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link HandlerObservations}.
 */
@AutoConfiguration(before = WorkermanMetricsAutoConfiguration.class,
		beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration",
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty("workerman.observations.enabled")
public final class WorkermanObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HandlerObservations workermanHandlerObservations(ObservationRegistry registry,
			ObjectProvider<HandlerObservationConvention> convention) {
		return new HandlerObservations(registry, convention.getIfAvailable());
	}

}
