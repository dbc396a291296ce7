package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pausing and resuming, and how the peer closes.
 */
class ReceiveTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private Worker start(WorkerBuilder builder) {
		return this.workers.start(builder.onClose((connection, reason) -> this.reasons.add(reason)));
	}

	private void awaitClosed(Initiator initiator) {
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(initiator);
	}

	@Test
	@DisplayName("C-29 C-30 S-28 pauseRecv() in a handler stops before the next pipelined package, resumeRecv() goes on")
	void pauseWhenInHandlerStopsBeforeTheNextPackage() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			this.messages.add((String) message);
			if (message.equals("two")) {
				connection.pauseRecv();
			}
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("one\ntwo\nthree\nfour\n");
			StartedWorkers.await(() -> this.messages.size() == 2);
			Connection connection = StartedWorkers.connection(worker);
			client.send("five\n");
			assertThat(StartedWorkers.on(connection, () -> List.copyOf(this.messages))).containsExactly("one", "two");
			assertThat(connection.receiveBufferSize()).isEqualTo(11);
			StartedWorkers.on(connection, () -> {
				connection.resumeRecv();
				assertThat(this.messages).containsExactly("one", "two", "three", "four");
				connection.resumeRecv();
				return null;
			});
			StartedWorkers.await(() -> this.messages.contains("five"));
		}
	}

	@Test
	@DisplayName("C-30 Pausing and resuming within one handler changes nothing, not even the order")
	void pauseWhenResumedInHandlerKeepsTheOrder() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.pauseRecv();
			connection.resumeRecv();
			connection.send(message);
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("1\n2\n3\n4\n");
			for (int i = 1; i <= 4; i++) {
				assertThat(client.line()).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	@DisplayName("C-29 D21 The peer is slowed down by TCP while paused, from any thread, and nothing is lost")
	void pauseWhenPeerSendsSlowsItDown() throws Exception {
		Worker worker = start(StartedWorkers.tcp().onConnect(Connection::pauseRecv));
		try (SocketChannel client = SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", worker.port()))) {
			Connection connection = StartedWorkers.connection(worker);
			client.configureBlocking(false);
			long sent = fill(client);
			assertThat(sent).isLessThan(50_000_000);
			assertThat(connection.bytesRead()).isLessThanOrEqualTo(64 * 1024);
			connection.resumeRecv();
			StartedWorkers.await(() -> connection.bytesRead() == sent);
			connection.pauseRecv();
			StartedWorkers.on(connection, () -> null);
			long more = fill(client);
			assertThat(connection.bytesRead()).isLessThanOrEqualTo(sent + 256 * 1024);
			connection.resumeRecv();
			StartedWorkers.await(() -> connection.bytesRead() == sent + more);
		}
		awaitClosed(Initiator.CLIENT);
	}

	/**
	 * Writes until nothing has been taken for a while.
	 */
	private static long fill(SocketChannel client) throws IOException {
		ByteBuffer chunk = ByteBuffer.allocate(100_000);
		long sent = 0;
		long lastTaken = System.nanoTime();
		while (System.nanoTime() - lastTaken < 300_000_000L && sent < 50_000_000) {
			int taken = client.write(chunk.clear());
			if (taken > 0) {
				sent += taken;
				lastTaken = System.nanoTime();
			}
		}
		return sent;
	}

	@Test
	@DisplayName("W-44 A FIN ends reading only: what came before is delivered and answered, then CLIENT")
	void finWhenMessagesCameBeforeAnswersThem() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			client.send("one\ntwo\npartial").finish();
			assertThat(client.restAsText()).isEqualTo("one\ntwo\n");
		}
		awaitClosed(Initiator.CLIENT);
		assertThat(this.reasons.get(0)).isEqualTo(CloseReason.client(CloseReason.NORMAL, ""));
	}

	@Test
	@DisplayName("W-44 A FIN waits while receiving is paused, and for large answers to leave")
	void finWhenPausedWaitsForResume() throws Exception {
		Worker worker = start(
				StartedWorkers.text().onConnect(Connection::pauseRecv).onMessage((connection, message) -> {
					this.messages.add((String) message);
					connection.send("x".repeat(10_000_000));
				}));
		try (TestClient client = TestClient.narrow(worker)) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 5; i++) {
				lines.append(i).append('\n');
			}
			client.send(lines.toString()).finish();
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.on(connection, () -> null);
			assertThat(this.messages).isEmpty();
			connection.maxSendBufferSize(100_000_000);
			connection.resumeRecv();
			assertThat(client.rest().length).isEqualTo(50_000_005);
		}
		awaitClosed(Initiator.CLIENT);
		assertThat(this.messages).hasSize(5);
	}

	@Test
	@DisplayName("W-44 A RST closes with initiator NETWORK")
	void resetWhenOpenIsNetwork() throws Exception {
		Worker worker = start(StartedWorkers.text());
		TestClient client = TestClient.of(worker);
		StartedWorkers.connection(worker);
		client.reset();
		awaitClosed(Initiator.NETWORK);
		assertThat(this.reasons.get(0).code()).isEqualTo(CloseReason.ABNORMAL);
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("C-38 D5 In onClose the connection is out of the worker already, and a broadcast passes it by")
	void closeWhenBroadcastingPassesTheClosedBy() throws Exception {
		AtomicInteger seen = new AtomicInteger(-1);
		Worker worker = this.workers.start(StartedWorkers.text().onClose((connection, reason) -> {
			seen.compareAndSet(-1, connection.worker().connections().size());
			assertThat(connection.status()).isEqualTo(Connection.Status.CLOSED);
			assertThat(connection.worker().connection(connection.id())).isNull();
			assertThat(connection.worker().connections()).doesNotContain(connection);
			connection.worker().broadcast("logout " + connection.attributes().get("name"));
		}).onMessage((connection, message) -> connection.attributes().put("name", message)));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			one.send("one\n").finish();
			assertThat(two.line()).isEqualTo("logout one");
			assertThat(one.rest()).isEmpty();
		}
		assertThat(seen).hasValue(1);
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("C-32 C-33 Addresses, ids and counters of a connection are those of its socket")
	void addressesWhenConnectedAreThoseOfTheSocket() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			client.send("hi\n");
			assertThat(client.line()).isEqualTo("hi");
			StartedWorkers.await(() -> worker.connections().size() == 2);
			Connection connection = worker.connections()
				.stream()
				.filter((each) -> each.remotePort() == client.socket().getLocalPort())
				.findFirst()
				.orElseThrow();
			assertThat(connection.remoteIp()).isEqualTo("127.0.0.1");
			assertThat(connection.localIp()).isEqualTo("127.0.0.1");
			assertThat(connection.localPort()).isEqualTo(worker.port());
			assertThat(connection.remoteAddress()).isEqualTo(client.socket().getLocalSocketAddress());
			assertThat(connection.bytesRead()).isEqualTo(3);
			StartedWorkers.await(() -> connection.bytesWritten() == 3);
			assertThat(connection.worker()).isSameAs(worker);
			assertThat(worker.connections()).extracting(Connection::id).doesNotHaveDuplicates();
			assertThat("hi\n".getBytes(StandardCharsets.UTF_8)).hasSize((int) connection.bytesRead());
			other.finish();
		}
	}

}
