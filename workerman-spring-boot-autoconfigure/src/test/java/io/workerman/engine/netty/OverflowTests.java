package io.workerman.engine.netty;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.Guards.Overflow;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of messages to peers that read too slowly, and of the peers.
 */
@Timeout(90)
class OverflowTests {

	private static final int LIMIT = 100_000;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = Collections.synchronizedList(new ArrayList<>());

	private WorkerBuilder builder(String scheme, Overflow overflow) {
		return StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.maxSendBufferSize(LIMIT)
			.overflow(overflow)
			.onBufferFull((connection) -> this.events.add("full"))
			.onError((connection, code, message) -> this.events.add(code + " " + message))
			.onClose((connection, reason) -> this.events.add("close " + reason.code()));
	}

	private static byte[] numbered(int number, int size) {
		return ByteBuffer.allocate(size).putInt(number).array();
	}

	private static List<Integer> readNumbers(TestClient client, int last) throws IOException {
		DataInputStream in = new DataInputStream(new BufferedInputStream(client.socket().getInputStream()));
		List<Integer> numbers = new ArrayList<>();
		while (numbers.isEmpty() || numbers.get(numbers.size() - 1) != last) {
			int length = in.readInt();
			numbers.add(in.readInt());
			in.skipNBytes(length - 8);
		}
		return numbers;
	}

	@Test
	@DisplayName("D-6 drop-oldest: the newest messages arrive whole, the dropped ones are counted and reported")
	void dropOldestKeepsTheNewest() throws Exception {
		for (int size : List.of(8, 100, 3000, 70_000)) {
			this.events.clear();
			Worker worker = this.workers.start(builder("frame", Overflow.DROP_OLDEST));
			try (TestClient client = TestClient.narrow(worker)) {
				Connection connection = StartedWorkers.connection(worker);
				int count = fillAndSend(connection, size, 3 * LIMIT / size + 20);
				List<Integer> numbers = readNumbers(client, count - 1);
				assertThat(numbers).isSorted().doesNotHaveDuplicates();
				int dropped = count - numbers.size();
				assertThat(dropped).isPositive();
				assertThat(worker.statistics().sendFailures()).isEqualTo(dropped);
				assertThat(this.events).filteredOn((event) -> event.equals("2 send buffer full and drop package"))
					.hasSize(dropped);
				int kept = Math.max(1, (LIMIT - 60_004) / (size + 4) - 1);
				assertThat(numbers.subList(numbers.size() - kept, numbers.size())).first().isEqualTo(count - kept);
			}
			worker.stop();
		}
	}

	/**
	 * Sends large messages until the operating system takes no more, and then others.
	 * @return how many were sent
	 */
	private static int fillAndSend(Connection connection, int size, int more) throws Exception {
		return StartedWorkers.on(connection, () -> {
			int count = 0;
			while (connection.sendBufferSize() == 0) {
				connection.send(numbered(count++, 60_000));
			}
			for (int i = 0; i < more; i++) {
				assertThat(connection.send(numbered(count++, size))).isEqualTo(SendResult.QUEUED);
				assertThat(connection.sendBufferSize()).isLessThan(LIMIT + size + 4L);
			}
			return count;
		});
	}

	@Test
	@DisplayName("D-6 drop-oldest from other threads: bounded while the process is busy, then the newest arrive")
	void dropOldestFromOtherThreadsIsBounded() throws Exception {
		Worker worker = this.workers.start(builder("frame", Overflow.DROP_OLDEST));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			long refused = 0;
			for (int i = 0; i < 20_000; i++) {
				while (connection.send(numbered(i, 996)) == SendResult.FAILED) {
					refused++;
					Thread.onSpinWait();
				}
				assertThat(connection.sendBufferSize()).isLessThan(2 * LIMIT + 1000L);
			}
			List<Integer> numbers = readNumbers(client, 19_999);
			assertThat(numbers).isSorted().doesNotHaveDuplicates();
			long failures = refused + 20_000 - numbers.size();
			StartedWorkers.await(() -> worker.statistics().sendFailures() == failures);
			StartedWorkers
				.await(() -> this.events.stream().filter((event) -> event.startsWith("2 ")).count() == failures);
		}
	}

	@Test
	@DisplayName("D-6 drop-oldest: sendAsync of a dropped message fails, those of later ones succeed")
	void dropOldestFailsStagesOfDroppedMessages() throws Exception {
		Worker worker = this.workers.start(builder("frame", Overflow.DROP_OLDEST));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			List<CompletableFuture<SendResult>> stages = new ArrayList<>();
			StartedWorkers.on(connection, () -> {
				for (int i = 0; i < 1200; i++) {
					stages.add(connection.sendAsync(numbered(i, 10_000)).toCompletableFuture());
				}
				return null;
			});
			List<Integer> numbers = readNumbers(client, 1199);
			for (int i = 0; i < stages.size(); i++) {
				assertThat(stages.get(i).get(10, TimeUnit.SECONDS))
					.isEqualTo(numbers.contains(i) ? SendResult.SENT : SendResult.FAILED);
			}
			assertThat(numbers).hasSizeLessThan(1200);
		}
	}

	@Test
	@DisplayName("D-6 drop-oldest never drops an answer of HTTP, which would be taken for another")
	void dropOldestSparesHttp() throws Exception {
		Worker worker = this.workers.start(builder("http", Overflow.DROP_OLDEST)
			.onMessage((connection, request) -> connection.send("x".repeat(60_000))));
		try (TestClient client = TestClient.narrow(worker)) {
			Thread writer = new Thread(() -> {
				try {
					client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200)).finish();
				}
				catch (IOException ex) {
					this.events.add(ex.toString());
				}
			});
			writer.start();
			String answers = client.restAsText();
			assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(201);
			writer.join();
		}
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("D-6 close: the first send that finds the buffer full closes, and a peer that reads learns why")
	void closeEndsTheConnection() throws Exception {
		Worker worker = this.workers.start(builder("websocket", Overflow.CLOSE));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send(WebSocketClient.UPGRADE);
			WebSocketClient.readHead(client);
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.on(connection, () -> {
				while (connection.send(new byte[1000]) != SendResult.FAILED) {
					// until it is full
				}
				assertThat(connection.status()).isEqualTo(Connection.Status.ENDING);
				assertThat(connection.send("late")).isEqualTo(SendResult.FAILED);
				return null;
			});
			byte[] all = client.rest();
			String reason = "More waits to be sent than max-send-buffer-size allows";
			ByteBuffer goodbye = ByteBuffer.allocate(4 + reason.length())
				.put((byte) 0x88)
				.put((byte) (2 + reason.length()))
				.putShort((short) CloseReason.POLICY_VIOLATION)
				.put(reason.getBytes(StandardCharsets.US_ASCII));
			assertThat(all).endsWith(goodbye.array());
			StartedWorkers.await(() -> worker.connections().isEmpty());
			assertThat(this.events).containsExactly("full", "2 send buffer full and drop package", "close 1008");
			assertThat(worker.statistics().sendFailures()).isOne();
			assertThat(worker.rejections()).containsEntry("overflow", 1L);
		}
	}

	@Test
	@DisplayName("D-6 close: also the send of another thread closes, and a peer that never reads is gone soon")
	void closeFromAnotherThreadEndsTheConnection() throws Exception {
		Worker worker = this.workers.start(builder("tcp", Overflow.CLOSE));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			while (connection.status() == Connection.Status.ESTABLISHED) {
				connection.send(new byte[10_000]);
			}
			StartedWorkers.await(() -> worker.connections().isEmpty());
			assertThat(worker.rejections()).containsEntry("overflow", 1L);
			assertThat(connection.sendBufferSize()).isZero();
			assertThat(client.socket().isConnected()).isTrue();
		}
	}

	@Test
	@DisplayName("B-71 a stalled reader is closed after write-timeout, one that reads slowly is not")
	void stalledReaderIsClosed() throws Exception {
		Worker worker = this.workers
			.start(builder("tcp", Overflow.REJECT).maxSendBufferSize(20_000_000).writeTimeout(Duration.ofSeconds(1)));
		try (TestClient stalled = TestClient.narrow(worker)) {
			Connection first = StartedWorkers.connection(worker);
			try (TestClient slow = TestClient.narrow(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 2);
				long began = System.nanoTime();
				worker.broadcast(new byte[8_000_000]);
				while (first.status() != Connection.Status.CLOSED) {
					slow.bytes(50_000);
					Thread.sleep(10);
				}
				long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
				assertThat(millis).isBetween(990L, 2500L);
				assertThat(worker.connections()).hasSize(1);
				assertThat(worker.rejections()).containsEntry("write-timeout", 1L);
				assertThat(this.events).contains("close 1001");
				assertThat(stalled.drain()).isPositive();
			}
		}
	}

	@Test
	@DisplayName("B-71 closing a connection that does not read ends after write-timeout too")
	void closingConnectionThatDoesNotReadEnds() throws Exception {
		Worker worker = this.workers
			.start(builder("tcp", Overflow.REJECT).maxSendBufferSize(20_000_000).writeTimeout(Duration.ofMillis(300)));
		try (TestClient client = TestClient.narrow(worker)) {
			StartedWorkers.connection(worker).close(new byte[10_000_000]);
			StartedWorkers.await(() -> worker.connections().isEmpty());
			assertThat(worker.rejections()).containsEntry("write-timeout", 1L);
			assertThat(client.drain()).isPositive();
		}
	}

	@Test
	@DisplayName("D-7 all send buffers together hold no more than the budget, and who keeps up is not refused")
	void budgetBoundsAllSendBuffers() throws Exception {
		Worker worker = builder("tcp", Overflow.REJECT).maxSendBufferSize(10_000_000).count(2).build();
		this.workers.add(worker);
		WorkersOptions defaults = WorkersOptions.DEFAULTS;
		Workers all = Workers.of(new WorkersOptions(defaults.transport(), defaults.protocols(), defaults.json(),
				2_000_000, defaults.blockedLoopThreshold()), List.of(worker));
		all.start();
		List<TestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				clients.add(TestClient.narrow(worker));
			}
			StartedWorkers.await(() -> worker.connections().size() == 4);
			for (Connection connection : worker.connections()) {
				StartedWorkers.on(connection, () -> {
					for (int i = 0; i < 1000; i++) {
						connection.send(new byte[10_000]);
					}
					return null;
				});
			}
			assertThat(worker.statistics().sendPending()).isBetween(1_900_000L, 2_000_000L + 4 * 10_000);
			assertThat(this.events).contains("2 send buffers of all connections full and drop package");
			long before = worker.statistics().sendFailures();
			assertThat(before).isEqualTo(this.events.size());
			Connection stuck = worker.connections().iterator().next();
			assertThat(stuck.send("foreign")).isEqualTo(SendResult.FAILED);
			try (TestClient reader = TestClient.of(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 5);
				worker.broadcast("hello");
				assertThat(reader.bytes(5)).asString().isEqualTo("hello");
			}
			StartedWorkers.await(() -> worker.statistics().sendFailures() == before + 5);
		}
		finally {
			for (TestClient client : clients) {
				client.close();
			}
		}
		StartedWorkers.await(() -> worker.statistics().sendPending() == 0);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(StartedWorkers.connection(worker).sendAsync("again").toCompletableFuture())
				.succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo(SendResult.SENT);
			assertThat(client.bytes(5)).asString().isEqualTo("again");
		}
	}

	@Test
	@DisplayName("C-24 Broadcasts of another thread are bounded while the process is busy, and each loss is counted")
	void broadcastWhenProcessIsBusyIsBounded() throws Exception {
		Worker worker = this.workers.start(builder("tcp", Overflow.REJECT));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 2);
			CountDownLatch go = new CountDownLatch(1);
			CountDownLatch busy = new CountDownLatch(1);
			worker.processes().get(0).execute(() -> {
				busy.countDown();
				try {
					go.await(20, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
			for (int i = 0; i < 50; i++) {
				worker.broadcast(new byte[10_000 - 256 - 16]);
			}
			go.countDown();
			assertThat(first.bytes(10 * 9728)).hasSize(97_280);
			assertThat(second.bytes(10 * 9728)).hasSize(97_280);
			StartedWorkers.await(() -> worker.statistics().sendFailures() == 80);
			StartedWorkers.await(() -> this.events.size() == 80);
			worker.broadcast("after");
			assertThat(first.bytes(5)).asString().isEqualTo("after");
		}
	}

}
