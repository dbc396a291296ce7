package io.workerman.autoconfigure.security;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.peer.Peer;
import io.workerman.security.SecurityContextInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanSecurityAutoConfiguration}.
 */
class WorkermanSecurityAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WorkermanAutoConfiguration.class, WorkermanSecurityAutoConfiguration.class))
		.withPropertyValues("workerman.listeners.it.address=text://127.0.0.1:0")
		.withUserConfiguration(Echo.class);

	@Test
	void interceptorWhenSpringSecurityIsPresent() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SecurityContextInterceptor.class));
	}

	@Test
	void noInterceptorWhenWorkersAreOff() {
		this.runner.withPropertyValues("workerman.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SecurityContextInterceptor.class));
	}

	@Test
	void handlersWorkWhenSpringSecurityIsAbsent() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security")).run((context) -> {
			assertThat(context).doesNotHaveBean("workermanSecurityContextInterceptor");
			int port = context.getEnvironment().getRequiredProperty("local.workerman.it.port", Integer.class);
			try (Peer peer = Peer.connect(port)) {
				assertThat(peer.send("hello\n").line()).isEqualTo("hello");
			}
		});
	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String echo(String text) {
			return text;
		}

	}

}
