package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections a worker accepts.
 */
class ConnectionLimitTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	void connectionsAboveTheLimitAreClosedAndCounted() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.count(2)
			.maxConnections(2)
			.onMessage((connection, message) -> connection.send(message)));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 2);
			try (TestClient third = TestClient.of(worker)) {
				assertThat(third.drain()).isZero();
			}
			assertThat(worker.rejections()).containsEntry("max-connections", 1L)
				.containsEntry("max-connections-per-ip", 0L);
			assertThat(worker.statistics().opened()).isEqualTo(2);
			assertThat(first.send("a\n").line()).isEqualTo("a");
			assertThat(second.send("b\n").line()).isEqualTo("b");
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		StartedWorkers.await(() -> answers(worker));
	}

	@Test
	void limitAddedByReloadCountsWhoConnectedAndNotWhomTheWorkerDialled() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(Connection::send));
		worker.renewOptions(() -> StartedWorkers.text().maxConnections(2).options());
		Recorder dialled = Recorder.of("text://127.0.0.1:" + worker.port()).connectOn(worker);
		dialled.await("connect");
		StartedWorkers.await(() -> worker.connections().size() == 2);
		worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
		try (TestClient second = TestClient.of(worker)) {
			assertThat(second.send("a\n").line()).isEqualTo("a");
			try (TestClient third = TestClient.of(worker)) {
				assertThat(third.drain()).isZero();
			}
		}
	}

	@Test
	void connectionsFromOneAddressAreLimitedForThemselves() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("text://0.0.0.0:0")
			.maxConnectionsPerIp(3)
			.onMessage((connection, message) -> connection.send(message)));
		List<TestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				clients.add(TestClient.of(worker));
			}
			StartedWorkers.await(() -> worker.connections().size() == 3);
			try (TestClient fourth = TestClient.of(worker); Socket other = new Socket()) {
				assertThat(fourth.drain()).isZero();
				assertThat(worker.rejections()).containsEntry("max-connections-per-ip", 1L);
				other.bind(new InetSocketAddress("127.0.0.2", 0));
				other.connect(new InetSocketAddress("127.0.0.1", worker.port()));
				other.getOutputStream().write("a\n".getBytes(StandardCharsets.UTF_8));
				assertThat(other.getInputStream().readNBytes(2)).asString(StandardCharsets.UTF_8).isEqualTo("a\n");
			}
		}
		finally {
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	void clientsOfHttpAreToldThatThereIsNoRoom() throws Exception {
		for (String scheme : List.of("http", "websocket")) {
			Worker worker = this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0").maxConnections(1));
			try (TestClient first = TestClient.of(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 1);
				assertThat(first).isNotNull();
				try (TestClient second = TestClient.of(worker)) {
					assertThat(second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").restAsText())
						.startsWith("HTTP/1.1 503 Service Unavailable\r\n")
						.endsWith("\r\n\r\nToo many connections");
				}
			}
		}
	}

	private static boolean answers(Worker worker) throws IOException {
		try (TestClient client = TestClient.of(worker)) {
			return "again".equals(client.send("again\n").line());
		}
		catch (IOException ex) {
			return false;
		}
	}

}
