package io.workerman.invocation;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.autoconfigure.WorkermanJacksonAutoConfiguration;
import io.workerman.peer.Peer;

/**
 * A running application with listeners and handlers.
 */
final class HandlerContext implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private HandlerContext(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static HandlerContext run(String address, Class<?>... classes) {
		return run(List.of("workerman.listeners.it.address=" + address), classes);
	}

	static HandlerContext run(List<String> properties, Class<?>... classes) {
		List<Class<?>> sources = new ArrayList<>(
				List.of(WorkermanAutoConfiguration.class, WorkermanJacksonAutoConfiguration.class));
		sources.addAll(List.of(classes));
		return new HandlerContext(
				new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
					.logStartupInfo(false)
					.properties("spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false")
					.properties(properties.toArray(String[]::new))
					.run());
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	Peer connect() {
		return connect("it");
	}

	Peer connect(String listener) {
		return Peer.connect(port(listener));
	}

	int port(String listener) {
		return this.context.getEnvironment()
			.getRequiredProperty("local.workerman." + listener + ".port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
