package io.workerman.metrics;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanMetrics} on workers that run, as Prometheus reads them.
 */
class MetersInUseTests {

	/**
	 * How many messages are sent: {@code -Dmetrics.messages=10000000} for a long test.
	 */
	private static final int MESSAGES = Integer.getInteger("metrics.messages", 200_000);

	private static final int CLIENTS = Integer.getInteger("metrics.clients", 200);

	private static final int BATCH = 100;

	private final Worker echo = Worker.builder("echo")
		.listen("frame://127.0.0.1:0")
		.count(2)
		.onMessage((connection, message) -> connection.send(message))
		.build();

	private final Workers workers = Workers.of(new WorkersOptions(WorkersOptions.DEFAULTS.transport(),
			WorkersOptions.DEFAULTS.protocols(), WorkersOptions.DEFAULTS.json(), 0, Duration.ofMillis(200)),
			List.of(this.echo));

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@BeforeEach
	void start() {
		new WorkermanMetrics(this.workers).bindTo(this.registry);
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.workers.stop();
	}

	@Test
	@DisplayName("X-12: counters equal what was sent, to the message and the byte")
	void countersEqualWhatWasSent() throws IOException {
		int rounds = MESSAGES / CLIENTS / BATCH;
		for (int i = 0; i < CLIENTS; i++) {
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.echo.port())) {
				exchange(client, rounds);
			}
		}
		long messages = (long) rounds * CLIENTS * BATCH;
		assertCount("workerman_messages_received_total", messages);
		assertCount("workerman_messages_sent_total", messages);
		assertCount("workerman_bytes_received_bytes_total", messages * 12);
		assertCount("workerman_bytes_sent_bytes_total", messages * 12);
		assertCount("workerman_connections_opened_total", CLIENTS);
		assertCount("workerman_connections_active", 0);
		assertCount("workerman_send_failures_total", 0);
	}

	@Test
	void outputHasUnitsAndBoundedLabels() throws IOException {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.echo.port())) {
			exchange(client, 1);
		}
		Awaitility.await().untilAsserted(() -> assertThat(value("workerman_eventloop_lag_seconds_count")).isPositive());
		List<String> samples = this.registry.scrape().lines().filter((line) -> !line.startsWith("#")).toList();
		assertThat(samples).isNotEmpty()
			.noneMatch((line) -> line.contains("127.0.0.1"))
			.allMatch((line) -> labels(line).stream()
				.allMatch(Set.of("worker", "protocol", "initiator", "reason", "stage", "name", "id", "allocator_type",
						"memory_type")::contains));
		assertThat(this.registry.scrape().lines().filter((line) -> line.startsWith("# TYPE")).toList())
			.allMatch((line) -> !line.endsWith(" counter") || line.contains("_total "));
		assertThat(value("netty_eventexecutor_tasks_pending{name=\"workerman-echo-0\"}")).isNotNegative();
	}

	@Test
	void metersStayTheSameWhenWorkersAreStartedAgain() {
		Set<String> before = ids();
		this.workers.stop();
		this.workers.start();
		assertThat(ids()).isEqualTo(before);
	}

	private static void exchange(Socket client, int rounds) throws IOException {
		byte[] frame = { 0, 0, 0, 12, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' };
		byte[] batch = new byte[frame.length * BATCH];
		for (int i = 0; i < batch.length; i++) {
			batch[i] = frame[i % frame.length];
		}
		OutputStream out = client.getOutputStream();
		DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
		byte[] answer = new byte[batch.length];
		for (int i = 0; i < rounds; i++) {
			out.write(batch);
			in.readFully(answer);
			assertThat(Arrays.equals(answer, batch)).isTrue();
		}
	}

	private void assertCount(String name, long expected) {
		Awaitility.await().untilAsserted(() -> assertThat((long) value(name)).as(name).isEqualTo(expected));
	}

	private double value(String name) {
		return this.registry.scrape()
			.lines()
			.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	private static Set<String> labels(String line) {
		Matcher matcher = Pattern.compile("([a-z_]+)=\"").matcher(line);
		return matcher.results().map((result) -> result.group(1)).collect(Collectors.toSet());
	}

	private Set<String> ids() {
		return this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.map(String::valueOf)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
