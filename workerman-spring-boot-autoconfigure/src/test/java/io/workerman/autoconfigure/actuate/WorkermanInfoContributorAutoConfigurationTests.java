package io.workerman.autoconfigure.actuate;

import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.workerman.actuate.WorkermanInfoContributor;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanInfoContributorAutoConfiguration}.
 */
class WorkermanInfoContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanInfoContributorAutoConfiguration.class))
		.withBean(Workers.class, () -> FakeWorkers
			.of(FakeWorkers.worker("chat", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE)));

	@Test
	void infoNamesListeners() {
		this.runner.run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(WorkermanInfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails().get("workerman"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsKey("version")
				.containsEntry("listeners",
						Map.of("chat", Map.of("address", "text://0.0.0.0:2347", "protocol", "text")));
		});
	}

	@Test
	void infoWhenDisabledIsAbsent() {
		this.runner.withPropertyValues("management.info.workerman.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkermanInfoContributor.class));
	}

	@Test
	void infoWithoutActuatorIsAbsent() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledInfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("workermanInfoContributor"));
	}

}
