package io.workerman.autoconfigure.console;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.workerman.console.ConsoleLifecycle;
import io.workerman.console.StartBanner;
import io.workerman.context.WorkersStartStopLifecycle;
import io.workerman.engine.Workers;
import io.workerman.engine.cluster.ClusterNode;
import io.workerman.engine.push.LocalClients;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.status.StatusSource;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the commands of the terminal.
 */
@AutoConfiguration(afterName = "io.workerman.autoconfigure.WorkermanAutoConfiguration")
@ConditionalOnBean(Workers.class)
@ConditionalOnBooleanProperty(name = "workerman.command-line.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CommandLineProperties.class)
public final class WorkermanConsoleAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConsoleLifecycle workermanConsole(CommandLineProperties properties, Workers workers,
			ObjectProvider<TaskWorkers> tasks, ObjectProvider<LocalClients> clients, ObjectProvider<ClusterNode> node,
			ApplicationContext context) {
		StatusSource status = new StatusSource(workers, tasks.getIfAvailable(), clients.getIfAvailable(),
				node.getIfAvailable());
		return new ConsoleLifecycle(properties.files(), status, () -> System.exit(SpringApplication.exit(context)),
				WorkersStartStopLifecycle.PHASE - 1);
	}

	@Bean
	@ConditionalOnMissingBean
	StartBanner workermanStartBanner(Workers workers, Environment environment) {
		Banner.Mode mode = Binder.get(environment)
			.bind("spring.main.banner-mode", Banner.Mode.class)
			.orElse(Banner.Mode.CONSOLE);
		return new StartBanner(workers, mode, System.out);
	}

}
