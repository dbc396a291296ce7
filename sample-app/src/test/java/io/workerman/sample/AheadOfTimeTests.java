package io.workerman.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample after ahead-of-time processing, as a native image has it.
 */
class AheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void processedApplicationStartsAndObeys() throws Exception {
		Shell shell = new Shell(this.directory);
		Path sources = this.directory.resolve("sources");
		Path resources = this.directory.resolve("resources");
		Path classes = this.directory.resolve("classes");
		Shell.Result processed = shell.java(List.of(), Shell.classPath(), SpringApplicationAotProcessor.class.getName(),
				SampleApplication.class.getName(), sources.toString(), resources.toString(), classes.toString(),
				"io.workerman", "sample-app");
		assertThat(processed.exit()).as(processed.output()).isZero();
		compile(sources, classes);
		assertThat(files(resources, "reachability-metadata.json")).hasSize(1)
			.allSatisfy((file) -> assertThat(file).content().contains("live.html", "io.workerman.sample.ChatHandler"));
		Shell.Result start = shell.java(List.of("-Dspring.aot.enabled=true"),
				Shell.join(classes, Shell.join(resources, Shell.classPath())), SampleApplication.class.getName(),
				"start", "-d", "--server.port=0");
		try {
			assertThat(start.output()).contains("start success");
			assertThat(this.directory.resolve("workerman.log")).content()
				.contains("Starting AOT-processed SampleApplication", "Worker 'telnet' listens");
			assertThat(shell.sample("status").output()).contains("telnet", "chat", "[idle]");
		}
		finally {
			shell.sample("stop");
		}
	}

	private static void compile(Path sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			assertThat(
					compiler
						.getTask(null, files, null,
								List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
										Shell.join(classes, Shell.classPath())),
								null, files.getJavaFileObjectsFromPaths(files(sources, ".java")))
						.call())
				.isTrue();
		}
	}

	private static List<Path> files(Path directory, String end) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(end)).toList();
		}
	}

}
