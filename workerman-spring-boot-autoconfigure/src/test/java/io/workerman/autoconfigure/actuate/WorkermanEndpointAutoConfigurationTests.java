package io.workerman.autoconfigure.actuate;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.actuate.FakeWorkers;
import io.workerman.actuate.WorkermanEndpoint;
import io.workerman.actuate.WorkermanEndpointWebExtension;
import io.workerman.engine.Workers;

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

}
