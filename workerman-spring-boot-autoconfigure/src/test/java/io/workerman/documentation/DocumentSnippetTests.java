package io.workerman.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.workerman.autoconfigure.WorkerProperties;
import io.workerman.autoconfigure.client.ClientProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Code and configuration that documents show.
 */
class DocumentSnippetTests {

	private final Set<String> metadata;

	DocumentSnippetTests() throws IOException {
		this.metadata = Set.copyOf(OperationsDocumentTests.keys());
	}

	@Test
	void javaIsCompiled() {
		assertThat(new SnippetCompiler().compile(snippets("java"))).hasSizeGreaterThan(20);
	}

	@Test
	void javaWhenWrongIsNamedWithFileAndLine() {
		Snippet snippet = snippets("java").get(0);
		assertThat(failure(snippet.withText("Connection connection = null;\nconnection.say();\n")))
			.contains("README.md:" + (snippet.line() + 2) + ": cannot find symbol");
		assertThat(failure(snippet.withText("int one = 1;\nint two = ;\n")))
			.contains("README.md:" + (snippet.line() + 2) + ": illegal start of expression");
	}

	private static String failure(Snippet snippet) {
		return catchThrowable(() -> new SnippetCompiler().compile(List.of(snippet))).getMessage();
	}

	@Test
	void keysOfYamlExist() throws IOException {
		List<String> wrong = new ArrayList<>();
		for (Snippet snippet : snippets("yaml")) {
			for (PropertySource<?> source : load(snippet)) {
				check(snippet, (EnumerablePropertySource<?>) source, wrong);
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void keyWhenUnknownIsNamedWithFileAndLine() throws IOException {
		Snippet snippet = snippets("yaml").get(0)
			.withText("workerman:\n  enable: true\n  listeners:\n    chat:\n      cuont: 4\n");
		List<String> wrong = new ArrayList<>();
		check(snippet, (EnumerablePropertySource<?>) load(snippet).get(0), wrong);
		assertThat(wrong).hasSize(2)
			.anySatisfy(
					(line) -> assertThat(line).isEqualTo("README.md:" + (snippet.line() + 2) + ": workerman.enable"))
			.anySatisfy((line) -> assertThat(line).startsWith("README.md:" + snippet.line()).contains("cuont"));
	}

	private static List<Snippet> snippets(String language) {
		return Snippet.all().stream().filter((snippet) -> snippet.is(language)).toList();
	}

	private static List<PropertySource<?>> load(Snippet snippet) throws IOException {
		return new YamlPropertySourceLoader().load(snippet.toString(),
				new ByteArrayResource(snippet.text().getBytes(StandardCharsets.UTF_8)));
	}

	private void check(Snippet snippet, EnumerablePropertySource<?> source, List<String> wrong) {
		for (String name : source.getPropertyNames()) {
			String key = name.replaceAll("\\[\\d+]", "");
			if (key.contains("workerman.") && !key.matches("workerman\\.(defaults|listeners|clients)\\..*")
					&& !this.metadata.contains(key)) {
				wrong.add(snippet.location(line(source, name)) + ": " + name);
			}
		}
		ConfigurationPropertySource keys = ConfigurationPropertySource.from(source);
		Binder binder = new Binder(keys);
		try {
			bind(binder, "workerman.defaults", Bindable.of(WorkerProperties.class));
			bind(binder, "workerman.listeners", Bindable.mapOf(String.class, WorkerProperties.class));
			bind(binder, "workerman.clients", Bindable.mapOf(String.class, ClientProperties.class));
		}
		catch (BindException ex) {
			wrong.add(snippet + ": " + ex.getCause());
		}
	}

	private static void bind(Binder binder, String prefix, Bindable<?> type) {
		binder.bind(prefix, type, new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	private static long line(PropertySource<?> source, String name) {
		return (OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin origin)
				? origin.getLocation().getLine() + 1 : 0;
	}

}
