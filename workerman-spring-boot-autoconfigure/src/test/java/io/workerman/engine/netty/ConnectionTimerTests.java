package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timers that belong to a connection.
 */
class ConnectionTimerTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final AtomicInteger ticks = new AtomicInteger();

	@Test
	@DisplayName("F-02 a one-shot timer of the connection closes it unless a login deletes the timer")
	void timerClosesUnlessLoginDeletesIt() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onConnect((connection) -> {
			long timer = connection.timers().add(Duration.ofMillis(300), connection::close, false);
			connection.attributes().put("timer", timer);
		}).onMessage((connection, message) -> {
			assertThat(connection.timers().del((long) connection.attributes().get("timer"))).isTrue();
			connection.send("welcome");
		}));
		try (TestClient friend = TestClient.of(worker); TestClient stranger = TestClient.of(worker)) {
			assertThat(friend.send("login\n").line()).isEqualTo("welcome");
			assertThat(stranger.restAsText()).isEmpty();
			StartedWorkers.await(() -> worker.connections().size() == 1);
			assertThat(worker.statistics().exceptions()).isZero();
		}
	}

	@Test
	@DisplayName("F-02 timers end with their connection, are counted, and are harmless when it is closed")
	void timersEndWithTheConnection() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> connection.timers().add(Duration.ofMillis(5), this.ticks::incrementAndGet))
			.onClose((connection, reason) -> connection.timers()
				.add(Duration.ofMillis(1), () -> this.ticks.addAndGet(1_000_000))));
		Connection connection;
		try (TestClient client = TestClient.of(worker)) {
			connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> this.ticks.get() > 2);
			assertThat(worker.statistics().timers()).isOne();
			assertThat(client.socket().isConnected()).isTrue();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		int last = StartedWorkers.on(connection, this.ticks::get);
		assertThat(worker.statistics().timers()).isZero();
		assertThat(connection.timers().add(Duration.ofMillis(1), this.ticks::incrementAndGet)).isPositive();
		CountDownLatch later = new CountDownLatch(1);
		connection.process().timers().add(Duration.ofMillis(100), later::countDown, false);
		assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.ticks).hasValue(last);
	}

	@Test
	void timerThatThrowsIsToldWithItsConnection() throws Exception {
		AtomicInteger failures = new AtomicInteger();
		Worker worker = this.workers
			.start(StartedWorkers.text().onConnect((connection) -> connection.timers().add(Duration.ofMillis(1), () -> {
				throw new IllegalStateException("on purpose");
			}, false)).onFailure((connection, failure) -> failures.incrementAndGet()));
		try (TestClient client = TestClient.of(worker)) {
			StartedWorkers.await(() -> failures.get() == 1);
			assertThat(client.socket().isConnected()).isTrue();
			assertThat(worker.connections()).hasSize(1);
		}
	}

	@Test
	void delAllOfOneConnectionLeavesTheOthersAlone() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> connection.timers().add(Duration.ofMillis(5), () -> connection.send("tick"))));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			assertThat(first.line()).isEqualTo("tick");
			assertThat(second.line()).isEqualTo("tick");
			worker.connections().iterator().next().timers().delAll();
			StartedWorkers.await(() -> worker.statistics().timers() == 1);
		}
	}

}
