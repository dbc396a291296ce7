package io.workerman.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs in processes of their own, in a directory, as somebody at a terminal.
 */
final class Shell {

	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	private final Path directory;

	private int runs;

	Shell(Path directory) {
		this.directory = directory;
	}

	static String classPath() {
		return CLASS_PATH;
	}

	/**
	 * Run the sample.
	 * @param arguments its arguments
	 * @return what became of it
	 */
	Result sample(String... arguments) throws IOException, InterruptedException {
		return java(List.of(), CLASS_PATH, SampleApplication.class.getName(), arguments);
	}

	Result java(List<String> options, String classPath, String main, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-XX:TieredStopAtLevel=1");
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, main));
		command.addAll(List.of(arguments));
		Path output = this.directory.resolve("output" + this.runs++);
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			if (!process.waitFor(90, TimeUnit.SECONDS)) {
				throw new AssertionError("It still runs: " + List.of(arguments) + "\n" + Files.readString(output));
			}
		}
		finally {
			process.destroyForcibly();
		}
		return new Result(process.exitValue(), Files.readString(output));
	}

	static String join(Path first, String second) {
		return first + File.pathSeparator + second;
	}

	/**
	 * What became of a process.
	 *
	 * @param exit its exit code
	 * @param output what it printed
	 */
	record Result(int exit, String output) {

	}

}
