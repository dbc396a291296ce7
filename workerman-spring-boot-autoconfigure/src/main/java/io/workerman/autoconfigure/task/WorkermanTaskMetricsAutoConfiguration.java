package io.workerman.autoconfigure.task;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.workerman.engine.task.TaskWorkers;
import io.workerman.metrics.TaskMetrics;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link TaskMetrics}.
 */
@AutoConfiguration(after = WorkermanTaskAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, TaskWorkers.class })
public final class WorkermanTaskMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TaskMetrics workermanTaskMetrics(TaskWorkers tasks) {
		return new TaskMetrics(tasks);
	}

}
