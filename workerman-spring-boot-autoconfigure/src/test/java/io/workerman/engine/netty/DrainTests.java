package io.workerman.engine.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.SendResult;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A graceful stop, and counters that are exact afterwards.
 */
class DrainTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("Rule 7: under load every reply that was accepted arrives before the end")
	void stopWhenClientsPipelineDeliversEveryReply() throws Exception {
		for (int round = 0; round < 3; round++) {
			ConcurrentHashMap<Integer, AtomicLong> accepted = new ConcurrentHashMap<>();
			Worker worker = this.workers.add(Worker.builder("load")
				.listen("text://127.0.0.1:0")
				.count(2)
				.stopTimeout(Duration.ofSeconds(20))
				.onMessage((connection, message) -> {
					if (connection.send(message + " " + "x".repeat(50)) != SendResult.FAILED) {
						accepted.computeIfAbsent(connection.remotePort(), (port) -> new AtomicLong()).incrementAndGet();
					}
				})
				.build());
			worker.start();
			List<Load> clients = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				clients.add(new Load(TestClient.of(worker)));
			}
			for (Load client : clients) {
				StartedWorkers.await(() -> client.received.get() > 500);
			}
			worker.stop();
			for (Load client : clients) {
				assertThat(client.ended.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(client.failures).isEmpty();
				assertThat(client.received.get()).isEqualTo(accepted.get(client.client.socket().getLocalPort()).get());
			}
		}
	}

	@Test
	@DisplayName("Rule 7: idle clients that never close do not delay the stop")
	void stopWhenClientsAreIdleIsQuick() throws Exception {
		Worker worker = this.workers.add(StartedWorkers.text().build());
		worker.start();
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(TestClient.of(worker));
		}
		StartedWorkers.await(() -> worker.connections().size() == 20);
		long start = System.nanoTime();
		worker.stop();
		assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
		assertThat(worker.statistics().closedByServer()).isEqualTo(20);
		for (TestClient client : clients) {
			assertThat(client.rest()).isEmpty();
			client.close();
		}
	}

	@Test
	@DisplayName("Rule 7: a reader that does not read is cut at the deadline")
	void stopWhenReaderStallsCutsItAtTheDeadline() throws Exception {
		List<CloseReason> reasons = new CopyOnWriteArrayList<>();
		Worker worker = this.workers.add(StartedWorkers.tcp()
			.stopTimeout(Duration.ofMillis(600))
			.onConnect((connection) -> connection.send(new byte[50_000_000]))
			.onClose((connection, reason) -> reasons.add(reason))
			.build());
		worker.start();
		try (TestClient client = TestClient.narrow(worker)) {
			StartedWorkers.await(() -> StartedWorkers.connection(worker).sendBufferSize() > 0);
			long start = System.nanoTime();
			worker.stop();
			assertThat(System.nanoTime() - start).isBetween(500_000_000L, 2_500_000_000L);
			assertThat(client.drain()).isLessThan(50_000_000);
		}
		assertThat(reasons).hasSize(1).extracting(CloseReason::code).containsExactly(CloseReason.GOING_AWAY);
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("X-11 200 connections that open, work and close in every way leave exact counters")
	void countersWhenConnectionsCloseInEveryWayAreExact() throws Exception {
		AtomicLong messages = new AtomicLong();
		AtomicLong closes = new AtomicLong();
		Worker worker = this.workers.start(StartedWorkers.text().count(2).onMessage((connection, message) -> {
			messages.incrementAndGet();
			if (message.equals("close")) {
				connection.close("bye");
			}
			else {
				connection.send(message);
			}
		}).onClose((connection, reason) -> closes.incrementAndGet()));
		Random random = new Random(11);
		List<TestClient> clients = new ArrayList<>();
		List<TestClient> lingering = new ArrayList<>();
		int[] ended = new int[3];
		long bytes = 0;
		for (int opened = 0; opened < 200 || !clients.isEmpty();) {
			if (opened < 200 && (clients.isEmpty() || random.nextInt(3) > 0)) {
				clients.add(TestClient.of(worker));
				opened++;
				continue;
			}
			TestClient client = clients.remove(random.nextInt(clients.size()));
			int lines = 1 + random.nextInt(5);
			for (int i = 0; i < lines; i++) {
				assertThat(client.send("hello\n").line()).isEqualTo("hello");
				bytes += 6;
			}
			int way = random.nextInt(3);
			ended[way]++;
			switch (way) {
				case 0 -> assertThat(client.finish().rest()).isEmpty();
				case 1 -> client.reset();
				default -> {
					assertThat(client.send("close\n").restAsText()).isEqualTo("bye\n");
					bytes += 6;
				}
			}
			lingering.add(client);
		}
		StartedWorkers.await(() -> worker.connections().isEmpty() && closes.get() == 200);
		for (TestClient client : lingering) {
			client.close();
		}
		Statistics statistics = worker.statistics();
		assertThat(statistics.opened()).isEqualTo(200);
		assertThat(statistics.connections()).isZero();
		assertThat(statistics.closedByClient()).isEqualTo(ended[0]);
		assertThat(statistics.closedByNetwork()).isEqualTo(ended[1]);
		assertThat(statistics.closedByServer()).isEqualTo(ended[2]);
		assertThat(statistics.messagesReceived()).isEqualTo(messages.get());
		assertThat(statistics.messagesSent()).isEqualTo(messages.get());
		assertThat(statistics.bytesReceived()).isEqualTo(bytes);
		assertThat(statistics.bytesSent()).isEqualTo(bytes - 2L * ended[2]);
		assertThat(statistics.sendFailures()).isZero();
		assertThat(statistics.exceptions()).isZero();
		assertThat(statistics.memory()).isZero();
	}

	@Test
	@DisplayName("Connections cut at any moment leave nothing behind")
	void cutWhenAtAnyMomentLeaksNothing() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.maxSendBufferSize(200_000)
			.onMessage((connection, message) -> {
				for (int i = 0; i < 30; i++) {
					connection.send(new byte[20_000]);
				}
				connection.worker().broadcast(new byte[5000]);
			})
			.onClose((connection, reason) -> closed.incrementAndGet()));
		Random random = new Random(12);
		byte[] frames = new byte[300];
		for (int i = 0; i < frames.length; i += 10) {
			frames[i + 3] = 10;
		}
		for (int i = 0; i < 100; i++) {
			TestClient client = TestClient.narrow(worker);
			client.send(Arrays.copyOf(frames, 10 + random.nextInt(frames.length - 10)));
			if (random.nextBoolean()) {
				client.bytes(random.nextInt(20_000));
			}
			if (random.nextBoolean()) {
				client.reset();
			}
			else {
				client.close();
			}
		}
		StartedWorkers.await(() -> closed.get() == 100);
		assertThat(worker.connections()).isEmpty();
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.statistics().memory()).isZero();
	}

	/**
	 * Sends lines far ahead of the answers and counts the answers until the server ends
	 * them.
	 */
	private static final class Load {

		private final TestClient client;

		private final Semaphore ahead = new Semaphore(2000);

		private final AtomicLong received = new AtomicLong();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final List<Throwable> failures = new CopyOnWriteArrayList<>();

		Load(TestClient client) {
			this.client = client;
			new Thread(this::write).start();
			new Thread(this::read).start();
		}

		private void write() {
			try {
				for (int i = 0; this.ended.getCount() > 0; i++) {
					this.ahead.acquire();
					this.client.send(i + "\n");
				}
			}
			catch (IOException ex) {
				// the server has closed
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void read() {
			int last = -1;
			try (BufferedReader reader = new BufferedReader(
					new InputStreamReader(this.client.socket().getInputStream(), StandardCharsets.UTF_8))) {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
					assertThat(number).isGreaterThan(last);
					last = number;
					this.received.incrementAndGet();
					this.ahead.release();
				}
			}
			catch (Exception | AssertionError ex) {
				this.failures.add(ex);
			}
			this.ended.countDown();
			this.ahead.release();
		}

	}

}
