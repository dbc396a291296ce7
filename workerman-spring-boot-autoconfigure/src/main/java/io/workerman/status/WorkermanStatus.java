package io.workerman.status;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
 */
public record WorkermanStatus(String version, long pid, Instant startTime, long uptime, List<Double> loadAverage,
		String transport, List<WorkerStatus> workers) {

	/**
	 * Look at all workers.
	 * @param workers the workers
	 * @return their status
	 */
	public static WorkermanStatus of(Workers workers) {
		Set<WorkerProcess> busy = LoopProbe.QUICK.unanswered(workers.all());
		Instant startTime = startTime(workers);
		return new WorkermanStatus(WorkermanVersion.VERSION, ProcessHandle.current().pid(), startTime,
				Duration.between(startTime, Instant.now()).toSeconds(), LoadAverage.read(), transport(workers),
				workers.all().stream().map((worker) -> WorkerStatus.of(worker, busy)).toList());
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
