package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are silent for too long.
 */
class DeadlineTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private WorkerBuilder echo() {
		return StartedWorkers.text()
			.onMessage((connection, message) -> connection.send(message))
			.onClose((connection, reason) -> this.closed.add(reason));
	}

	@Test
	@DisplayName("S-33 D18 a connection from which nothing is received is closed")
	void idleConnectionIsClosed() throws Exception {
		Worker worker = this.workers.start(echo().idleTimeout(SHORT));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("a\n").restAsText()).isEqualTo("a\n");
			assertThat(this.closed.poll(5, TimeUnit.SECONDS))
				.isEqualTo(CloseReason.server(CloseReason.GOING_AWAY, "Nothing was received for 200 ms"));
		}
	}

	@Test
	@DisplayName("S-33 D19 what is sent does not count, S-25 a protected connection stays")
	void onlyReceivedDataCountsAndProtectedConnectionStays() throws Exception {
		Worker worker = this.workers.start(echo().idleTimeout(SHORT)
			.onConnect((connection) -> connection.process()
				.timers()
				.add(Duration.ofMillis(20), () -> connection.send("tick"))));
		try (TestClient idle = TestClient.of(worker)) {
			Connection first = StartedWorkers.connection(worker);
			try (TestClient exempt = TestClient.of(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 2);
				worker.connections()
					.stream()
					.filter((connection) -> connection != first)
					.forEach((connection) -> connection.protect(true));
				assertThat(idle.restAsText()).endsWith("tick\n");
				assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull();
				Connection other = StartedWorkers.connection(worker);
				assertThat(exempt.line()).isEqualTo("tick");
				other.protect(false);
				assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull();
			}
		}
	}

	@Test
	void pausedConnectionIsNotIdle() throws Exception {
		Worker worker = this.workers.start(echo().idleTimeout(SHORT).onConnect(Connection::pauseRecv));
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(this.closed.poll(600, TimeUnit.MILLISECONDS)).isNull();
			client.send("a\n");
			connection.resumeRecv();
			assertThat(client.line()).isEqualTo("a");
			assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	@DisplayName("F-02 a connection that does not authenticate in time is closed")
	void unauthenticatedConnectionIsClosed() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.authTimeout(SHORT)
			.onMessage((connection, message) -> connection.authenticated())
			.onClose((connection, reason) -> this.closed.add(reason)));
		try (TestClient stranger = TestClient.of(worker); TestClient friend = TestClient.of(worker)) {
			friend.send("login\n");
			assertThat(stranger.restAsText()).isEmpty();
			assertThat(this.closed.poll(5, TimeUnit.SECONDS))
				.isEqualTo(CloseReason.server(CloseReason.POLICY_VIOLATION, "Not authenticated within 200 ms"));
			assertThat(this.closed.poll(400, TimeUnit.MILLISECONDS)).isNull();
			assertThat(StartedWorkers.connection(worker).isAuthenticated()).isTrue();
		}
	}

}
