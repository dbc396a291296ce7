package io.workerman.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.workerman.benchmarks.runner.Measured.Round;

/**
 * Writes what was measured: a table to read, one to compute with, and a chart.
 */
final class Results {

	private static final Map<String, String> TITLES = Map.of("netty", "usual Netty", "annotated",
			"**annotated method**", "gathered", "gathered Netty", "vertx", "Vert.x", "reactor", "Reactor Netty",
			"tomcat", "Tomcat + Spring", "virtual", "dispatch: virtual", "executor", "dispatch: executor");

	/**
	 * The servers that are not this library.
	 */
	static final Set<String> PEERS = Set.of(Work.BASELINE, "gathered", "vertx", "reactor", "tomcat");

	private final Path folder;

	private final List<Measured> all = new ArrayList<>();

	Results(Path folder) {
		this.folder = folder;
	}

	/**
	 * Adds what was measured, and writes all that there is by now.
	 */
	void add(List<Measured> measured) throws IOException {
		this.all.addAll(measured);
		Files.writeString(this.folder.resolve("results.csv"), csv());
		Files.writeString(this.folder.resolve("results.md"), markdown());
		Files.writeString(this.folder.resolve("chart.svg"), new Chart(this.all).svg());
	}

	static String title(String server) {
		return TITLES.getOrDefault(server, server);
	}

	String markdown() {
		StringBuilder text = new StringBuilder();
		List<Work> works = this.all.stream().map(Measured::work).distinct().toList();
		text.append("| work | server | rate, 1/s | × usual | CPU each, µs | × usual | resident, MB |\n")
			.append("|---|---|---|---|---|---|---|\n");
		rows(text, works.stream().filter((work) -> !work.isIdle() && !work.isPaced()).toList(), Results::row);
		if (works.stream().anyMatch(Work::isPaced)) {
			text.append("\n| work | server | p50, µs | p99, µs | × usual | p99.9, µs | × usual |\n")
				.append("|---|---|---|---|---|---|---|\n");
			rows(text, works.stream().filter(Work::isPaced).toList(), Results::latencyRow);
		}
		if (works.stream().anyMatch(Work::isIdle)) {
			text.append("\n| work | server | bytes a connection | × usual |\n").append("|---|---|---|---|\n");
			rows(text, works.stream().filter(Work::isIdle).toList(), Results::memoryRow);
		}
		return text.toString();
	}

	private void rows(StringBuilder text, List<Work> works, Function<Measured, String> row) {
		for (Work work : works) {
			String title = work.title();
			for (Measured measured : this.all) {
				if (measured.work().equals(work)) {
					text.append("| ").append(title).append((measured.noisy() && !title.isEmpty()) ? " †" : "");
					text.append(" | ").append(title(measured.server())).append(row.apply(measured)).append(" |\n");
					title = "";
				}
			}
		}
	}

	private static String row(Measured measured) {
		return String.format(Locale.ROOT, " | %,.0f | %.2f | %.2f | %.2f | %.0f", measured.median(Round::rate),
				measured.ratio(Round::rate), measured.median(Round::cpu), measured.ratio(Round::cpu),
				measured.median(Round::resident) / 1e6);
	}

	private static String latencyRow(Measured measured) {
		return String.format(Locale.ROOT, " | %.0f | %.0f | %.2f | %.0f | %.2f",
				measured.median((round) -> round.report().median()), measured.median(Round::p99),
				measured.ratio(Round::p99), measured.median(Round::p999), measured.ratio(Round::p999));
	}

	private static String memoryRow(Measured measured) {
		return String.format(Locale.ROOT, " | %,.0f | %.2f", measured.median(Round::memory),
				measured.ratio(Round::memory));
	}

	private String csv() {
		StringBuilder text = new StringBuilder("work,server,round,rate,cpu_us,server_busy,generator_busy,"
				+ "p50_us,p99_us,p999_us,bytes_per_connection,resident_bytes\n");
		for (Measured measured : this.all) {
			int number = 0;
			for (Round round : measured.rounds()) {
				number++;
				text.append(String.format(Locale.ROOT, "%s,%s,%d,%.1f,%.3f,%.3f,%.3f,%.1f,%.1f,%.1f,%.1f,%d%n",
						measured.work().name(), measured.server(), number, round.rate(), round.cpu(),
						round.report().serverLoad(), round.report().ownLoad(), round.report().median(), round.p99(),
						round.p999(), round.memory(), round.resident()));
			}
		}
		return text.toString();
	}

}
