package io.workerman.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used.
 */
public final class ServerUsage {

	private ServerUsage() {
	}

	/**
	 * The time that all threads of a process have run.
	 * @param pid the process
	 * @return the time in nanoseconds, 0 if it is not known
	 * @throws IOException if it cannot be read
	 */
	public static long cpuNanos(long pid) throws IOException {
		Path tasks = Path.of("/proc", Long.toString(pid), "task");
		if (pid > 0 && Files.isReadable(tasks.resolve(Long.toString(pid)).resolve("schedstat"))) {
			return sum(tasks);
		}
		return ProcessHandle.of(pid)
			.flatMap((process) -> process.info().totalCpuDuration())
			.orElse(Duration.ZERO)
			.toNanos();
	}

	private static long sum(Path tasks) throws IOException {
		long sum = 0;
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
			for (Path thread : threads) {
				try {
					String line = Files.readString(thread.resolve("schedstat"));
					sum += Long.parseLong(line.substring(0, line.indexOf(' ')));
				}
				catch (NoSuchFileException ex) {
					// the thread has ended
				}
			}
		}
		return sum;
	}

}
