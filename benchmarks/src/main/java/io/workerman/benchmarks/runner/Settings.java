package io.workerman.benchmarks.runner;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How much to measure.
 *
 * @param brief whether to measure only the most important, in less than five minutes
 * @param works the names of the works, none for all
 * @param servers the names of the servers, none for all
 * @param rounds how many rounds each server is measured in
 * @param warmUp how long each server is warmed up, in seconds
 * @param seconds how long a round takes
 * @param results where to write the results
 * @param parts what to measure: {@code servers}, {@code code}, {@code startup},
 * {@code push}
 */
public record Settings(boolean brief, Set<String> works, Set<String> servers, int rounds, double warmUp, double seconds,
		Path results, Set<String> parts) {

	private static final Set<String> PARTS = Set.of("code", "servers", "startup", "push");

	private static final Set<String> FAST = Set.of(Work.BASELINE, "annotated", "gathered", "vertx");

	/**
	 * What the options mean.
	 */
	public static final String HELP = """
			--short             only the most important, in less than five minutes
			--only PARTS        some of servers, code (single steps), startup, push
			--works A,B         some works only
			--servers A,B       some servers only (the baseline is always measured)
			--rounds N          rounds a server, 7 unless set (5 if short)
			--seconds S         seconds a round, 2 unless set (0.3 if short)
			--warm-up S         seconds of warm-up, 6 unless set (1 if short)
			--results FOLDER    where to write the results""";

	/**
	 * Read options.
	 * @param arguments the options, see {@link #HELP}
	 * @return the settings
	 */
	public static Settings parse(List<String> arguments) {
		boolean brief = arguments.contains("--short");
		Settings settings = new Settings(brief, Set.of(), Set.of(), brief ? 5 : 7, brief ? 1 : 6, brief ? 0.3 : 2,
				Path.of("results"), brief ? Set.of("code", "servers") : PARTS);
		for (int i = 0; i < arguments.size(); i++) {
			String option = arguments.get(i);
			if (!option.equals("--short")) {
				i++;
				if (i == arguments.size()) {
					throw new IllegalArgumentException(option + " (expected: a value)\n" + HELP);
				}
				settings = settings.with(option, arguments.get(i));
			}
		}
		return settings;
	}

	private Settings with(String option, String value) {
		Set<String> names = Set.of(value.split(","));
		return switch (option) {
			case "--works" -> new Settings(this.brief, names, this.servers, this.rounds, this.warmUp, this.seconds,
					this.results, this.parts);
			case "--servers" -> new Settings(this.brief, this.works, names, this.rounds, this.warmUp, this.seconds,
					this.results, this.parts);
			case "--rounds" -> new Settings(this.brief, this.works, this.servers, Integer.parseInt(value), this.warmUp,
					this.seconds, this.results, this.parts);
			case "--warm-up" -> new Settings(this.brief, this.works, this.servers, this.rounds,
					Double.parseDouble(value), this.seconds, this.results, this.parts);
			case "--seconds" -> new Settings(this.brief, this.works, this.servers, this.rounds, this.warmUp,
					Double.parseDouble(value), this.results, this.parts);
			case "--results" -> new Settings(this.brief, this.works, this.servers, this.rounds, this.warmUp,
					this.seconds, Path.of(value), this.parts);
			case "--only" -> new Settings(this.brief, this.works, this.servers, this.rounds, this.warmUp, this.seconds,
					this.results, names);
			default -> throw new IllegalArgumentException("Unknown option " + option + "\n" + HELP);
		};
	}

	List<Work> chosen() {
		return Work.ALL.stream()
			.filter((work) -> this.works.isEmpty() ? work.brief() || !this.brief : this.works.contains(work.name()))
			.toList();
	}

	List<String> servers(Work work) {
		return work.servers()
			.stream()
			.filter((server) -> server.equals(Work.BASELINE)
					|| (this.servers.isEmpty() ? FAST.contains(server) || !this.brief : this.servers.contains(server)))
			.toList();
	}

}
