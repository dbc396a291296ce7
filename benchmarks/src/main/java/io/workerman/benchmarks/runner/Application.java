package io.workerman.benchmarks.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * An application that is started again and again.
 *
 * @param type its main class
 * @param classPath its class path
 * @param arguments its arguments
 * @param processed whether it was processed ahead of time
 * @param port where it listens
 * @param log where its output goes
 */
record Application(String type, List<Path> classPath, List<String> arguments, boolean processed, int port, Path log) {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Starts it, and stops it when it has answered.
	 * @return how long that took
	 */
	double millisToFirstAnswer() throws IOException {
		long begun = System.nanoTime();
		Process process = start(Redirect.appendTo(this.log.toFile()), this.type);
		try {
			while (!isAnswered()) {
				if (!process.isAlive() || System.nanoTime() - begun > PATIENCE) {
					throw new IOException(this.type + " does not answer, see " + this.log);
				}
				Thread.onSpinWait();
			}
			return (System.nanoTime() - begun) / 1e6;
		}
		finally {
			end(process);
		}
	}

	/**
	 * Starts it, and lets it say where the time goes.
	 */
	List<String> phases() throws IOException {
		Process process = start(Redirect.PIPE, "io.workerman.benchmarks.startup.Phases", this.type);
		List<String> phases = new ArrayList<>();
		try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = out.readLine(); line != null && !line.equals("end of phases"); line = out.readLine()) {
				if (line.startsWith("phase ")) {
					phases.add(line);
				}
			}
			return phases;
		}
		finally {
			end(process);
		}
	}

	/**
	 * Processes it ahead of time, as the build of an application does.
	 * @param folder where to put what comes out
	 * @return the application that starts with that
	 */
	Application processed(Path folder) throws IOException {
		Path sources = folder.resolve("sources");
		Path resources = folder.resolve("resources");
		Path classes = folder.resolve("classes");
		List<String> command = new ArrayList<>(List.of("org.springframework.boot.SpringApplicationAotProcessor",
				this.type, sources.toString(), resources.toString(), classes.toString(), "benchmarks", "benchmarks"));
		Process process = start(Redirect.appendTo(this.log.toFile()), command.toArray(String[]::new));
		await(process);
		compile(sources, classes);
		List<Path> classPath = new ArrayList<>(List.of(classes, resources));
		classPath.addAll(this.classPath);
		return new Application(this.type, classPath, this.arguments, true, this.port, this.log);
	}

	private void await(Process process) throws IOException {
		try {
			if (process.waitFor() != 0) {
				throw new IOException(this.type + " cannot be processed ahead of time, see " + this.log);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private void compile(Path sources, Path classes) throws IOException {
		Files.createDirectories(classes);
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
				classes + System.getProperty("path.separator") + StartupBenchmarks.join(this.classPath)));
		try (Stream<Path> files = Files.walk(sources)) {
			files.filter((file) -> file.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
		}
		try (OutputStream log = Files.newOutputStream(this.log.resolveSibling("aot.log"))) {
			if (ToolProvider.getSystemJavaCompiler().run(null, log, log, arguments.toArray(String[]::new)) != 0) {
				throw new IOException("What was made ahead of time does not compile, see " + this.log);
			}
		}
	}

	private Process start(Redirect out, String... type) throws IOException {
		List<String> command = new ArrayList<>(Child.pinned("0"));
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=" + this.processed,
				"-cp", StartupBenchmarks.join(this.classPath)));
		command.addAll(List.of(type));
		command.addAll(this.arguments);
		return new ProcessBuilder(command).redirectOutput(out)
			.redirectError(Redirect.appendTo(this.log.toFile()))
			.start();
	}

	private boolean isAnswered() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.getOutputStream().write("world\n".getBytes(StandardCharsets.UTF_8));
			String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
			if (!"hello world".equals(answer)) {
				throw new IOException(this.type + " has answered: " + answer);
			}
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	private static void end(Process process) throws IOException {
		process.destroyForcibly();
		try {
			process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}
