package io.workerman.status;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The load of the machine over the last one, five and fifteen minutes.
 */
final class LoadAverage {

	private static final Path LINUX = Path.of("/proc/loadavg");

	private LoadAverage() {
	}

	/**
	 * Read the load.
	 * @return three numbers; where the system has only one it stands for all, and -1 is
	 * an unknown one
	 */
	static List<Double> read() {
		return read(LINUX);
	}

	static List<Double> read(Path file) {
		try {
			List<Double> load = Stream.of(Files.readString(file).split(" ")).limit(3).map(Double::valueOf).toList();
			return (load.size() == 3) ? load : lastMinute();
		}
		catch (IOException | NumberFormatException ex) {
			return lastMinute();
		}
	}

	private static List<Double> lastMinute() {
		double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		return (load < 0) ? List.of(-1.0, -1.0, -1.0) : List.of(load, load, load);
	}

}
