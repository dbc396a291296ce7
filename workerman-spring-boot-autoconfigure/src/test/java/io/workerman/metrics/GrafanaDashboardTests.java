package io.workerman.metrics;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the dashboard that comes with the documentation.
 */
class GrafanaDashboardTests {

	private static final Path FILE = Path.of("..", "docs", "grafana-dashboard.json");

	private static final Pattern METER = Pattern.compile("(workerman|netty)_[a-z_]+");

	private final JsonNode dashboard = JsonMapper.shared().readTree(FILE.toFile());

	@Test
	void panelsShowMetersThatThereAre() {
		assertThat(shown()).isSubsetOf(measured());
	}

	@Test
	void panelsLeaveOutNoMeterOfWorkers() {
		Set<String> missing = new TreeSet<>(measured());
		missing.removeIf((name) -> !name.startsWith("workerman_"));
		missing.removeAll(shown());
		assertThat(missing).containsOnly("workerman_eventloop_lag_seconds_count",
				"workerman_eventloop_lag_seconds_sum");
	}

	private Set<String> shown() {
		List<String> expressions = this.dashboard.findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(10);
		return expressions.stream()
			.flatMap((expression) -> METER.matcher(expression).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> measured() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		Worker worker = FakeWorkers.worker("telnet", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.IDLE);
		BDDMockito.given(worker.statistics()).willReturn(Statistics.NONE);
		BDDMockito.given(worker.rejections()).willReturn(Map.of("max-connections", 1L));
		new WorkermanMetrics(FakeWorkers.of(worker)).bindTo(registry);
		Timer.builder(new DefaultHandlerObservationConvention().getName()).register(registry);
		return registry.scrape()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]", 2)[0])
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
