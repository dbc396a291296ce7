package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code send} answers on the process of the connection, and what it does.
 */
class SendTests {

	private static final int LIMIT = 100_000;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger full = new AtomicInteger();

	private final AtomicInteger drained = new AtomicInteger();

	private Worker start(WorkerBuilder builder) {
		return this.workers.start(recording(builder));
	}

	private WorkerBuilder recording(WorkerBuilder builder) {
		return builder.onBufferFull((connection) -> {
			this.events.add("full");
			this.full.incrementAndGet();
		}).onBufferDrain((connection) -> {
			this.events.add("drain");
			this.drained.incrementAndGet();
		}).onError((connection, code, message) -> {
			assertThat(connection.process().inProcess()).isTrue();
			this.events.add(code + " " + message);
		}).onClose((connection, reason) -> this.events.add("close " + reason.initiator()));
	}

	/**
	 * Sends until the operating system takes no more, so that only the last message
	 * waits.
	 * @return the bytes that were accepted
	 */
	private static long fill(Connection connection) {
		byte[] chunk = new byte[50_000];
		long accepted = 0;
		while (connection.sendBufferSize() == 0) {
			assertThat(connection.send(chunk)).isNotEqualTo(SendResult.FAILED);
			accepted += chunk.length;
		}
		return accepted;
	}

	@Test
	@DisplayName("C-21 Outside of a burst a message that the operating system takes is SENT")
	void sendWhenTakenAnswersSent() throws Exception {
		Worker worker = start(StartedWorkers.text());
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(StartedWorkers.on(connection, () -> connection.send("hello"))).isEqualTo(SendResult.SENT);
			assertThat(client.line()).isEqualTo("hello");
			assertThat(connection.bytesWritten()).isEqualTo(6);
			assertThat(this.events).isEmpty();
		}
	}

	@Test
	@DisplayName("C-22 In a burst a message is QUEUED and leaves with the burst, which is no waiting")
	void sendWhenInBurstAnswersQueued() throws Exception {
		List<Object> seen = new CopyOnWriteArrayList<>();
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			seen.add(connection.send(message));
			seen.add(connection.sendBufferSize());
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nb\n");
			assertThat(client.line()).isEqualTo("a");
			assertThat(client.line()).isEqualTo("b");
		}
		assertThat(seen).containsExactly(SendResult.QUEUED, 0L, SendResult.QUEUED, 0L);
		assertThat(this.events).doesNotContain("drain");
	}

	@Test
	@DisplayName("C-24 D3 Below the limit by one byte a whole message is accepted, at the limit none, to the byte")
	void sendWhenAtLimitIsDropped() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			long accepted = StartedWorkers.on(connection, () -> {
				long sent = fill(connection);
				int limit = (int) connection.sendBufferSize() + 1000;
				connection.maxSendBufferSize(limit);
				assertThat(connection.send(new byte[999])).isEqualTo(SendResult.QUEUED);
				assertThat(connection.sendBufferSize()).isEqualTo(limit - 1);
				assertThat(this.events).isEmpty();
				assertThat(connection.send(new byte[5_000_000])).isEqualTo(SendResult.QUEUED);
				assertThat(this.events).containsExactly("full");
				assertThat(connection.sendBufferSize()).isEqualTo(limit - 1 + 5_000_000);
				assertThat(connection.send(new byte[1])).isEqualTo(SendResult.FAILED);
				assertThat(connection.send(new byte[1])).isEqualTo(SendResult.FAILED);
				assertThat(this.events).containsExactly("full", "2 send buffer full and drop package",
						"2 send buffer full and drop package");
				assertThat(connection.bytesWritten() + connection.sendBufferSize()).isEqualTo(sent + 5_000_999);
				return sent + 5_000_999;
			});
			assertThat(connection.status()).isEqualTo(Connection.Status.ESTABLISHED);
			assertThat(client.bytes((int) accepted)).hasSize((int) accepted);
			StartedWorkers.await(() -> this.drained.get() == 1);
			assertThat(this.full).hasValue(1);
			StartedWorkers.await(() -> connection.bytesWritten() == accepted);
			assertThat(connection.sendBufferSize()).isZero();
			assertThat(worker.statistics().sendFailures()).isEqualTo(2);
		}
	}

	@Test
	@DisplayName("C-24 Reaching exactly the limit is full, one byte less is not")
	void sendWhenReachingLimitIsFull() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.remotePort()).isEqualTo(client.socket().getLocalPort());
			StartedWorkers.on(connection, () -> {
				fill(connection);
				connection.maxSendBufferSize((int) connection.sendBufferSize() + 2);
				connection.send("x");
				assertThat(this.events).isEmpty();
				connection.send("x");
				assertThat(this.events).containsExactly("full");
				connection.maxSendBufferSize(connection.maxSendBufferSize() + 1);
				assertThat(connection.send("x")).isEqualTo(SendResult.QUEUED);
				assertThat(this.events).containsExactly("full", "full");
				assertThat(connection.send("x")).isEqualTo(SendResult.FAILED);
				return null;
			});
		}
	}

	@Test
	@DisplayName("C-24 In a burst the limit holds as well, within one burst and one message")
	void sendWhenInBurstHoldsTheLimit() throws Exception {
		CompletableFuture<long[]> seen = new CompletableFuture<>();
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(LIMIT).onMessage((connection, message) -> {
			long accepted = 0;
			for (int i = 0; i < 1_000_000 && connection.send(new byte[100]) != SendResult.FAILED; i++) {
				accepted += 100;
			}
			seen.complete(new long[] { accepted, connection.bytesWritten(), connection.sendBufferSize() });
		}));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go");
			long[] numbers = seen.get(20, TimeUnit.SECONDS);
			assertThat(numbers[1] + numbers[2]).isEqualTo(numbers[0]);
			assertThat(numbers[2]).isBetween((long) LIMIT, LIMIT + 64L * 1024 + 100);
			assertThat(this.events).containsExactly("full", "2 send buffer full and drop package");
			assertThat(client.bytes((int) numbers[0])).hasSize((int) numbers[0]);
			StartedWorkers.await(() -> this.drained.get() == 1);
		}
		assertThat(worker.statistics().sendFailures()).isOne();
	}

	@Test
	@DisplayName("W-46 The buffer drains also when it was never full, and each time that it was used")
	void drainWhenNeverFullIsReported() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			for (int i = 1; i <= 3; i++) {
				int accepted = StartedWorkers.on(connection, () -> fill(connection)).intValue();
				client.bytes(accepted);
				int times = i;
				StartedWorkers.await(() -> this.drained.get() == times);
			}
		}
		assertThat(this.full).hasValue(0);
	}

	@Test
	@DisplayName("W-45 W-46 Every full is followed by a drain, and a producer that waits for it loses nothing")
	void producerWhenItWaitsForDrainLosesNothing() throws Exception {
		byte[] sent = new byte[20_000_000];
		new Random(5).nextBytes(sent);
		AtomicInteger position = new AtomicInteger();
		Worker worker = this.workers.start(recording(StartedWorkers.tcp()).maxSendBufferSize(LIMIT)
			.onMessage((connection, message) -> produce(connection, sent, position))
			.onBufferDrain((connection) -> produce(connection, sent, position)));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go");
			assertThat(Arrays.equals(client.bytes(sent.length), sent)).isTrue();
			StartedWorkers.await(() -> StartedWorkers.connection(worker).sendBufferSize() == 0);
		}
		assertThat(worker.statistics().sendFailures()).isZero();
		assertThat(this.drained.get()).isGreaterThanOrEqualTo(this.full.get());
		for (int i = 1; i < this.events.size(); i++) {
			assertThat(this.events.get(i)).isNotEqualTo((this.events.get(i - 1).equals("full")) ? "full" : "");
		}
	}

	private static void produce(Connection connection, byte[] bytes, AtomicInteger position) {
		while (position.get() < bytes.length && connection.sendBufferSize() < connection.maxSendBufferSize()) {
			int end = Math.min(bytes.length, position.get() + 7000);
			connection.send(Arrays.copyOfRange(bytes, position.get(), end));
			position.set(end);
		}
	}

	@Test
	@DisplayName("C-20 Fifty megabytes in one message arrive whole through a slow reader")
	void sendWhenHugeArrivesWhole() throws Exception {
		byte[] sent = new byte[50_000_000];
		new Random(6).nextBytes(sent);
		Worker worker = start(StartedWorkers.tcp().onMessage((connection, message) -> connection.send(sent)));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go");
			assertThat(Arrays.equals(client.bytes(sent.length), sent)).isTrue();
			StartedWorkers.await(() -> this.events.contains("drain"));
		}
		assertThat(List.copyOf(this.events)).startsWith("full", "drain");
	}

	@Test
	@DisplayName("C-20 sendAsync completes when the operating system has taken the message, in order")
	void sendAsyncWhenTakenCompletes() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(10_000_000));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			List<Integer> order = new CopyOnWriteArrayList<>();
			List<CompletableFuture<SendResult>> stages = new ArrayList<>();
			StartedWorkers.on(connection, () -> {
				for (int i = 0; i < 20; i++) {
					int number = i;
					stages.add(connection.sendAsync(new byte[500_000]).toCompletableFuture());
					stages.get(i).thenRun(() -> order.add(number));
				}
				return null;
			});
			assertThat(stages.get(0)).isCompletedWithValue(SendResult.SENT);
			assertThat(stages.get(19)).isNotDone();
			client.bytes(20 * 500_000);
			assertThat(stages.get(19).get(10, TimeUnit.SECONDS)).isEqualTo(SendResult.SENT);
			assertThat(order).isSorted().hasSize(20);
			assertThat(connection.sendAsync("x").toCompletableFuture().get(10, TimeUnit.SECONDS))
				.isEqualTo(SendResult.SENT);
		}
	}

	@Test
	@DisplayName("C-20 sendAsync fails when the connection closes first, and sends of its stage keep the order")
	void sendAsyncWhenClosedFails() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000));
		CompletableFuture<SendResult> waiting;
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			waiting = StartedWorkers.on(connection, () -> connection.sendAsync(new byte[50_000_000]))
				.toCompletableFuture();
			assertThat(waiting).isNotDone();
			client.reset();
		}
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(SendResult.FAILED);
		StartedWorkers.await(() -> this.events.contains("close NETWORK"));
	}

	@Test
	@DisplayName("C-20 What a sendAsync stage sends goes behind what waits already")
	void sendWhenInStageGoesBehindWhatWaits() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			long accepted = StartedWorkers.on(connection, () -> {
				long filled = fill(connection);
				for (int i = 0; i < 30; i++) {
					String number = String.valueOf((char) ('A' + i));
					connection.send(number.repeat(70_000));
					connection.sendAsync(number).thenRun(() -> connection.send("."));
				}
				return filled + 30 * 70_001;
			});
			byte[] received = client.bytes((int) accepted + 30);
			String letters = new String(received, StandardCharsets.US_ASCII).replaceAll("[\0.]", "");
			assertThat(letters.chars().toArray()).isSorted();
		}
	}

	@Test
	@DisplayName("C-25 D3 A send that finds the peer gone is counted once, reported, then the connection closes")
	void sendWhenPeerIsGoneReportsAndCloses() throws Exception {
		List<SendResult> results = new CopyOnWriteArrayList<>();
		Worker worker = start(StartedWorkers.tcp());
		TestClient client = TestClient.of(worker);
		Connection connection = StartedWorkers.connection(worker);
		connection.pauseRecv();
		StartedWorkers.on(connection, () -> {
			client.reset();
			for (int i = 0; i < 1000 && !results.contains(SendResult.FAILED); i++) {
				results.add(connection.send("x"));
			}
			results.add(connection.send("late"));
			return null;
		});
		assertThat(this.events).containsExactly("2 client closed", "close NETWORK");
		assertThat(worker.statistics().sendFailures()).isOne();
		assertThat(results).endsWith(SendResult.FAILED, SendResult.FAILED);
		assertThat(worker.statistics().closedByNetwork()).isOne();
	}

	@Test
	@DisplayName("C-24 D20 Small messages to a reader that does not read cost no more memory than the limit")
	void sendWhenNobodyReadsIsBounded() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(LIMIT));
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			connection.process().timers().add(Duration.ofMillis(1), () -> {
				for (int i = 0; i < 1000; i++) {
					connection.send("x".repeat(20));
				}
			});
			StartedWorkers.await(() -> worker.statistics().sendFailures() > 100_000);
			assertThat(connection.sendBufferSize()).isBetween((long) LIMIT, LIMIT + 20L);
			assertThat(worker.statistics().sendPending()).isEqualTo(connection.sendBufferSize());
			assertThat(this.full).hasValue(1);
			client.reset();
		}
		StartedWorkers.await(() -> worker.statistics().closedByNetwork() == 1);
		assertThat(worker.statistics().sendPending()).isZero();
	}

}
