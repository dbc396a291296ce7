package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection knows and says of itself.
 */
class ConnectionModelTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Test
	@DisplayName("C-01 C-03 An id is unique in all processes and never reused, and leads to the connection")
	void idWhenConnectionsComeAndGoIsNeverReused() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(2).onMessage((connection, message) -> {
			boolean found = connection.worker().connection(connection.id()) == connection;
			boolean own = connection.process().connections().contains(connection);
			connection.send("%d %s %s %s".formatted(connection.id(), connection.worker().name(), found, own));
		}));
		Set<Long> ids = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			try (TestClient client = TestClient.of(worker)) {
				String[] answer = client.send("?\n").line().split(" ");
				assertThat(answer).containsExactly(answer[0], "test", "true", "true");
				assertThat(ids.add(Long.valueOf(answer[0]))).isTrue();
			}
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		assertThat(ids).allMatch((id) -> id > 0 && worker.connection(id) == null);
	}

	@Test
	@DisplayName("C-05 C-04 The limit of a send buffer is the worker's, and a change is for one connection only")
	void maxSendBufferSizeWhenChangedIsForOneConnection() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			if (message.equals("less")) {
				connection.maxSendBufferSize(1000);
			}
			connection.send(String.valueOf(connection.maxSendBufferSize()));
		}));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			assertThat(one.send("?\n").line()).isEqualTo("1048576");
			assertThat(one.send("less\n").line()).isEqualTo("1000");
			assertThat(two.send("?\n").line()).isEqualTo("1048576");
		}
	}

	@Test
	@DisplayName("B-13 C-06 The size of the largest package may be changed for one connection")
	void maxPackageSizeWhenChangedIsForOneConnection() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.maxPackageSize(10);
			connection.send(message);
		}));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			assertThat(one.send("a long first line\n").line()).isEqualTo("a long first line");
			assertThat(one.send("a long second line\n").drain()).isZero();
			assertThat(two.send("a long first line\n").line()).isEqualTo("a long first line");
		}
	}

	@Test
	@DisplayName("C-07 B-13 Attributes belong to a connection and are there until it has closed")
	void attributesWhenSetStayUntilClosed() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onMessage((connection, message) -> connection
				.send(String.valueOf(connection.attributes().put("uid", message))))
			.onClose((connection, reason) -> this.events.add(connection.attributes().get("uid"))));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			assertThat(one.send("u1\n").line()).isEqualTo("null");
			assertThat(two.send("u2\n").line()).isEqualTo("null");
			assertThat(one.send("u3\n").line()).isEqualTo("u1");
		}
		StartedWorkers.await(() -> this.events.size() == 2);
		assertThat(this.events).containsExactlyInAnyOrder("u2", "u3");
	}

	@Test
	@DisplayName("C-34 The status of a connection from its first callback to its last")
	void statusWhenClosingGoesOnlyForward() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp()
			.onConnect((connection) -> this.events.add(connection.status()))
			.onMessage((connection, message) -> {
				connection.send(new byte[20_000_000]);
				if (((byte[]) message)[0] == 'e') {
					connection.end(null);
				}
				else {
					connection.close();
				}
				this.events.add(connection.status());
			})
			.onClose((connection, reason) -> this.events.add(connection.status())));
		for (String how : List.of("close", "end")) {
			int told = how.equals("close") ? 2 : 5;
			try (TestClient client = TestClient.narrow(worker)) {
				client.send(how);
				StartedWorkers.await(() -> this.events.size() == told);
				assertThat(client.drain()).isEqualTo(20_000_000);
				client.finish();
			}
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
		StartedWorkers.await(() -> this.events.size() == 6);
		assertThat(this.events).containsExactly(Status.ESTABLISHED, Status.CLOSING, Status.CLOSED, Status.ESTABLISHED,
				Status.ENDING, Status.CLOSED);
	}

	@Test
	@DisplayName("C-35 The sizes of both buffers are exact")
	void bufferSizesWhenFilledAreExact() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().maxSendBufferSize(100_000_000));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("five!");
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.receiveBufferSize() == 5);
			assertThat(connection.sendBufferSize()).isZero();
			byte[] message = new byte[20_000_000];
			StartedWorkers.on(connection, () -> connection.send(message, true));
			StartedWorkers.await(() -> connection.sendBufferSize() > 0);
			assertThat(connection.sendBufferSize()).isEqualTo(message.length - connection.bytesWritten());
			client.bytes(message.length);
			StartedWorkers.await(() -> connection.sendBufferSize() == 0);
			client.send("\n");
			StartedWorkers.await(() -> connection.receiveBufferSize() == 0);
			assertThat(connection.bytesRead()).isEqualTo(6);
		}
	}

	@Test
	@DisplayName("C-26 The recipe for delivery: what a client has not acknowledged is sent again at its next login")
	void unreadMessagesWhenLoggedInAgainAreSentAgain() throws Exception {
		Map<String, Map<String, String>> unread = new ConcurrentHashMap<>();
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			String[] words = message.toString().split(" ");
			Map<String, String> ofUser = unread.computeIfAbsent(words[1], (uid) -> new LinkedHashMap<>());
			switch (words[0]) {
				case "login" -> ofUser.forEach((id, text) -> connection.send(id + " " + text));
				case "say" -> ofUser.put(words[2], words[3]);
				case "read" -> ofUser.remove(words[2]);
				default -> throw new IllegalArgumentException(words[0]);
			}
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("say u1 m1 one\nsay u1 m2 two\nlogin u1\n");
			assertThat(List.of(client.line(), client.line())).containsExactly("m1 one", "m2 two");
			client.send("read u1 m1\n");
			StartedWorkers.await(() -> worker.statistics().messagesReceived() == 4);
		}
		try (TestClient again = TestClient.of(worker)) {
			assertThat(again.send("login u1\n").line()).isEqualTo("m2 two");
		}
	}

	@Test
	@DisplayName("B-16 C-31 A pipe passes on what was sent before its source closed, and then closes")
	void pipeWhenSourceClosesFlushesTheDestination() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp().onMessage((connection, message) -> {
			Connection other = connection.worker()
				.connections()
				.stream()
				.filter((each) -> each != connection)
				.findFirst()
				.orElseThrow();
			other.send(message);
			connection.pipe(other);
		}));
		try (TestClient destination = TestClient.narrow(worker)) {
			StartedWorkers.connection(worker);
			byte[] bytes = new byte[5_000_000];
			Thread source = new Thread(() -> {
				try (TestClient client = TestClient.of(worker)) {
					client.send(bytes).finish();
					client.drain();
				}
				catch (Exception ex) {
					this.events.add(ex);
				}
			});
			source.start();
			assertThat(destination.drain()).isEqualTo(bytes.length);
			destination.finish();
			source.join(10_000);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	@DisplayName("D7 A stop flushes what was accepted and calls onClose for those that are connected")
	void stopWhenBytesWaitFlushesThem() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.tcp()
			.onMessage((connection, message) -> connection.send(new byte[3_000_000]))
			.onClose((connection, reason) -> this.events.add(reason.code())));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("x");
			StartedWorkers.await(() -> worker.statistics().messagesSent() == 1);
			Thread stopping = new Thread(worker::stop);
			stopping.start();
			assertThat(client.drain()).isEqualTo(3_000_000);
			client.finish();
			stopping.join(10_000);
		}
		assertThat(this.events).containsExactly(1001);
	}

	@Test
	@DisplayName("W-69 A counter of a process needs no lock and lives as long as the process")
	void counterWhenConnectionsComeAndGoIsExact() throws Exception {
		Map<Integer, Integer> counts = new HashMap<>();
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> counts.merge(0, 1, Integer::sum))
			.onMessage((connection, message) -> connection.send(String.valueOf(counts.get(0))))
			.onClose((connection, reason) -> counts.merge(0, -1, Integer::sum)));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 1; i <= 10; i++) {
			clients.add(TestClient.of(worker));
			assertThat(clients.get(i - 1).send("?\n").line()).isEqualTo(String.valueOf(i));
		}
		for (TestClient client : clients.subList(0, 7)) {
			client.close();
		}
		StartedWorkers.await(() -> worker.connections().size() == 3);
		assertThat(clients.get(9).send("?\n").line()).isEqualTo("3");
		for (TestClient client : clients) {
			client.close();
		}
	}

	@Test
	@DisplayName("C-08 The byte counters are those of the wire")
	void byteCountersWhenTalkingCountTheWire() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0").onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			client.send(new byte[] { 0, 0, 0, 6, 'h', 'i' });
			assertThat(client.bytes(6)).isEqualTo("\0\0\0\6hi".getBytes(StandardCharsets.US_ASCII));
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.bytesWritten() == 6);
			assertThat(connection.bytesRead()).isEqualTo(6);
		}
	}

}
