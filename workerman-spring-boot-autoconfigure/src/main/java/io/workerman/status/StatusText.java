package io.workerman.status;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The tables that Workerman's {@code status} command prints.
 */
final class StatusText {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	private static final String UNKNOWN = "N/A";

	private final List<WorkerStatus> workers;

	private final int nameWidth;

	private StatusText(List<WorkerStatus> workers) {
		this.workers = workers;
		this.nameWidth = TextTable.width("worker_name", workers.stream().map(WorkerStatus::name).toList());
	}

	static String of(WorkermanStatus status) {
		StatusText text = new StatusText(status.workers());
		return text.global(status) + text.processes();
	}

	static String of(WorkerStatus worker) {
		return new StatusText(List.of(worker)).processes();
	}

	private String global(WorkermanStatus status) {
		Duration run = Duration.ofSeconds(status.uptime());
		long processes = this.workers.stream()
			.flatMap((worker) -> worker.processes().stream())
			.map(ProcessStatus::thread)
			.distinct()
			.count();
		TextTable lines = new TextTable(33, 0);
		lines.title("GLOBAL STATUS", 46, 52);
		lines.row("Workerman version:" + status.version(), "Java version:" + System.getProperty("java.version"));
		lines.row("start time:" + TIME.format(status.startTime()),
				"run " + run.toDays() + " days " + run.toHoursPart() + " hours");
		lines.row(
				"load average: " + status.loadAverage().stream().map(String::valueOf).collect(Collectors.joining(", ")),
				"event-loop:" + status.transport());
		lines.row(this.workers.size() + " workers       " + processes + " processes");
		ClusterStatus cluster = status.cluster();
		if (cluster != null && (cluster.nodes() > 1 || !cluster.available() || cluster.uids() + cluster.groups() > 0)) {
			lines.row("%d nodes%s       %d uids       %d groups".formatted(cluster.nodes(),
					(cluster.available()) ? "" : " (others out of reach)", cluster.uids(), cluster.groups()));
		}
		return lines + exits();
	}

	private String exits() {
		TextTable table = new TextTable(this.nameWidth, 17, 0);
		table.row("worker_name", "exit_status", "exit_count");
		for (WorkerStatus worker : this.workers) {
			table.row(worker.name(), 0, sum(worker.processes(), ProcessStatus::restarts));
		}
		return table.toString();
	}

	private String processes() {
		int addressWidth = TextTable.width("listening", this.workers.stream().map(WorkerStatus::address).toList());
		TextTable table = new TextTable(8, 8, addressWidth, this.nameWidth, 12, 14, 10, 8, 0);
		table.title("PROCESS STATUS", 46, 51);
		table.row("pid", "memory", "listening", "worker_name", "connections", "total_request", "send_fail", "timers",
				"status");
		this.workers.forEach((worker) -> worker.processes().forEach((process) -> row(table, worker, process)));
		List<ProcessStatus> all = this.workers.stream().flatMap((worker) -> worker.processes().stream()).toList();
		table.title("PROCESS STATUS", 46, 51);
		table.row("Summary", HumanSize.of(sum(all, ProcessStatus::memory)), "-", "-",
				sum(all, ProcessStatus::connections), sum(all, ProcessStatus::totalRequests),
				sum(all, ProcessStatus::sendFailures), sum(all, ProcessStatus::timers), "[Summary]");
		return table.toString();
	}

	private void row(TextTable table, WorkerStatus worker, ProcessStatus process) {
		if (process.busy()) {
			table.row(process.id(), UNKNOWN, worker.address(), worker.name(), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
					"[busy]");
			return;
		}
		table.row(process.id(), HumanSize.of(process.memory()), worker.address(), worker.name(), process.connections(),
				process.totalRequests(), process.sendFailures(), process.timers(), "[idle]");
	}

	private static long sum(List<ProcessStatus> processes, ToLongFunction<ProcessStatus> counter) {
		return processes.stream().mapToLong(counter).sum();
	}

}
