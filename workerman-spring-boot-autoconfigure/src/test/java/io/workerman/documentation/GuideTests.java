package io.workerman.documentation;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.stereotype.Component;

import io.workerman.autoconfigure.WorkermanAutoConfiguration;
import io.workerman.autoconfigure.WorkermanJacksonAutoConfiguration;
import io.workerman.autoconfigure.cluster.WorkermanPushAutoConfiguration;
import io.workerman.autoconfigure.task.WorkermanTaskAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The applications that the guides for those who come from elsewhere show, one below each
 * heading: configuration, classes, and what clients of it see.
 */
class GuideTests {

	private static final Pattern PORT = Pattern.compile("address: \\S+?://\\S*:(\\d+)");

	@TempDir
	private Path directory;

	static Stream<String> sections() {
		return Stream.of("coming-from-workerman.md", "coming-from-swoole.md")
			.flatMap((guide) -> Snippet.of(guide).stream().map((snippet) -> guide + "#" + snippet.section()))
			.distinct();
	}

	@ParameterizedTest
	@MethodSource("sections")
	void applicationDoesWhatTheGuideSays(String section) throws Exception {
		List<Snippet> snippets = withFreePorts(Snippet.of(section.substring(0, section.indexOf('#')))
			.stream()
			.filter((snippet) -> section.endsWith("#" + snippet.section()))
			.toList());
		assertThat(snippets).extracting(Snippet::language).contains("yaml", "java", "console");
		try (ConfigurableApplicationContext context = run(snippets); Terminal terminal = new Terminal()) {
			assertThat(context.isRunning()).isTrue();
			for (Snippet snippet : of(snippets, "console")) {
				terminal.play(snippet);
			}
		}
	}

	private static List<Snippet> of(List<Snippet> snippets, String language) {
		return snippets.stream().filter((snippet) -> snippet.is(language)).toList();
	}

	private ConfigurableApplicationContext run(List<Snippet> snippets) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				of(snippets, "yaml").stream().map(Snippet::text).collect(Collectors.joining("---\n")));
		List<Class<?>> sources = new ArrayList<>(List.of(Configurations
			.getClasses(AutoConfigurations.of(JacksonAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
					WorkermanAutoConfiguration.class, WorkermanJacksonAutoConfiguration.class,
					WorkermanPushAutoConfiguration.class, WorkermanTaskAutoConfiguration.class))));
		List<Class<?>> shown = new SnippetCompiler().compile(of(snippets, "java"))
			.values()
			.stream()
			.flatMap(List::stream)
			.filter((type) -> AnnotatedElementUtils.hasAnnotation(type, Component.class))
			.toList();
		sources.addAll(shown);
		return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
			.resourceLoader(new DefaultResourceLoader(shown.get(0).getClassLoader()))
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false",
					"spring.config.location=" + this.directory + "/")
			.run();
	}

	private static List<Snippet> withFreePorts(List<Snippet> snippets) throws IOException {
		Map<String, String> ports = new LinkedHashMap<>();
		for (Snippet snippet : of(snippets, "yaml")) {
			for (MatchResult port : PORT.matcher(snippet.text()).results().toList()) {
				ports.put(port.group(1), ports.containsKey(port.group(1)) ? ports.get(port.group(1)) : free());
			}
		}
		if (ports.isEmpty()) {
			return snippets;
		}
		Pattern shown = Pattern.compile("\\b(" + String.join("|", ports.keySet()) + ")\\b");
		return snippets.stream()
			.map((snippet) -> snippet
				.withText(shown.matcher(snippet.text()).replaceAll((port) -> ports.get(port.group(1)))))
			.toList();
	}

	private static String free() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return String.valueOf(socket.getLocalPort());
		}
	}

}
