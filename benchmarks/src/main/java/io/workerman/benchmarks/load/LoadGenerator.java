package io.workerman.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The load generator as a program.
 */
public final class LoadGenerator {

	private LoadGenerator() {
	}

	/**
	 * Runs once, or as often as standard input says.
	 * @param args what to do, none for as standard input says
	 * @throws IOException if the server failed
	 */
	public static void main(String[] args) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		if (args.length > 0) {
			Report report = run(Options.parse(args), in);
			System.out.printf(Locale.ROOT,
					"%,.0f a second, server %.2f µs each and %.0f %% busy, generator %.0f %% busy%n", report.rate(),
					report.serverMicros(), report.serverLoad() * 100, report.ownLoad() * 100);
			if (report.p999() > 0) {
				System.out.printf(Locale.ROOT, "p50 %.0f µs, p99 %.0f µs, p99.9 %.0f µs%n", report.median(),
						report.p99(), report.p999());
			}
			return;
		}
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			try {
				System.out.println(run(Options.parse(line.split(" ")), in));
			}
			catch (IOException | RuntimeException ex) {
				System.out.println("failed " + ex);
			}
		}
	}

	private static Report run(Options options, BufferedReader in) throws IOException {
		try (Load load = load(options)) {
			Report report = load.run();
			if (load instanceof IdleLoad) {
				System.out.println("holding");
				in.readLine();
			}
			return report;
		}
	}

	private static Load load(Options options) throws IOException {
		return switch (options.mode()) {
			case ECHO -> (options.rate() > 0) ? new PacedLoad(options) : new EchoLoad(options);
			case CHURN -> new ChurnLoad(options);
			case IDLE -> new IdleLoad(options);
			case BROADCAST -> new BroadcastLoad(options);
		};
	}

}
