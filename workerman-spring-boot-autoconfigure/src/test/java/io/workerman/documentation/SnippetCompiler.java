package io.workerman.documentation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;

/**
 * Compiles what documents show of Java. Imports may be left out. A snippet is one or more
 * types; or members of a type; or statements, and then the fields and types of
 * {@link Surroundings} are what they speak of. A body <code>{ … }</code> stands for any.
 */
final class SnippetCompiler {

	private static final String IMPORTS = Stream
		.of("java.io", "java.nio.file", "java.time", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
				"java.util.stream", "io.netty.buffer", "io.netty.handler.codec.redis", "io.workerman.annotation",
				"io.workerman.context", "io.workerman.engine", "io.workerman.engine.client",
				"io.workerman.engine.cluster", "io.workerman.engine.http", "io.workerman.engine.protocol",
				"io.workerman.engine.push", "io.workerman.engine.task", "io.workerman.engine.websocket",
				"io.workerman.security", "io.workerman.test", "org.springframework.boot.test.context",
				"org.springframework.context.annotation", "org.springframework.context.event",
				"org.springframework.core.annotation", "org.springframework.scheduling.annotation",
				"org.springframework.security.access", "org.springframework.security.access.prepost",
				"org.springframework.security.authentication", "org.springframework.security.core",
				"org.springframework.stereotype", "tools.jackson.core.type", "tools.jackson.databind.json")
		.map((name) -> "import " + name + ".*;")
		.collect(Collectors
			.joining(" ", "", " import java.net.InetSocketAddress; import java.net.UnixDomainSocketAddress;"
					+ " import java.security.Principal; import java.sql.SQLException; import javax.security.auth.x500.X500Principal;"
					+ " import io.workerman.documentation.Surroundings.*; import io.workerman.engine.TlsOptions.Material;"
					+ " import org.springframework.security.access.AccessDeniedException;"
					+ " import static java.nio.charset.StandardCharsets.UTF_8; "));

	private static final List<String> OPTIONS = List.of("--release", "17", "-proc:none", "-parameters", "-nowarn",
			"-classpath", System.getProperty("java.class.path"));

	private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	/**
	 * Compile snippets, each in a package of its own.
	 * @return the classes, by the snippet that they are made of
	 * @throws AssertionError if one cannot be compiled, with file and line
	 */
	Map<Snippet, List<Class<?>>> compile(List<Snippet> snippets) {
		List<Source> sources = snippets.stream().map(this::source).toList();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		Memory memory = new Memory(this.compiler.getStandardFileManager(problems, Locale.ROOT, null));
		boolean compiled = this.compiler.getTask(null, memory, problems, OPTIONS, null, sources).call();
		if (!compiled) {
			throw new AssertionError(problems.getDiagnostics()
				.stream()
				.filter((problem) -> problem.getKind() == Diagnostic.Kind.ERROR)
				.map(SnippetCompiler::describe)
				.collect(Collectors.joining("\n", "What documents show does not compile\n", "\n")));
		}
		return memory.classes(sources);
	}

	private static String describe(Diagnostic<? extends JavaFileObject> problem) {
		String message = problem.getMessage(Locale.ROOT);
		return (problem.getSource() instanceof Source source)
				? source.snippet.location(problem.getLineNumber() - 1) + ": " + message : message;
	}

	private Source source(Snippet snippet) {
		String text = snippet.text().replace("{ … }", "{ throw new IllegalStateException(); }");
		String head = "package " + Source.packageOf(snippet) + "; " + IMPORTS;
		String body = "abstract class Fragment extends io.workerman.documentation.Surroundings {";
		Source types = new Source(snippet, head + "\n" + text);
		Source members = new Source(snippet, head + body + "\n" + text + "}");
		Source statements = new Source(snippet, head + body + " void run() throws Exception {\n" + text + "} }");
		Source source = types;
		for (Source other : List.of(members, statements)) {
			source = (parsedLines(other) > parsedLines(source)) ? other : source;
		}
		return source;
	}

	private long parsedLines(Source source) {
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		JavacTask task = (JavacTask) this.compiler.getTask(null, null, problems, OPTIONS, null, List.of(source));
		try {
			task.parse();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return problems.getDiagnostics().stream().mapToLong(Diagnostic::getLineNumber).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * The source that a snippet becomes. Its first line is ours.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final Snippet snippet;

		private final String text;

		Source(Snippet snippet, String text) {
			super(URI.create("snippet:///" + packageOf(snippet) + "/Fragment.java"), Kind.SOURCE);
			this.snippet = snippet;
			this.text = text;
		}

		static String packageOf(Snippet snippet) {
			return "snippet." + snippet.toString().replaceAll("\\W+", "_");
		}

		@Override
		public boolean isNameCompatible(String simpleName, Kind kind) {
			return true;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

	/**
	 * Takes the classes that are made.
	 */
	private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {

		private final Map<String, ByteArrayOutputStream> bytes = new LinkedHashMap<>();

		Memory(StandardJavaFileManager manager) {
			super(manager);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(JavaFileManager.Location location, String className,
				JavaFileObject.Kind kind, FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("class:///" + className), kind) {

				@Override
				public OutputStream openOutputStream() {
					return Memory.this.bytes.computeIfAbsent(className, (name) -> new ByteArrayOutputStream());
				}

			};
		}

		Map<Snippet, List<Class<?>>> classes(List<Source> sources) {
			Loader loader = new Loader(this.bytes);
			Map<Snippet, List<Class<?>>> classes = new LinkedHashMap<>();
			for (Source source : sources) {
				List<Class<?>> types = new ArrayList<>();
				this.bytes.keySet()
					.stream()
					.filter((name) -> name.startsWith(Source.packageOf(source.snippet) + "."))
					.forEach((name) -> types.add(loader.find(name)));
				classes.put(source.snippet, types);
			}
			return classes;
		}

	}

	/**
	 * Loads the classes that were made.
	 */
	private static final class Loader extends ClassLoader {

		private final Map<String, ByteArrayOutputStream> bytes;

		Loader(Map<String, ByteArrayOutputStream> bytes) {
			super(SnippetCompiler.class.getClassLoader());
			this.bytes = bytes;
		}

		Class<?> find(String name) {
			try {
				return loadClass(name);
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			ByteArrayOutputStream type = this.bytes.get(name);
			if (type == null) {
				throw new ClassNotFoundException(name);
			}
			return defineClass(name, type.toByteArray(), 0, type.size());
		}

	}

}
