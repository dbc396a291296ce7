package io.workerman.autoconfigure.console;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import io.workerman.console.CommandLine;
import io.workerman.console.Console;

/**
 * {@link ApplicationListener} that carries out a command as soon as the configuration is
 * known, and ends the process instead of starting the application.
 */
public final class CommandLineListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		CommandLine line = CommandLine.parse(event.getArgs());
		if (line == null) {
			return;
		}
		Environment environment = event.getEnvironment();
		CommandLineProperties properties = Binder.get(environment)
			.bind("workerman.command-line", CommandLineProperties.class)
			.orElseGet(CommandLineProperties::new);
		if (properties.isEnabled() && environment.getProperty("workerman.enabled", Boolean.class, true)) {
			OptionalInt exit = console(environment, properties).run(line);
			exit.ifPresent(System::exit);
		}
	}

	// from JDK 22 on there is always one, and the screen is cleared wherever it goes
	@SuppressWarnings("SystemConsoleNull")
	private static Console console(Environment environment, CommandLineProperties properties) {
		Duration phase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(Duration.ofSeconds(30));
		return new Console(name(), properties.files(), phase.multipliedBy(2), System.out, System.console() != null);
	}

	private static String name() {
		Path program = Path.of(System.getProperty("sun.java.command", "app.jar").split(" ", 2)[0]).getFileName();
		return String.valueOf(program);
	}

	@Override
	public int getOrder() {
		return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
	}

}
