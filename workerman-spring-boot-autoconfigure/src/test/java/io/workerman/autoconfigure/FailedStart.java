package io.workerman.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/**
 * Starts an application that cannot start, and finds out what Spring Boot tells the user.
 */
final class FailedStart {

	private FailedStart() {
	}

	/**
	 * Start an application.
	 * @param yaml its application.yml
	 * @param directory where to write it
	 * @param classes its classes
	 * @return the description and the action
	 */
	static String analysis(String yaml, Path directory, Class<?>... classes) {
		FailureAnalysis analysis = analyze(yaml, directory, classes);
		return (analysis.getDescription() + "\n---\n" + analysis.getAction()).replace(directory.toString(), "")
			.replace(System.lineSeparator(), "\n");
	}

	private static FailureAnalysis analyze(String yaml, Path directory, Class<?>... classes) {
		List<Class<?>> sources = new ArrayList<>(List.of(classes));
		sources.addAll(List.of(WorkermanAutoConfiguration.class, WorkermanJacksonAutoConfiguration.class));
		AtomicReference<ConfigurableApplicationContext> context = new AtomicReference<>();
		try {
			Files.writeString(directory.resolve("application.yml"), yaml);
			new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
				.logStartupInfo(false)
				.initializers(context::set)
				.properties("spring.main.banner-mode=off", "spring.config.location=" + directory + "/")
				.run()
				.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			return analyze(ex, context.get());
		}
		throw new AssertionError("The application has started");
	}

	private static FailureAnalysis analyze(Throwable failure, ConfigurableApplicationContext context) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
			.and(Environment.class, context.getEnvironment());
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, (type, name, ex) -> {
			})
			.stream()
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("Nobody explains the failure", failure));
	}

}
