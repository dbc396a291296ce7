package io.workerman.benchmarks.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Measures whole servers.
 */
public final class ServerBenchmarks {

	private ServerBenchmarks() {
	}

	/**
	 * Measures all chosen servers at all chosen works.
	 * @param settings how much to measure
	 * @throws IOException if a server fails
	 */
	public static void run(Settings settings) throws IOException {
		Files.createDirectories(settings.results());
		Results results = new Results(settings.results());
		for (Work work : settings.chosen()) {
			System.out.println(work.title());
			try (Rounds rounds = new Rounds(settings, work)) {
				List<Measured> measured = rounds.run();
				results.add(measured);
			}
		}
		System.out.println(results.markdown());
		System.out.println("Written to " + settings.results().toAbsolutePath());
	}

}
