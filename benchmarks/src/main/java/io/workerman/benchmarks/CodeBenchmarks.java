package io.workerman.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import io.workerman.benchmarks.runner.Settings;

/**
 * Measures single steps on the way of a message, with the memory that each allocates.
 */
final class CodeBenchmarks {

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private CodeBenchmarks() {
	}

	static void run(Settings settings) throws IOException, RunnerException {
		Files.createDirectories(settings.results());
		ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class)
			.jvmArgsAppend("-XX:+UseSerialGC", "-Xmx1g")
			.verbosity(VerboseMode.SILENT)
			.resultFormat(ResultFormatType.CSV)
			.result(settings.results().resolve("code.csv").toString());
		if (settings.brief()) {
			chooseFew(options);
		}
		else {
			times(options, 2, 5, 1000);
			options.include("io\\.workerman\\..*Benchmark\\.");
		}
		System.out.println("Steps of a message");
		String table = table(new Runner(options.build()).run());
		Files.writeString(settings.results().resolve("code.md"), table);
		System.out.println(table);
	}

	private static void chooseFew(ChainedOptionsBuilder options) {
		times(options, 1, 3, 150);
		options.include("DispatchBenchmark\\.")
			.include("MessagePathBenchmark\\.burst")
			.include("CodecBenchmark\\.decode")
			.param("target", "lambda", "all")
			.param("message", "text TEXT 32", "websocket TEXT 1024", "http NATIVE 32");
	}

	private static void times(ChainedOptionsBuilder options, int forks, int iterations, long millis) {
		options.forks(forks)
			.warmupIterations(iterations)
			.measurementIterations(iterations)
			.warmupTime(TimeValue.milliseconds(millis))
			.measurementTime(TimeValue.milliseconds(millis));
	}

	private static String table(Collection<RunResult> results) {
		StringBuilder text = new StringBuilder("| step | of | ns | ± | bytes allocated |\n|---|---|---|---|---|\n");
		for (RunResult result : results) {
			Result<?> time = result.getPrimaryResult();
			Result<?> memory = result.getSecondaryResults().get(ALLOCATED);
			BenchmarkParams params = result.getParams();
			String of = params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" "));
			text.append(String.format(Locale.ROOT, "| %s | %s | %,.1f | %,.1f | %,.0f |%n",
					params.getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1."), of, time.getScore(),
					time.getScoreError(), (memory != null) ? memory.getScore() : 0));
		}
		return text.toString();
	}

}
