package io.workerman.benchmarks;

import java.util.List;

import io.workerman.benchmarks.runner.PushBenchmarks;
import io.workerman.benchmarks.runner.ServerBenchmarks;
import io.workerman.benchmarks.runner.Settings;
import io.workerman.benchmarks.runner.StartupBenchmarks;

/**
 * Measures the library and its peers.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Measures.
	 * @param args how much, see {@link Settings#HELP}
	 * @throws Exception if something cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.println(Settings.HELP);
			return;
		}
		Settings settings = Settings.parse(List.of(args));
		if (settings.parts().contains("code")) {
			CodeBenchmarks.run(settings);
		}
		if (settings.parts().contains("startup")) {
			StartupBenchmarks.run(settings);
		}
		if (settings.parts().contains("push")) {
			PushBenchmarks.run(settings);
		}
		if (settings.parts().contains("servers")) {
			ServerBenchmarks.run(settings);
		}
	}

}
