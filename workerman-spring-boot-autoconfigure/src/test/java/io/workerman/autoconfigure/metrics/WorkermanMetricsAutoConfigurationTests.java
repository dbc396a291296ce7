package io.workerman.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.metrics.WorkermanMetrics;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanMetricsAutoConfiguration}.
 */
class WorkermanMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WorkermanMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
						CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withBean(Workers.class, () -> FakeWorkers
			.of(FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE)));

	@Test
	void metersAreRegistered() {
		this.runner.run((context) -> assertThat(context.getBean(MeterRegistry.class)
			.find("workerman.connections.active")
			.tag("worker", "telnet")
			.gauge()).isNotNull());
	}

	@Test
	void metersWithoutRegistryAreAbsent() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WorkermanMetricsAutoConfiguration.class))
			.withBean(Workers.class, FakeWorkers::of)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkermanMetrics.class));
	}

	@Test
	void metersWithoutMicrometerAreAbsent() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WorkermanMetricsAutoConfiguration.class))
			.withBean(Workers.class, FakeWorkers::of)
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkermanMetricsAutoConfiguration.class));
	}

}
