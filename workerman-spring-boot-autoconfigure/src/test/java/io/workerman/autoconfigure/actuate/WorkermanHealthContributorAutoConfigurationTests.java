package io.workerman.autoconfigure.actuate;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.actuate.WorkermanHealthIndicator;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanHealthContributorAutoConfiguration}.
 */
class WorkermanHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanHealthContributorAutoConfiguration.class))
		.withBean(Workers.class, FakeWorkers::of);

	@Test
	void healthIsContributedAsWorkerman() {
		this.runner.run((context) -> assertThat(context).hasBean("workermanHealthContributor")
			.hasSingleBean(WorkermanHealthIndicator.class));
	}

	@Test
	void healthWhenDisabledIsAbsent() {
		this.runner.withPropertyValues("management.health.workerman.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkermanHealthIndicator.class));
	}

	@Test
	void healthWhenTheApplicationHasItsOwnBacksOff() {
		this.runner.withBean("workermanHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).doesNotHaveBean(WorkermanHealthIndicator.class));
	}

	@Test
	void healthWithoutHealthModuleIsAbsent() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkermanHealthContributorAutoConfiguration.class));
	}

}
