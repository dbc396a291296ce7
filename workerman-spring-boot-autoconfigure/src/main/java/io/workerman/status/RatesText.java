package io.workerman.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The table that Workerman's {@code status -d} command prints: the processes, with the
 * messages that each was given in a second.
 */
final class RatesText {

	private static final String UNKNOWN = "N/A";

	private final Map<String, Long> before = new HashMap<>();

	private final double seconds;

	private RatesText(WorkermanStatus earlier, Duration elapsed) {
		this.seconds = Math.max(1, elapsed.toMillis()) / 1000.0;
		earlier.workers()
			.forEach((worker) -> worker.processes()
				.forEach((process) -> this.before.put(key(worker, process), process.totalRequests())));
	}

	static String of(WorkermanStatus status, WorkermanStatus earlier, Duration elapsed) {
		return new RatesText(earlier, elapsed).table(status.workers());
	}

	private String table(List<WorkerStatus> workers) {
		int addressWidth = TextTable.width("listening", workers.stream().map(WorkerStatus::address).toList());
		int nameWidth = TextTable.width("worker_name", workers.stream().map(WorkerStatus::name).toList());
		TextTable table = new TextTable(8, 8, addressWidth, nameWidth, 12, 10, 8, 14, 10, 0);
		table.title("PROCESS STATUS", 46, 51);
		table.row("pid", "memory", "listening", "worker_name", "connections", "send_fail", "timers", "total_request",
				"qps", "status");
		workers.forEach((worker) -> worker.processes().forEach((process) -> row(table, worker, process)));
		table.title("PROCESS STATUS", 46, 51);
		table.row("Summary", HumanSize.of(sum(workers, ProcessStatus::memory)), "-", "-",
				sum(workers, ProcessStatus::connections), sum(workers, ProcessStatus::sendFailures),
				sum(workers, ProcessStatus::timers), sum(workers, ProcessStatus::totalRequests), total(workers),
				"[Summary]");
		return table.toString();
	}

	private void row(TextTable table, WorkerStatus worker, ProcessStatus process) {
		if (process.busy()) {
			table.row(process.id(), UNKNOWN, worker.address(), worker.name(), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
					UNKNOWN, "[busy]");
			return;
		}
		table.row(process.id(), HumanSize.of(process.memory()), worker.address(), worker.name(), process.connections(),
				process.sendFailures(), process.timers(), process.totalRequests(), rate(gained(worker, process)),
				"[idle]");
	}

	private long total(List<WorkerStatus> workers) {
		return rate(workers.stream()
			.mapToLong((worker) -> worker.processes().stream().mapToLong((process) -> gained(worker, process)).sum())
			.sum());
	}

	/**
	 * The messages since the earlier status; a worker that was started again counts from
	 * zero.
	 */
	private long gained(WorkerStatus worker, ProcessStatus process) {
		long earlier = this.before.getOrDefault(key(worker, process), 0L);
		return (process.totalRequests() >= earlier) ? process.totalRequests() - earlier : process.totalRequests();
	}

	private long rate(long messages) {
		return Math.round(messages / this.seconds);
	}

	private static String key(WorkerStatus worker, ProcessStatus process) {
		return worker.name() + "/" + process.id();
	}

	private static long sum(List<WorkerStatus> workers, ToLongFunction<ProcessStatus> counter) {
		return workers.stream().flatMap((worker) -> worker.processes().stream()).mapToLong(counter).sum();
	}

}
