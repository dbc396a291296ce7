package io.workerman.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.actuate.WorkerAction;
import io.workerman.console.CommandLine;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.metrics.DefaultHandlerObservationConvention;
import io.workerman.metrics.HandlerObservation;
import io.workerman.metrics.WorkermanMetrics;
import io.workerman.status.ConnectionQuery;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what there is to operate workers with the documentation of it.
 */
class OperationsDocumentTests {

	private static final Path DIRECTORY = Path.of("..", "docs");

	private final String operations = Files.readString(DIRECTORY.resolve("operations.md"));

	OperationsDocumentTests() throws IOException {
	}

	@Test
	void allKeysAreDocumented() throws IOException {
		String documents = documents();
		assertThat(keys()).hasSizeGreaterThan(50)
			.allSatisfy((key) -> assertThat(documents).contains(key.substring(key.lastIndexOf('.') + 1)));
	}

	@Test
	void allMetersAreDocumented() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		Worker worker = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE);
		BDDMockito.given(worker.statistics()).willReturn(Statistics.NONE);
		BDDMockito.given(worker.rejections()).willReturn(Map.of("max-connections", 1L));
		new WorkermanMetrics(FakeWorkers.of(worker)).bindTo(registry);
		assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
			.filteredOn((name) -> !name.startsWith("netty.allocator."))
			.contains("workerman.connections.rejected")
			.allSatisfy((name) -> assertThat(this.operations).contains("`" + name + "`"));
	}

	@Test
	void observationsAreDocumented() {
		assertThat(this.operations).contains("`" + new DefaultHandlerObservationConvention().getName() + "`");
		assertThat(Stream.of(HandlerObservation.values())
			.flatMap((observation) -> Stream.of(observation.getLowCardinalityKeyNames(),
					observation.getHighCardinalityKeyNames()))
			.flatMap(Stream::of)
			.map(KeyName::asString)).allSatisfy((key) -> assertThat(this.operations).contains("`" + key + "`"));
	}

	@Test
	void allOperationsAreDocumented() {
		assertThat(names(WorkerAction.values()))
			.allSatisfy((action) -> assertThat(this.operations).contains("{\"action\":\"" + action + "\""));
		assertThat(ConnectionQuery.Sort.values())
			.allSatisfy((sort) -> assertThat(this.operations).contains("`" + sort.parameter() + "`"));
	}

	@Test
	void allCommandsAreDocumented() {
		assertThat(names(CommandLine.Command.values()))
			.allSatisfy((command) -> assertThat(this.operations).containsPattern("\\| `" + command + "( -d)?` \\|"));
	}

	private static List<String> names(Enum<?>[] values) {
		return Stream.of(values).map((value) -> value.name().toLowerCase(Locale.ROOT)).toList();
	}

	private static String documents() throws IOException {
		StringBuilder text = new StringBuilder(Files.readString(DIRECTORY.resolve("../README.md")));
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			for (Path file : files.filter((file) -> file.toString().endsWith(".md")).toList()) {
				text.append(Files.readString(file));
			}
		}
		return text.toString();
	}

	static List<String> keys() throws IOException {
		try (InputStream metadata = OperationsDocumentTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.map((property) -> property.get("name").stringValue())
				.toList();
		}
	}

}
