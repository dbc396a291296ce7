package io.workerman.autoconfigure;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.BeanRegistry.SupplierContext;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.workerman.context.WorkerCustomizer;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions;

/**
 * Registers a {@link Worker} bean for each listener of {@code workerman.listeners}, under
 * the listener's name.
 */
class ListenerRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		for (Listener listener : Listener.all(environment)) {
			registry.registerBean(listener.name(), Worker.class,
					(spec) -> spec.description("Listener of " + listener.property())
						.supplier((context) -> worker(listener, environment, context)));
		}
	}

	private static Worker worker(Listener listener, Environment environment, SupplierContext context) {
		WorkerBuilder builder = Worker.builder(listener.name());
		configure(builder, listener, environment, new ListenerDispatch(listener, environment, context).dispatch());
		context.beanProvider(LifecycleProperties.class)
			.ifAvailable((lifecycle) -> builder.stopTimeout(lifecycle.getTimeoutPerShutdownPhase()));
		context.beanProvider(WorkerCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void configure(WorkerBuilder builder, Listener listener, Environment environment,
			WorkerOptions.Dispatch dispatch) {
		WorkerProperties properties = listener.properties();
		builder.listen(properties.getAddress())
			.reusePort(properties.isReusePort())
			.reloadable(properties.isReloadable())
			.autoStart(properties.isAutoStart());
		Check check = new Check(listener, environment);
		check.set("count", builder::count, properties.getCount());
		check.set("backlog", builder::backlog, properties.getBacklog());
		check.setSize("max-send-buffer-size", builder::maxSendBufferSize, properties.getMaxSendBufferSize());
		check.setSize("max-package-size", builder::maxPackageSize, properties.getMaxPackageSize());
		check.set("max-connections", builder::maxConnections, properties.getMaxConnections());
		check.set("max-connections-per-ip", builder::maxConnectionsPerIp, properties.getMaxConnectionsPerIp());
		check.set("idle-timeout", builder::idleTimeout, properties.getIdleTimeout());
		check.set("max-pending-messages", (messages) -> builder.dispatch(dispatch.withMaxPendingMessages(messages)),
				properties.getMaxPendingMessages());
		check.set("auth-timeout", builder::authTimeout, properties.getAuthTimeout());
	}

	/**
	 * Sets options, and names the property if the value of one is impossible.
	 *
	 * @param listener the listener
	 * @param environment where its properties are set
	 */
	private record Check(Listener listener, Environment environment) {

		<T> void set(String key, Consumer<T> setter, T value) {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException ex) {
				throw invalid(key, value, ex.getMessage());
			}
		}

		void setSize(String key, Consumer<Integer> setter, DataSize value) {
			if (value.toBytes() > Integer.MAX_VALUE) {
				throw invalid(key, value, "it must be less than 2GB");
			}
			set(key, setter, (int) value.toBytes());
		}

		private InvalidConfigurationPropertyValueException invalid(String key, Object value, @Nullable String reason) {
			ConfigurationProperty property = ListenerProperty.find(this.environment, this.listener.name(), key);
			String name = (property != null) ? property.getName().toString()
					: this.listener.property().append(key).toString();
			return new InvalidConfigurationPropertyValueException(name, value, (reason != null) ? reason : "");
		}

	}

}
