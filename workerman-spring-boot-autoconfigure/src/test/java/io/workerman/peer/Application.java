package io.workerman.peer;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.autoconfigure.WorkermanJacksonAutoConfiguration;

/**
 * A running application with listeners and handlers.
 */
public final class Application implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Application(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static Application run(String address, Class<?>... classes) {
		return run(List.of("workerman.listeners.it.address=" + address), classes);
	}

	public static Application run(List<String> properties, Class<?>... classes) {
		List<Class<?>> sources = new ArrayList<>(List.of(classes));
		sources.addAll(List.of(WorkermanAutoConfiguration.class, WorkermanJacksonAutoConfiguration.class));
		return new Application(
				new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
					.logStartupInfo(false)
					.properties("spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false")
					.properties(properties.toArray(String[]::new))
					.run());
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public Peer connect() {
		return connect("it");
	}

	public Peer connect(String listener) {
		return Peer.connect(port(listener));
	}

	public int port(String listener) {
		return this.context.getEnvironment()
			.getRequiredProperty("local.workerman." + listener + ".port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
