package io.workerman.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.benchmarks.load.Report;
import io.workerman.benchmarks.runner.Measured.Round;

/**
 * Measures all servers at one work, in turn. All of them run, but only one has something
 * to do.
 */
final class Rounds implements AutoCloseable {

	private static final String SERVER_CORE = "0";

	private static final String GENERATOR_CORE = "1";

	private static final String BOTH = "0,1";

	/**
	 * A round in which the baseline is slower than this part of its best is repeated.
	 */
	private static final double QUIET = 0.85;

	/**
	 * The part of its warm-up that a server should be busy.
	 */
	private static final double BUSY = 0.3;

	private static final int MOST_WARM_UPS = 4;

	private final Settings settings;

	private final Work work;

	private final Child generator;

	private final Map<String, Child> servers = new LinkedHashMap<>();

	private final Map<String, String> ports = new LinkedHashMap<>();

	private final List<Map<String, Round>> rounds = new ArrayList<>();

	private long rate;

	private int turn;

	Rounds(Settings settings, Work work) throws IOException {
		this.settings = settings;
		this.work = work;
		Path logs = settings.results();
		this.generator = Child.start(GENERATOR_CORE, logs.resolve("generator.log"),
				"io.workerman.benchmarks.load.LoadGenerator");
		for (String server : settings.servers(work)) {
			this.servers.put(server,
					Child.start((work.processes() > 1) ? BOTH : SERVER_CORE, logs.resolve(server + ".log"),
							"io.workerman.benchmarks.server.ServerMain", server, work.protocol().toString(),
							work.task(), Integer.toString(work.processes())));
		}
	}

	List<Measured> run() throws IOException {
		for (String server : List.copyOf(this.servers.keySet())) {
			awaitPort(server);
		}
		warmUp();
		for (int i = 0; i < this.settings.rounds(); i++) {
			this.rounds.add(round());
		}
		int more = (this.work.isIdle() || this.work.isPaced()) ? 0 : this.settings.rounds();
		for (int noisy = noisy(); noisy >= 0 && more > 0; noisy = noisy(), more--) {
			this.rounds.remove(noisy);
			this.rounds.add(round());
		}
		return this.servers.keySet().stream().map(this::measured).toList();
	}

	private void awaitPort(String server) throws IOException {
		try {
			this.ports.put(server, child(server).hear().replace(' ', '='));
		}
		catch (IOException ex) {
			leaveOut(server, ex);
		}
	}

	/**
	 * Leaves out a server that does not run here or has failed.
	 */
	private void leaveOut(String server, IOException failure) throws IOException {
		if (server.equals(Work.BASELINE)) {
			throw failure;
		}
		System.out.println("  " + server + " left out: " + failure.getMessage());
		child(server).close();
		this.servers.remove(server);
	}

	private void warmUp() throws IOException {
		if (this.work.isPaced()) {
			this.rate = (long) load(Work.BASELINE, this.settings.warmUp(), this.settings.seconds(), "depth=1").rate()
					/ 2;
		}
		for (String server : List.copyOf(this.servers.keySet())) {
			warmUp(server);
		}
	}

	/**
	 * Lets a server run until it has had its time on the processor, or the machine is too
	 * busy.
	 */
	private void warmUp(String server) throws IOException {
		double used = 0;
		for (int i = 0; i < MOST_WARM_UPS && used < this.settings.warmUp() * BUSY; i++) {
			Round round = tryToMeasure(server, 0.1, this.settings.warmUp());
			used += (round == null || this.work.isIdle()) ? this.settings.warmUp() : round.report().serverNanos() / 1e9;
		}
	}

	/**
	 * Measures a server, which is left out from then on if it fails.
	 * @return what was measured, or {@code null} if it failed
	 */
	private @Nullable Round tryToMeasure(String server, double settle, double seconds) throws IOException {
		try {
			return measure(server, settle, seconds);
		}
		catch (IOException ex) {
			leaveOut(server, ex);
			return null;
		}
	}

	private Map<String, Round> round() throws IOException {
		Map<String, Round> round = new LinkedHashMap<>();
		for (String server : nextOrder()) {
			Round measured = tryToMeasure(server, this.settings.seconds() / 4, this.settings.seconds());
			if (measured != null) {
				round.put(server, measured);
			}
		}
		return round;
	}

	/**
	 * Lets another server begin each time, so that what one leaves behind for the next
	 * falls to all of them.
	 */
	private List<String> nextOrder() {
		List<String> order = new ArrayList<>(this.servers.keySet());
		Collections.rotate(order, -this.turn);
		this.turn++;
		return order;
	}

	private Round measure(String name, double settle, double seconds) throws IOException {
		Child server = child(name);
		if (!this.work.isIdle()) {
			Report report = load(name, settle, seconds, this.work.load().replace("half", Long.toString(this.rate)));
			return new Round(report, 0, server.resident());
		}
		long before = memory(server);
		expect("holding", this.generator.ask(options(name, 0, 0, this.work.load())));
		long after = memory(server);
		Report report = report(name, this.generator.ask("go"));
		return new Round(report, (double) (after - before) / report.units(), server.resident());
	}

	private static long memory(Child server) throws IOException {
		return Long.parseLong(server.ask("memory").replace("memory ", ""));
	}

	private Report load(String name, double settle, double seconds, String load) throws IOException {
		return report(name, this.generator.ask(options(name, settle, seconds, load)));
	}

	private String options(String name, double settle, double seconds, String load) {
		return String.format(Locale.ROOT, "%s protocol=%s %s pid=%d settle=%.2f seconds=%.2f", load,
				this.work.protocol(), this.ports.get(name), child(name).pid(), settle, seconds);
	}

	private Report report(String name, String line) throws IOException {
		if (line.startsWith("failed")) {
			throw new IOException("%s, %s: %s".formatted(this.work.name(), name, line));
		}
		return Report.parse(line);
	}

	private static void expect(String expected, String line) throws IOException {
		if (!line.equals(expected)) {
			throw new IOException(line);
		}
	}

	private Child child(String name) {
		Child server = this.servers.get(name);
		if (server == null) {
			throw new IllegalArgumentException(name);
		}
		return server;
	}

	/**
	 * The number of a round that the machine disturbed, or -1 if there is none.
	 */
	private int noisy() {
		double best = 0;
		int worst = 0;
		for (int i = 0; i < this.rounds.size(); i++) {
			best = Math.max(best, baseline(i).rate());
			worst = (baseline(i).rate() < baseline(worst).rate()) ? i : worst;
		}
		return (baseline(worst).rate() < best * QUIET) ? worst : -1;
	}

	private Round baseline(int number) {
		return round(number, Work.BASELINE);
	}

	private Round round(int number, String server) {
		Round round = this.rounds.get(number).get(server);
		if (round == null) {
			throw new IllegalArgumentException(server);
		}
		return round;
	}

	private Measured measured(String server) {
		List<Round> own = new ArrayList<>();
		List<Round> baseline = new ArrayList<>();
		for (int i = 0; i < this.rounds.size(); i++) {
			own.add(round(i, server));
			baseline.add(baseline(i));
		}
		return new Measured(this.work, server, own, baseline, !this.work.isIdle() && noisy() >= 0);
	}

	@Override
	public void close() {
		this.generator.close();
		this.servers.values().forEach(Child::close);
	}

}
