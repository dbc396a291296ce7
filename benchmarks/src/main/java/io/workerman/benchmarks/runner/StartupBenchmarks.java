package io.workerman.benchmarks.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long applications take from their start to the answer to the first client,
 * and names the phases of the start.
 */
public final class StartupBenchmarks {

	private static final String PACKAGE = "io.workerman.benchmarks.startup.";

	private static final String ECHO = PACKAGE + "echo.EchoApplication";

	private static final String BARE = PACKAGE + "bare.BareApplication";

	private final Settings settings;

	private final int port = Application.freePort();

	private final Map<String, Application> applications = new LinkedHashMap<>();

	private StartupBenchmarks(Settings settings) throws IOException {
		this.settings = settings;
		List<Path> all = StarterClassPath.find(settings.results().resolve("applications"));
		List<Path> without = all.stream()
			.filter((jar) -> !jar.getFileName().toString().startsWith("workerman-"))
			.toList();
		Path log = settings.results().resolve("startup.log");
		Application bare = new Application(BARE, without, List.of("--port=" + this.port), false, this.port, log);
		Application echo = new Application(ECHO, all,
				List.of("--workerman.listeners.chat.address=text://127.0.0.1:" + this.port), false, this.port, log);
		this.applications.put("bare Boot with a raw Netty server", bare);
		this.applications.put("**the README's example**", echo);
		this.applications.put("bare, AOT", bare.processed(settings.results().resolve("aot-bare")));
		this.applications.put("**the example, AOT**", echo.processed(settings.results().resolve("aot-example")));
	}

	/**
	 * Measures.
	 * @param settings how much to measure
	 * @throws IOException if an application does not start
	 */
	public static void run(Settings settings) throws IOException {
		Files.createDirectories(settings.results());
		System.out.println("Start to the first answer");
		StartupBenchmarks benchmarks = new StartupBenchmarks(settings);
		String text = benchmarks.times() + benchmarks.phases();
		Files.writeString(settings.results().resolve("startup.md"), text);
		System.out.println(text);
	}

	private String times() throws IOException {
		Map<String, List<Double>> times = new LinkedHashMap<>();
		for (int i = 0; i <= this.settings.rounds(); i++) {
			for (Map.Entry<String, Application> application : this.applications.entrySet()) {
				double millis = application.getValue().millisToFirstAnswer();
				if (i > 0) {
					times.computeIfAbsent(application.getKey(), (name) -> new ArrayList<>()).add(millis);
				}
			}
		}
		StringBuilder text = new StringBuilder("| application | start to first answer, ms | × bare |\n|---|---|---|\n");
		double bare = 0;
		int number = 0;
		for (Map.Entry<String, List<Double>> entry : times.entrySet()) {
			double median = Measured.middleOf(entry.getValue().stream().mapToDouble(Double::doubleValue).toArray());
			bare = (number % 2 == 0) ? median : bare;
			number++;
			text.append(String.format(Locale.ROOT, "| %s | %.0f | %.2f |%n", entry.getKey(), median, median / bare));
		}
		return text.toString();
	}

	private String phases() throws IOException {
		StringBuilder text = new StringBuilder();
		for (Map.Entry<String, Application> application : this.applications.entrySet()) {
			text.append("\nPhases of ").append(application.getKey()).append(":\n\n| phase | ms |\n|---|---|\n");
			for (String phase : application.getValue().phases()) {
				String[] words = phase.split(" ", 4);
				text.append(String.format(Locale.ROOT, "| %s%s | %s |%n",
						"&nbsp;&nbsp;".repeat(Integer.parseInt(words[1])), words[3], words[2]));
			}
		}
		return text.toString();
	}

	static String join(List<Path> classPath) {
		return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
	}

}
