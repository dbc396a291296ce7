package io.workerman.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.workerman.autoconfigure.client.ClientRegistrar;
import io.workerman.context.WorkerEvents;
import io.workerman.context.WorkerProcessScope;
import io.workerman.context.WorkersGracefulShutdownLifecycle;
import io.workerman.context.WorkersStartStopLifecycle;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Transport;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.invocation.TimerTasks;

/**
 * Auto-configuration for workers: a {@link Worker} bean for each listener of
 * {@code workerman.listeners}, the handlers of all workers, and their life in the
 * application. It goes last, so that the name of a listener is compared with those of all
 * other beans.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBooleanProperty(name = "workerman.enabled", matchIfMissing = true)
@Import({ ListenerNameCheck.class, ListenerRegistrar.class, ClientRegistrar.class })
public final class WorkermanAutoConfiguration {

	/**
	 * Connections are closed this much before Spring gives up waiting.
	 */
	private static final Duration MARGIN = Duration.ofMillis(500);

	@Bean
	static WorkerProcessScope workermanScope() {
		return new WorkerProcessScope();
	}

	@Bean
	@ConditionalOnMissingBean
	WorkersOptions workermanOptions(Environment environment, ListableBeanFactory beanFactory,
			ObjectProvider<JsonCodec> json) {
		Transport transport = Binder.get(environment)
			.bind("workerman.transport", Transport.class)
			.orElse(Transport.AUTO);
		return new WorkersOptions(transport, protocols(beanFactory), () -> json.getIfAvailable(MissingJsonCodec::new),
				maxTotalSendBufferSize(environment), blockedLoopThreshold(environment));
	}

	private static Duration blockedLoopThreshold(Environment environment) {
		return Binder.get(environment)
			.bind("workerman.blocked-loop-threshold", Duration.class)
			.orElse(WorkersOptions.DEFAULT_BLOCKED_LOOP_THRESHOLD);
	}

	private static long maxTotalSendBufferSize(Environment environment) {
		String property = "workerman.max-total-send-buffer-size";
		DataSize size = Binder.get(environment).bind(property, DataSize.class).orElse(DataSize.ofBytes(0));
		if (size.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(property, size, "it must not be negative");
		}
		return size.toBytes();
	}

	@Bean
	@ConditionalOnMissingBean
	Workers workermanWorkers(WorkersOptions options, ObjectProvider<Worker> workers) {
		return Workers.of(options, workers.orderedStream().toList());
	}

	@Bean
	static WorkerSchedulerRegistrar workermanSchedulerRegistrar() {
		return new WorkerSchedulerRegistrar();
	}

	@Bean
	TimerTasks workermanTimerTasks() {
		return new TimerTasks();
	}

	@Bean
	WorkerBinder workermanBinder(ConfigurableListableBeanFactory beanFactory, WorkersOptions options,
			WorkerProcessScope scope, TimerTasks timers, Environment environment, ApplicationEventPublisher publisher) {
		boolean connections = Binder.get(environment).bind("workerman.events.connections", Boolean.class).orElse(false);
		return new WorkerBinder(beanFactory, environment, options, scope, timers,
				new WorkerEvents(publisher, connections));
	}

	@Bean
	WorkersStartStopLifecycle workermanStartStopLifecycle(Workers workers, ApplicationContext applicationContext) {
		return new WorkersStartStopLifecycle(workers, applicationContext);
	}

	@Bean
	WorkersGracefulShutdownLifecycle workermanGracefulShutdownLifecycle(Workers workers,
			ApplicationContext applicationContext, ObjectProvider<LifecycleProperties> lifecycle) {
		Duration phase = lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
		Duration timeout = (phase.compareTo(MARGIN.multipliedBy(2)) > 0) ? phase.minus(MARGIN) : phase.dividedBy(2);
		return new WorkersGracefulShutdownLifecycle(workers, applicationContext, timeout);
	}

	private static Map<String, ConnectionProtocol> protocols(ListableBeanFactory beanFactory) {
		Map<String, ConnectionProtocol> protocols = new LinkedHashMap<>();
		for (String name : beanFactory.getBeanNamesForType(ConnectionProtocol.class)) {
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				protocols.put(name, beanFactory.getBean(name, ConnectionProtocol.class));
			}
		}
		return protocols;
	}

}
