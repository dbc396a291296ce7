package io.workerman.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs this application once more, in a process that outlives the terminal.
 */
final class Detached {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final List<Path> SHELLS = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"),
			Path.of("/usr/bin/nohup"));

	private final Instance instance;

	private final Path log;

	Detached(Instance instance, Path log) {
		this.instance = instance;
		this.log = log;
	}

	Path log() {
		return this.log;
	}

	/**
	 * Run it, and wait until it has started.
	 * @param arguments the arguments of the application
	 * @throws ConsoleException if it does not start
	 */
	void start(List<String> arguments) {
		Process process = launch(arguments);
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!this.instance.isReady()) {
			if (hasEnded(process)) {
				throw new ConsoleException(
						"start fail: it has ended with exit code %d, see %s".formatted(process.exitValue(), this.log));
			}
			if (System.nanoTime() > deadline) {
				throw new ConsoleException("start fail: it has not started within %d s and goes on trying, see %s"
					.formatted(PATIENCE.toSeconds(), this.log));
			}
		}
	}

	private static boolean hasEnded(Process process) {
		try {
			return process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ConsoleException("start fail: interrupted");
		}
	}

	private Process launch(List<String> arguments) {
		try {
			Path parent = this.log.toAbsolutePath().getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			return new ProcessBuilder(command(arguments)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new ConsoleException("start fail: " + ex.getMessage());
		}
	}

	static List<String> command(List<String> arguments) {
		List<String> command = new ArrayList<>();
		SHELLS.stream().filter(Files::isExecutable).findFirst().ifPresent((shell) -> command.add(shell.toString()));
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		String classPath = System.getProperty("java.class.path");
		String main = System.getProperty("sun.java.command", "");
		if (main.equals(classPath) || main.startsWith(classPath + " ")) {
			command.addAll(List.of("-jar", classPath));
		}
		else {
			command.addAll(List.of("-cp", classPath, main.split(" ", 2)[0]));
		}
		command.addAll(arguments);
		return command;
	}

}
