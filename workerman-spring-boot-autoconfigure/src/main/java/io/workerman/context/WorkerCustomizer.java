package io.workerman.context;

import io.workerman.engine.WorkerBuilder;

/**
 * Changes listeners of {@code application.yml} before they are built: adds callbacks, or
 * sets options that depend on the environment. Beans of this type are called in their
 * order, with each listener.
 */
@FunctionalInterface
public interface WorkerCustomizer {

	/**
	 * Customize a listener.
	 * @param builder the builder, whose name is that of the listener
	 */
	void customize(WorkerBuilder builder);

}
