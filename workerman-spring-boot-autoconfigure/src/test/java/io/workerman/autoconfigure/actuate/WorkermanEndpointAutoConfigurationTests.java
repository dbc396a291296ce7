package io.workerman.autoconfigure.actuate;

import java.security.Principal;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import io.workerman.actuate.WorkermanEndpoint;
import io.workerman.actuate.WorkermanEndpointWebExtension;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanEndpointAutoConfiguration}.
 */
class WorkermanEndpointAutoConfigurationTests {

	private static final String EXPOSE = "management.endpoints.web.exposure.include=workerman";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanEndpointAutoConfiguration.class))
		.withBean(Workers.class, FakeWorkers::of);

	@Test
	void endpointWhenNotExposedIsAbsent() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(WorkermanEndpoint.class));
	}

	@Test
	void endpointWhenExposedToTheWebIsThereWithItsExtension() {
		this.runner.withPropertyValues(EXPOSE)
			.run((context) -> assertThat(context).hasSingleBean(WorkermanEndpoint.class)
				.hasSingleBean(WorkermanEndpointWebExtension.class));
	}

	@Test
	void endpointWhenExposedToJmxOnlyHasNoWebExtension() {
		this.runner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=workerman",
					"management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasSingleBean(WorkermanEndpoint.class)
				.doesNotHaveBean(WorkermanEndpointWebExtension.class));
	}

	@Test
	void endpointWhenExposedToJmxShowsWorkersAndHidesPeersUnlessAlways() {
		this.runner.withUserConfiguration(Chat.class)
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=workerman",
					"workerman.endpoint.show-connections=when-authorized")
			.run((context) -> {
				MBeanServer server = context.getBean(MBeanServer.class);
				ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Workerman");
				assertThat(server.invoke(name, "status", new Object[0], new String[0])).asString().contains("chat");
				assertThat(server.invoke(name, "connections",
						new Object[] { "chat", "connections", null, null, null, null, null }, new String[0]))
					.asString()
					.contains("******")
					.doesNotContain("192.0.2.7");
			});
	}

	@Test
	void connectionsWhenNeverShownAreSanitizedAndNotSearched() {
		this.runner.withUserConfiguration(Chat.class)
			.withPropertyValues(EXPOSE, "workerman.endpoint.show-connections=never")
			.run((context) -> {
				WorkermanEndpointWebExtension endpoint = context.getBean(WorkermanEndpointWebExtension.class);
				assertThat(read(endpoint, SecurityContext.NONE, null).getBody()).asString()
					.contains("******")
					.doesNotContain("192.0.2.7");
				assertThat(read(endpoint, SecurityContext.NONE, "192.0.2.7").getStatus()).isEqualTo(403);
			});
	}

	@Test
	void connectionsWhenAuthorizedAreShownToTheRole() {
		this.runner.withUserConfiguration(Chat.class)
			.withPropertyValues(EXPOSE, "workerman.endpoint.show-connections=when-authorized",
					"workerman.endpoint.roles=operator")
			.run((context) -> {
				WorkermanEndpointWebExtension endpoint = context.getBean(WorkermanEndpointWebExtension.class);
				assertThat(read(endpoint, user("operator"), "192.0.2.7").getBody()).asString().contains("192.0.2.7:40");
				assertThat(read(endpoint, user("guest"), null).getBody()).asString().doesNotContain("192.0.2.7");
			});
	}

	private static WebEndpointResponse<Object> read(WorkermanEndpointWebExtension endpoint, SecurityContext context,
			String address) {
		return endpoint.connections(context, "chat", "connections", null, null, null, address, null, null);
	}

	private static SecurityContext user(String role) {
		return new SecurityContext() {

			@Override
			public Principal getPrincipal() {
				return () -> "ann";
			}

			@Override
			public boolean isUserInRole(String name) {
				return role.equals(name);
			}

		};
	}

	@Test
	void endpointWhenAccessIsNoneIsAbsent() {
		this.runner.withPropertyValues(EXPOSE, "management.endpoint.workerman.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkermanEndpoint.class));
	}

	@Test
	void endpointWithoutActuatorIsAbsent() {
		this.runner.withPropertyValues(EXPOSE)
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkermanEndpointAutoConfiguration.class));
	}

	@Test
	void endpointWithoutWorkersIsAbsent() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkermanEndpointAutoConfiguration.class))
			.withPropertyValues(EXPOSE)
			.run((context) -> assertThat(context).doesNotHaveBean(WorkermanEndpoint.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Chat {

		@Bean
		@Primary
		Workers chatWorkers() {
			Worker chat = FakeWorkers.worker("chat", "text://0.0.0.0:1", Worker.State.RUNNING, FakeWorkers.IDLE);
			FakeWorkers.connect(chat, 1, "192.0.2.7", 40);
			return FakeWorkers.of(chat);
		}

	}

}
