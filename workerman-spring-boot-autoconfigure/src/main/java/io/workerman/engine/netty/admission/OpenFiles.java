package io.workerman.engine.netty.admission;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;

import com.sun.management.UnixOperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerOptions;

/**
 * Compares the limit of open files with the connections that the workers may have.
 */
public final class OpenFiles {

	private OpenFiles() {
	}

	/**
	 * The limit of this JVM.
	 * @return how many files may be open, {@link Long#MAX_VALUE} if that is unknown
	 */
	public static long limit() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
	}

	/**
	 * What to tell the operator.
	 * @param limit how many files may be open
	 * @param workers the options of all workers
	 * @return a warning, or {@code null} if the limit is high enough
	 */
	public static @Nullable String shortage(long limit, List<WorkerOptions> workers) {
		List<WorkerOptions> limited = workers.stream()
			.filter((worker) -> worker.limits().maxConnections() > 0)
			.toList();
		long connections = limited.stream().mapToLong((worker) -> worker.limits().maxConnections()).sum();
		if (connections < limit) {
			return null;
		}
		String demand = limited.stream()
			.map((worker) -> "%s %d".formatted(worker.name(), worker.limits().maxConnections()))
			.collect(Collectors.joining(", "));
		return ("The limit of open files is %d, but max-connections asks for %d connections (%s): raise the limit with "
				+ "'ulimit -Hn' in the shell or LimitNOFILE= in the systemd unit, or lower max-connections")
			.formatted(limit, connections, demand);
	}

}
