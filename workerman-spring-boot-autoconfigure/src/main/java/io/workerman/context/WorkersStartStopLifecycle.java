package io.workerman.context;

import java.util.HashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;

/**
 * {@link SmartLifecycle} that starts all workers with the application and ends them when
 * it stops. It publishes the port of each as {@code local.workerman.<listener>.port}.
 */
public final class WorkersStartStopLifecycle implements SmartLifecycle {

	/**
	 * The phase: that of the web server of Spring Boot.
	 */
	public static final int PHASE = WorkersGracefulShutdownLifecycle.PHASE - 1024;

	private static final Log logger = LogFactory.getLog(WorkersStartStopLifecycle.class);

	private static final String SERVER_PORTS = "server.ports";

	private final Workers workers;

	private final ApplicationContext applicationContext;

	/**
	 * Create a new lifecycle.
	 * @param workers the workers
	 * @param applicationContext the application context
	 */
	public WorkersStartStopLifecycle(Workers workers, ApplicationContext applicationContext) {
		this.workers = workers;
		this.applicationContext = applicationContext;
	}

	@Override
	public void start() {
		if (this.workers.isRunning()) {
			return;
		}
		this.workers.start();
		publishPorts();
		logger.debug("Workers started");
	}

	@Override
	public void stop() {
		this.workers.stop();
	}

	@Override
	public boolean isRunning() {
		return this.workers.isRunning();
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void publishPorts() {
		Map<String, Object> ports = new HashMap<>();
		for (Worker worker : this.workers.all()) {
			if (worker.port() > 0) {
				ports.put("local.workerman." + worker.name() + ".port", worker.port());
			}
		}
		@Nullable ApplicationContext context = this.applicationContext;
		while (context != null && !ports.isEmpty()) {
			if (context instanceof ConfigurableApplicationContext configurable) {
				publishPorts(configurable.getEnvironment(), ports);
			}
			context = context.getParent();
		}
	}

	@SuppressWarnings("unchecked")
	private static void publishPorts(ConfigurableEnvironment environment, Map<String, Object> ports) {
		MutablePropertySources sources = environment.getPropertySources();
		PropertySource<?> source = sources.get(SERVER_PORTS);
		if (source == null) {
			source = new MapPropertySource(SERVER_PORTS, new HashMap<>());
			sources.addFirst(source);
		}
		((Map<String, Object>) source.getSource()).putAll(ports);
	}

}
