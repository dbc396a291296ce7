package io.workerman.benchmarks.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that ends when its standard input does, and answers lines with lines.
 */
final class Child implements AutoCloseable {

	private static final boolean PINNED = Runtime.getRuntime().availableProcessors() > 1
			&& Files.isExecutable(Path.of("/usr/bin/taskset"));

	private final Process process;

	private final BufferedReader out;

	private Child(Process process) {
		this.process = process;
		this.out = process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Starts a JVM.
	 * @param cores the processors that it gets, if processes can be given some
	 * @param log where its standard error goes
	 * @param type the class to run
	 * @param arguments the arguments of the program
	 * @return the JVM
	 * @throws IOException if it cannot start
	 */
	static Child start(String cores, Path log, String type, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(pinned(cores));
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(System.getProperty("benchmarks.flags", "-XX:+UseSerialGC -Xms256m -Xmx1g").split(" ")));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), type));
		command.addAll(List.of(arguments));
		return new Child(new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start());
	}

	/**
	 * What a command begins with that gets some processors only.
	 */
	static List<String> pinned(String cores) {
		return PINNED ? List.of("/usr/bin/taskset", "-c", cores) : List.of();
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Says a line.
	 */
	void say(String line) throws IOException {
		this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
	}

	/**
	 * Waits for the next line.
	 */
	String hear() throws IOException {
		String line = this.out.readLine();
		if (line == null) {
			throw new IOException("A process has ended, see its log");
		}
		return line;
	}

	String ask(String line) throws IOException {
		say(line);
		return hear();
	}

	/**
	 * The memory that is resident, in bytes.
	 * @return the number of bytes, 0 if it is not known
	 */
	long resident() throws IOException {
		Path status = Path.of("/proc", Long.toString(pid()), "status");
		if (!Files.isReadable(status)) {
			return 0;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.findFirst()
			.orElse(0);
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.process.destroyForcibly();
		}
	}

}
