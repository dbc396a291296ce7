package io.workerman.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import io.workerman.benchmarks.runner.Settings;

/**
 * Measures single steps on the way of a message, with the memory that each allocates.
 */
final class CodeBenchmarks {

	private CodeBenchmarks() {
	}

	static void run(Settings settings) throws IOException, RunnerException {
		Files.createDirectories(settings.results());
		TimeValue time = TimeValue.milliseconds(settings.brief() ? 200 : 1000);
		ChainedOptionsBuilder options = new OptionsBuilder().include("io\\.workerman\\..*Benchmark\\.")
			.addProfiler(GCProfiler.class)
			.forks(settings.brief() ? 1 : 2)
			.warmupIterations(settings.brief() ? 3 : 5)
			.warmupTime(time)
			.measurementIterations(settings.brief() ? 3 : 5)
			.measurementTime(time)
			.timeUnit(TimeUnit.NANOSECONDS)
			.jvmArgsAppend("-XX:+UseSerialGC", "-Xmx1g")
			.resultFormat(ResultFormatType.CSV)
			.result(settings.results().resolve("code.csv").toString());
		new Runner(options.build()).run();
	}

}
