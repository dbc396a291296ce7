package io.workerman.actuate;

import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkermanHealthIndicator}.
 */
class WorkermanHealthIndicatorTests {

	private static final String ADDRESS = "text://0.0.0.0:2347";

	@Test
	void healthWhenAllRunIsUpWithDetails() {
		Health health = health(FakeWorkers.worker("telnet", ADDRESS, Worker.State.RUNNING, FakeWorkers.IDLE));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(
				Map.entry("telnet", Map.of("address", ADDRESS, "state", Worker.State.RUNNING, "connections", 0)));
	}

	@Test
	void healthWhenPausedIsUp() {
		assertThat(health(FakeWorkers.worker("telnet", ADDRESS, Worker.State.PAUSED, FakeWorkers.IDLE)).getStatus())
			.isEqualTo(Status.UP);
	}

	@Test
	void healthWhenAutoStartWorkerIsStoppedIsDown() {
		assertThat(health(FakeWorkers.worker("telnet", ADDRESS, Worker.State.RUNNING, FakeWorkers.IDLE),
				FakeWorkers.worker("chat", ADDRESS, Worker.State.STOPPED, FakeWorkers.STOPPED))
			.getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void healthWhenWorkerWithoutAutoStartIsStoppedIsUp() {
		Worker worker = FakeWorkers.worker("telnet", ADDRESS, Worker.State.STOPPED, FakeWorkers.STOPPED);
		BDDMockito.given(worker.options().autoStart()).willReturn(false);
		assertThat(health(worker).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void healthWhenLoopIsBlockedIsDownAndNamesTheThread() {
		Health health = health(
				FakeWorkers.worker("telnet", ADDRESS, Worker.State.RUNNING, FakeWorkers.IDLE, FakeWorkers.BLOCKED));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).extractingByKey("telnet")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("blocked", List.of("workerman-telnet-1"));
	}

	@Test
	void healthWhenDrainingIsOutOfService() {
		Workers workers = FakeWorkers
			.of(FakeWorkers.worker("telnet", ADDRESS, Worker.State.STOPPING, FakeWorkers.IDLE));
		BDDMockito.given(workers.isDraining()).willReturn(true);
		assertThat(new WorkermanHealthIndicator(workers).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	private Health health(Worker... workers) {
		return new WorkermanHealthIndicator(FakeWorkers.of(workers)).health();
	}

}
