package io.workerman.engine.netty;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionInfo;
import io.workerman.engine.MulticastOptions;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerOptions.Intake.Assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the application can do with its clients beside messages.
 */
@Timeout(60)
class ClientControlTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("S-64 a WebSocket is established after its handshake and until it closes")
	void webSocketIsEstablished() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0"));
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.isEstablished()).isFalse();
			client.send("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
			StartedWorkers.await(connection::isEstablished);
			assertThat(connection.info().webSocket()).isTrue();
			connection.destroy();
			StartedWorkers.await(() -> !connection.isEstablished());
		}
	}

	@Test
	@DisplayName("S-23 a thread waits until a message has left, but never a process")
	void sendAndWaitIsForOtherThreads() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text());
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.sendAndWait("hello", Duration.ofSeconds(10))).isEqualTo(SendResult.SENT);
			assertThat(client.line()).isEqualTo("hello");
			StartedWorkers.on(connection, () -> {
				assertThatIllegalStateException()
					.isThrownBy(() -> connection.sendAndWait("never", Duration.ofSeconds(1)))
					.withMessageContaining("would block");
				return null;
			});
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
	}

	@Test
	@DisplayName("S-23 a message that a peer does not read is still queued after the timeout")
	void sendAndWaitTimesOut() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp());
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.sendAndWait(new byte[20_000_000], Duration.ofMillis(50)))
				.isEqualTo(SendResult.QUEUED);
			client.reset();
		}
	}

	@Test
	@DisplayName("S-13 nothing is received before the connection is confirmed, and nothing is lost")
	void confirmedConnectionReceives() throws Exception {
		BlockingQueue<Object> received = new LinkedBlockingQueue<>();
		Worker worker = this.workers.start(StartedWorkers.text()
			.intake(new Intake(true, Assign.ROUND_ROBIN, null, MulticastOptions.NONE, false))
			.onMessage((connection, message) -> received.add(message)));
		try (TestClient client = TestClient.of(worker)) {
			client.send("one\ntwo\n");
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.bytesRead() == 8);
			assertThat(StartedWorkers.on(connection, received::size)).isZero();
			connection.confirm();
			connection.confirm();
			assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
			assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
			client.send("three\n");
			assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("three");
		}
	}

	@Test
	@DisplayName("S-30 S-24 connections come page by page by ascending id until there are none")
	void connectionsArePaged() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(3));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			clients.add(TestClient.of(worker));
		}
		StartedWorkers.await(() -> worker.connections().size() == 25);
		List<Long> ids = new ArrayList<>();
		for (List<Connection> page = worker.connections(0, 10); !page.isEmpty(); page = worker
			.connections(ids.get(ids.size() - 1), 10)) {
			assertThat(page.size()).isLessThanOrEqualTo(10);
			page.forEach((connection) -> ids.add(connection.id()));
		}
		assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
		assertThatIllegalArgumentException().isThrownBy(() -> worker.connections(0, 0));
		assertThat(worker.connection(ids.get(0))).isNotNull();
		clients.get(0).close();
		for (TestClient client : clients) {
			client.close();
		}
		StartedWorkers.await(() -> worker.connection(ids.get(0)) == null);
	}

	@Test
	@DisplayName("S-29 a connection tells what is known about it")
	void infoOfConnection() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> connection.send(message)));
		try (TestClient client = TestClient.of(worker)) {
			client.send("12345\n12");
			assertThat(client.line()).isEqualTo("12345");
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.info().traffic().bytesWritten() == 6);
			StartedWorkers.await(() -> connection.info().traffic().receiveQueued() == 2);
			ConnectionInfo info = connection.info();
			assertThat(info.listenPort()).isEqualTo(worker.port());
			assertThat(info.remoteAddress()).isEqualTo(client.socket().getLocalSocketAddress());
			assertThat(info.transport()).isEqualTo("tcp");
			assertThat(info.protocol()).isEqualTo("text");
			assertThat(info.secure()).isFalse();
			assertThat(info.webSocket()).isFalse();
			assertThat(info.status()).isEqualTo(Connection.Status.ESTABLISHED);
			assertThat(info.closeReason()).isNull();
			assertThat(info.traffic().bytesRead()).isEqualTo(8);
			assertThat(info.traffic().sendQueued()).isZero();
			assertThat(info.traffic().lastReceivedAt()).isAfterOrEqualTo(info.traffic().openedAt().minusMillis(100));
			connection.close(4000, "enough");
			client.rest();
			StartedWorkers.await(() -> connection.info().closeReason() != null);
			assertThat(connection.info().closeReason()).isEqualTo(CloseReason.server(4000, "enough"));
		}
	}

	@Test
	@DisplayName("S-32 S-25 silent clients are found and closed on demand, but neither protected nor dialled ones")
	void silentConnectionsAreClosedOnDemand() throws Exception {
		Worker host = this.workers.start(StartedWorkers.text());
		Worker worker = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> connection.send(message)));
		try (TestClient idle = TestClient.of(worker)) {
			long first = StartedWorkers.connection(worker).id();
			try (TestClient kept = TestClient.of(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 2);
				worker.connections(first, 1).get(0).protect(true);
				Recorder dialled = Recorder.of("text://127.0.0.1:" + host.port()).connectOn(worker);
				dialled.await("connect");
				assertThat(worker.heartbeat(Duration.ofHours(1), true)).isEmpty();
				StartedWorkers.await(() -> worker.heartbeat(Duration.ofMillis(20), false).size() == 1);
				assertThat(worker.heartbeat(Duration.ofMillis(20), true)).extracting(Connection::id)
					.containsExactly(first);
				assertThat(idle.restAsText()).isEmpty();
				kept.send("here\n");
				assertThat(kept.line()).isEqualTo("here");
			}
		}
	}

	@Test
	@DisplayName("S-27 2 MB and 2 bytes and then a close arrive whole, and a second close does nothing")
	void whatWasSentBeforeCloseArrives() throws Exception {
		byte[] content = new byte[2 * 1024 * 1024 + 2];
		new Random(2).nextBytes(content);
		Worker worker = this.workers.start(StartedWorkers.tcp().onConnect((connection) -> {
			connection.send(content);
			connection.close();
			connection.close("never");
			assertThat(connection.send("never")).isEqualTo(SendResult.FAILED);
		}));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.rest()).isEqualTo(content);
		}
		StartedWorkers.await(() -> worker.statistics().closedByServer() == 1);
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("S-27 destroy discards what waits")
	void destroyDiscards() throws Exception {
		byte[] content = new byte[20_000_000];
		Worker worker = this.workers.start(StartedWorkers.tcp().onConnect((connection) -> {
			connection.send(content);
			connection.destroy();
		}));
		try (TestClient client = TestClient.narrow(worker)) {
			StartedWorkers.await(() -> worker.statistics().closedByServer() == 1);
			assertThat(client.drain()).isLessThan(content.length);
		}
		assertThat(worker.connections()).isEmpty();
	}

	@Test
	@DisplayName("S-20 large replies of several threads never interleave")
	void sendsOfThreadsDoNotInterleave() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.builder("frame://127.0.0.1:0").maxSendBufferSize(64 * 1024 * 1024));
		int size = 200_000;
		int each = 10;
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				byte[] content = new byte[size];
				Arrays.fill(content, (byte) i);
				threads.add(new Thread(() -> {
					for (int sent = 0; sent < each; sent++) {
						connection.send(content);
					}
				}));
			}
			threads.forEach(Thread::start);
			int[] counts = new int[4];
			for (int i = 0; i < 4 * each; i++) {
				assertThat(client.bytes(4)).isEqualTo(ByteBuffer.allocate(4).putInt(size + 4).array());
				byte[] content = client.bytes(size);
				counts[content[0]]++;
				byte[] expected = new byte[size];
				Arrays.fill(expected, content[0]);
				assertThat(content).isEqualTo(expected);
			}
			assertThat(counts).containsOnly(each);
			for (Thread thread : threads) {
				thread.join();
			}
		}
	}

}
