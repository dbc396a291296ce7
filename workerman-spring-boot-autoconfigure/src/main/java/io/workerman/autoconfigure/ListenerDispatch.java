package io.workerman.autoconfigure;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.BeanRegistry.SupplierContext;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.DispatchOptions.Mode;

/**
 * Finds out where the callbacks of a listener run.
 *
 * @param listener the listener
 * @param environment where its properties are set
 * @param context where its executor is looked for
 */
record ListenerDispatch(Listener listener, Environment environment, SupplierContext context) {

	/**
	 * The Java that has virtual threads.
	 */
	private static final int VIRTUAL_THREADS = 21;

	/**
	 * Find out.
	 * @return the mode and the executor
	 */
	DispatchOptions dispatch() {
		Mode mode = this.listener.properties().getDispatch();
		return new DispatchOptions(mode, executor(mode), DispatchOptions.DEFAULT_MAX_PENDING_MESSAGES);
	}

	private @Nullable Executor executor(Mode mode) {
		String name = this.listener.properties().getExecutor();
		ConfigurationProperty named = ListenerProperty.find(this.environment, this.listener, "executor");
		boolean needed = named != null || mode == Mode.EXECUTOR;
		if (mode == Mode.VIRTUAL || (!needed && Runtime.version().feature() >= VIRTUAL_THREADS)) {
			return null;
		}
		try {
			return plain(this.context.bean(name, Executor.class));
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			if (!needed) {
				return null;
			}
			throw unknown(name, named);
		}
	}

	/**
	 * The pool itself says whether it was shut down, which may be before the workers have
	 * stopped.
	 */
	private static Executor plain(Executor executor) {
		return (executor.getClass() == ThreadPoolTaskExecutor.class)
				? ((ThreadPoolTaskExecutor) executor).getThreadPoolExecutor() : executor;
	}

	private InvalidConfigurationPropertyValueException unknown(String name, @Nullable ConfigurationProperty named) {
		ConfigurationProperty property = (named != null) ? named
				: ListenerProperty.find(this.environment, this.listener, "dispatch");
		String key = (property != null) ? property.getName().toString()
				: this.listener.property().append("executor").toString();
		return new InvalidConfigurationPropertyValueException(key, (property != null) ? property.getValue() : name,
				"There is no bean '%s' of type java.util.concurrent.Executor. Declare one, name another with '%s', or use virtual threads (from Java 21): %s=virtual"
					.formatted(name, this.listener.property().append("executor"),
							this.listener.property().append("dispatch")));
	}

}
