package io.workerman.metrics;

import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanMetrics}.
 */
class WorkermanMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Worker worker = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING,
			FakeWorkers.IDLE);

	@BeforeEach
	void bind() {
		BDDMockito.given(this.worker.statistics())
			.willReturn(new Statistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
		new WorkermanMetrics(FakeWorkers.of(this.worker)).bindTo(this.registry);
	}

	@Test
	void metersReadTheCountersOfTheWorker() {
		assertThat(this.registry.get("workerman.connections.active").gauge().value()).isEqualTo(1);
		assertThat(count("workerman.connections.opened")).isEqualTo(2);
		assertThat(closedBy("client")).isEqualTo(3);
		assertThat(closedBy("server")).isEqualTo(4);
		assertThat(closedBy("network")).isEqualTo(5);
		assertThat(count("workerman.messages.received")).isEqualTo(6);
		assertThat(count("workerman.messages.sent")).isEqualTo(7);
		assertThat(count("workerman.bytes.received")).isEqualTo(8);
		assertThat(count("workerman.bytes.sent")).isEqualTo(9);
		assertThat(count("workerman.send.failures")).isEqualTo(10);
		assertThat(this.registry.get("workerman.timers.active").gauge().value()).isEqualTo(11);
		assertThat(count("workerman.errors")).isEqualTo(12);
		assertThat(count("workerman.restarts")).isEqualTo(13);
		assertThat(this.registry.get("workerman.send.pending").gauge().value()).isEqualTo(14);
		assertThat(count("workerman.eventloop.blocked")).isEqualTo(16);
	}

	@Test
	void metersHaveNoUnboundedTags() {
		Set<String> tags = this.registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map(Tag::getKey)
			.collect(Collectors.toSet());
		assertThat(tags).containsExactlyInAnyOrder("worker", "protocol", "initiator", "stage", "name", "id",
				"allocator.type", "memory.type");
	}

	@Test
	void metersOfBytesSayTheirUnit() {
		Set<String> names = this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> "bytes".equals(id.getBaseUnit()))
			.map(Meter.Id::getName)
			.filter((name) -> name.startsWith("workerman."))
			.collect(Collectors.toSet());
		assertThat(names).containsExactlyInAnyOrder("workerman.bytes.received", "workerman.bytes.sent",
				"workerman.send.pending");
	}

	private double count(String name) {
		return this.registry.get(name).tags("worker", "telnet", "protocol", "text").functionCounter().count();
	}

	private double closedBy(String initiator) {
		return this.registry.get("workerman.connections.closed").tag("initiator", initiator).functionCounter().count();
	}

}
