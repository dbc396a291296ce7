package io.workerman.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopProbe}.
 */
class LoopProbeTests {

	private final LoopProbe probe = new LoopProbe(Duration.ofMillis(300));

	@Test
	@DisplayName("X-13: all are asked at once, and only those that do not answer are busy")
	void unansweredWhenManyAreBlockedTakesNoLongerThanOne() {
		Worker worker = FakeWorkers.worker("chat", "text://0.0.0.0:2347", Worker.State.RUNNING, FakeWorkers.BLOCKED,
				FakeWorkers.IDLE, FakeWorkers.BLOCKED, FakeWorkers.BLOCKED, FakeWorkers.BLOCKED);
		Instant start = Instant.now();
		assertThat(this.probe.unanswered(List.of(worker, worker))).extracting((process) -> process.id())
			.containsExactlyInAnyOrder(0, 2, 3, 4);
		assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(300), Duration.ofMillis(1100));
	}

	@Test
	void unansweredWhenStoppedIsEmptyAtOnce() {
		Worker worker = FakeWorkers.worker("chat", null, Worker.State.STOPPED, FakeWorkers.STOPPED);
		assertThat(this.probe.unanswered(List.of(worker))).isEmpty();
	}

	@Test
	void unansweredWhenAskedByTheProcessItselfDoesNotWaitForIt() {
		Worker worker = FakeWorkers.worker("chat", null, Worker.State.RUNNING, FakeWorkers.BLOCKED);
		BDDMockito.given(worker.processes().get(0).inProcess()).willReturn(true);
		assertThat(this.probe.unanswered(List.of(worker))).isEmpty();
	}

}
