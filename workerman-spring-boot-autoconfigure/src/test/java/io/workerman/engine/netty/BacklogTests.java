package io.workerman.engine.netty;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Connections that wait to be accepted while the worker stops.
 */
class BacklogTests {

	private static final int WAITING = 40;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@ParameterizedTest
	@CsvSource({ "1, false", "3, false", "3, true" })
	@DisplayName("W-66 A stop serves those that wait in the backlog, and then says goodbye")
	void stopWhenConnectionsWaitServesThem(int count, boolean reusePort) throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.text().count(count).reusePort(reusePort).onMessage(Connection::send));
		worker.pauseAccept();
		int port = worker.port();
		StartedWorkers.on(worker.processes().get(0), () -> null);
		List<TestClient> waiting = new ArrayList<>();
		for (int i = 0; i < WAITING; i++) {
			waiting.add(TestClient.of(worker).send("hello " + i + "\n"));
		}
		worker.stop();
		for (int i = 0; i < WAITING; i++) {
			assertThat(waiting.get(i).restAsText()).isEqualTo("hello " + i + "\n");
			waiting.get(i).close();
		}
		assertThat(worker.statistics().opened()).isEqualTo(WAITING);
		assertThat(worker.statistics().closedByServer()).isEqualTo(WAITING);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> TestClient.of("127.0.0.1", port));
	}

	@Test
	@DisplayName("W-66 Those that wait are not given to a process that has ended meanwhile")
	void stopWhenFirstProcessIsBusyServesThemThere() throws Exception {
		List<String> events = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.onConnect((connection) -> events.add("connect " + connection.process().id()))
			.onWorkerExit((process, reason) -> events.add("exit " + process.id()))
			.onMessage(Connection::send));
		worker.processes().get(0).execute(() -> StartedWorkers.await(() -> release.getCount() == 0));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			first.send("first\n");
			second.send("second\n");
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(worker::stop);
			StartedWorkers.await(() -> events.contains("exit 1"));
			release.countDown();
			assertThat(first.restAsText()).isEqualTo("first\n");
			assertThat(second.restAsText()).isEqualTo("second\n");
			stopped.join();
		}
		assertThat(events).containsExactly("exit 1", "connect 0", "connect 0", "exit 0");
	}

	@Test
	@DisplayName("W-61 W-66 A stop on the worker's own process serves the backlog too")
	void stopWhenOnOwnProcessServesThoseThatWait() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.send(message);
			connection.worker().stop();
		}));
		try (TestClient first = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			worker.pauseAccept();
			StartedWorkers.on(worker.processes().get(0), () -> null);
			try (TestClient second = TestClient.of(worker)) {
				second.send("second\n");
				assertThat(first.send("first\n").restAsText()).isEqualTo("first\n");
				assertThat(second.restAsText()).isEqualTo("second\n");
			}
		}
		StartedWorkers.await(() -> worker.state() == Worker.State.STOPPED);
	}

}
