package io.workerman.status;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.UserThread;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;

/**
 * All workers as the endpoint shows them.
 *
 * @param version the version of Workerman for Spring Boot
 * @param pid the id of the operating system's process
 * @param startTime when the workers were started, or, until they are, the JVM
 * @param uptime the seconds since then
 * @param loadAverage the load of the machine over one, five and fifteen minutes
 * @param transport how sockets are driven, as it is written in the configuration
 * @param workers the workers, in the order in which they start
 * @param threads the threads that live as long as the workers run
 * @param tasks the task workers, or {@code null} if there are none
 * @param cluster who is known here and how many nodes there are, or {@code null} if
 * nobody knows
 */
public record WorkermanStatus(String version, long pid, Instant startTime, long uptime, List<Double> loadAverage,
		String transport, List<WorkerStatus> workers, List<UserThread.Info> threads, @Nullable TaskStatus tasks,
		@Nullable ClusterStatus cluster) {

	static WorkermanStatus of(Workers workers, @Nullable TaskStatus tasks, @Nullable ClusterStatus cluster) {
		Set<WorkerProcess> busy = LoopProbe.QUICK.unanswered(workers.all());
		Instant startTime = startTime(workers);
		return new WorkermanStatus(WorkermanVersion.VERSION, ProcessHandle.current().pid(), startTime,
				Duration.between(startTime, Instant.now()).toSeconds(), LoadAverage.read(), transport(workers),
				workers.all().stream().map((worker) -> WorkerStatus.of(worker, busy)).toList(), workers.threads(),
				tasks, cluster);
	}

	/**
	 * The tables that Workerman's {@code status} command prints.
	 * @return the tables
	 */
	public String toText() {
		return StatusText.of(this);
	}

	/**
	 * The table that Workerman's {@code status -d} command prints.
	 * @param earlier the status some time ago
	 * @param elapsed how long ago that was
	 * @return the table, with the messages of each second
	 */
	public String toText(WorkermanStatus earlier, Duration elapsed) {
		return RatesText.of(this, earlier, elapsed);
	}

	private static Instant startTime(Workers workers) {
		Instant startedAt = workers.startedAt();
		return (startedAt != null) ? startedAt
				: Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
	}

	private static String transport(Workers workers) {
		return workers.transport().name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
