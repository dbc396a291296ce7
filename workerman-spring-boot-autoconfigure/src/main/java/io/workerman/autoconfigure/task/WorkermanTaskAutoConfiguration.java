package io.workerman.autoconfigure.task;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.workerman.engine.task.TaskWorkers;
import io.workerman.invocation.task.TaskMethods;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link TaskWorkers}.
 */
@AutoConfiguration(beforeName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TaskProperties.class)
public final class WorkermanTaskAutoConfiguration {

	/**
	 * Tasks are given up this much before Spring gives up waiting.
	 */
	private static final Duration MARGIN = Duration.ofMillis(500);

	@Bean
	@ConditionalOnMissingBean
	TaskWorkers workermanTaskWorkers(TaskProperties properties) {
		return new TaskWorkers(properties.options());
	}

	@Bean
	TaskMethods workermanTaskMethods(ConfigurableListableBeanFactory beanFactory, TaskWorkers tasks) {
		return new TaskMethods(beanFactory, tasks);
	}

	@Bean
	TaskLifecycle workermanTaskLifecycle(TaskWorkers tasks, TaskMethods methods,
			ObjectProvider<LifecycleProperties> lifecycle) {
		Duration timeout = lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
		Duration patience = (timeout.compareTo(MARGIN) > 0) ? timeout.minus(MARGIN) : timeout;
		return new TaskLifecycle(tasks, methods, patience);
	}

}
