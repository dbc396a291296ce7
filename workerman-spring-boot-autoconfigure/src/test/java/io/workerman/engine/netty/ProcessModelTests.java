package io.workerman.engine.netty;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a process promises, and what it speaks.
 */
class ProcessModelTests {

	private static final int CLIENTS = 8;

	private static final int MESSAGES = 500;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private int inside;

	private int calls;

	private int overlaps;

	private void enter() {
		this.inside++;
		if (this.inside != 1) {
			this.overlaps++;
		}
		this.calls++;
		this.inside--;
	}

	@Test
	@DisplayName("W-68 Callbacks and timers of a process run one after another, so that plain fields are enough")
	void callbacksWhenManyComeRunOneAfterAnother() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onWorkerStart((process) -> process.timers().add(Duration.ofMillis(1), this::enter))
			.onMessage((connection, message) -> enter()));
		WorkerProcess process = worker.processes().get(0);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			threads.add(new Thread(() -> {
				try (TestClient client = TestClient.of(worker)) {
					for (int j = 0; j < MESSAGES; j++) {
						client.send("x\n");
						process.execute(this::enter);
					}
					client.finish().rest();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(20_000);
		}
		StartedWorkers.await(() -> worker.statistics().messagesReceived() == CLIENTS * MESSAGES);
		assertThat(StartedWorkers.<Integer>on(process, () -> this.calls))
			.isGreaterThanOrEqualTo(2 * CLIENTS * MESSAGES);
		assertThat(StartedWorkers.<Integer>on(process, () -> this.overlaps)).isZero();
	}

	@Test
	@DisplayName("W-68 A callback that blocks delays its own process and no other")
	void callbackWhenBlockingDelaysItsProcessOnly() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Worker worker = this.workers.start(StartedWorkers.text().count(2).onMessage((connection, message) -> {
			if (message.equals("block")) {
				release.await();
			}
			connection.send(connection.process().id() + " " + message);
		}));
		try (TestClient first = TestClient.of(worker);
				TestClient second = TestClient.of(worker);
				TestClient third = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 3);
			first.send("block\n");
			StartedWorkers.await(() -> worker.statistics().messagesReceived() == 1);
			third.send("late\n");
			for (int i = 0; i < 20; i++) {
				assertThat(second.send("free\n").line()).isEqualTo("1 free");
			}
			assertThat(third.socket().getInputStream().available()).isZero();
			release.countDown();
			assertThat(first.line()).isEqualTo("0 block");
			assertThat(third.line()).isEqualTo("0 late");
		}
	}

	@ParameterizedTest
	@CsvSource({ "text, 'hi\n', 'hi\n'", "frame, '\0\0\0\u0006hi', '\0\0\0\u0006hi'", "tcp, hi, hi",
			"http, 'GET / HTTP/1.0\r\n\r\n', 'HTTP/1.'", "websocket, 'GET / HTTP/1.0\r\n\r\n', 'HTTP/1.'" })
	@DisplayName("W-02 W-05 A scheme is TCP with the protocol of that name")
	void schemeWhenNamedSpeaksTheProtocol(String scheme, String sent, String received) throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.builder(scheme + "://127.0.0.1:0").onMessage((connection, message) -> {
				if (!scheme.equals("http")) {
					connection.send(message);
				}
				else {
					connection.send("hi");
				}
			}));
		assertThat(worker.protocol()).isEqualTo(scheme);
		try (TestClient client = TestClient.of(worker)) {
			byte[] expected = received.getBytes(StandardCharsets.ISO_8859_1);
			client.send(sent.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(client.bytes(expected.length)).isEqualTo(expected);
		}
	}

	@Test
	@DisplayName("W-03 udp answers datagram by datagram, without connections")
	void schemeWhenUdpAnswersDatagrams() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("udp://127.0.0.1:0").onMessage(Connection::send));
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.setSoTimeout(10_000);
			for (String text : List.of("one", "two")) {
				byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
				socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), worker.port()));
				DatagramPacket answer = new DatagramPacket(new byte[100], 100);
				socket.receive(answer);
				assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(bytes);
			}
		}
		assertThat(worker.connections()).isEmpty();
		assertThat(worker.statistics().messagesReceived()).isEqualTo(2);
	}

	@Test
	@DisplayName("W-62 The max_request recipe: after so many messages a reload, and nobody notices")
	void reloadWhenRequestsReachALimitKeepsTheClient() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().bind((process) -> {
			int[] requests = { 0 };
			return new io.workerman.engine.CallbacksBuilder().message((connection, message) -> {
				requests[0]++;
				connection.send(String.valueOf(requests[0]));
				if (requests[0] == 10) {
					connection.worker().reload();
				}
			}).build();
		}));
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 1; i <= 10; i++) {
				assertThat(client.send("?\n").line()).isEqualTo(String.valueOf(i));
			}
			StartedWorkers.await(() -> Integer.parseInt(client.send("?\n").line()) < 10);
		}
	}

}
