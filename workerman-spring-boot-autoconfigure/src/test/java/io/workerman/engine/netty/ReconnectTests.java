package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ReconnectPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for connections that are made again.
 */
class ReconnectTests {

	private static final ReconnectPolicy QUICK = new ReconnectPolicy(Duration.ofMillis(20), 2, Duration.ofMillis(80),
			0.5, 0);

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private Worker host;

	private WorkerProcess process;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host"));
		this.process = this.host.processes().get(0);
	}

	private Worker echo(int port) {
		return this.workers.start(Worker.builder("echo")
			.listen("text://127.0.0.1:" + port)
			.onMessage((connection, message) -> connection.send(message)));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@Test
	@DisplayName("A-07 reconnect in onClose connects again after the delay, and keeps the callbacks")
	void reconnectWhenClosedConnectsAfterTheDelay() throws Exception {
		Worker echo = echo(0);
		Recorder client = Recorder.of("text://127.0.0.1:" + echo.port());
		List<Long> times = new CopyOnWriteArrayList<>();
		List<Status> statuses = new CopyOnWriteArrayList<>();
		client.connection().onClose((self, reason) -> {
			times.add(System.nanoTime());
			client.connection().reconnect(Duration.ofMillis(250));
			statuses.add(client.connection().status());
		});
		client.connection().onConnect((self) -> {
			times.add(System.nanoTime());
			self.send("hello");
		});
		client.connectOn(this.host).await(1, "message hello");
		StartedWorkers.connection(echo).destroy();
		client.await(2, "message hello");
		assertThat(statuses.get(0)).isEqualTo(Status.CONNECTING);
		assertThat(Duration.ofNanos(times.get(2) - times.get(1))).isBetween(Duration.ofMillis(249),
				Duration.ofSeconds(10));
	}

	@Test
	@DisplayName("A-07 reconnect without a delay connects at once, and what is sent right after it is queued")
	void reconnectWhenWithoutDelayConnectsAtOnce() throws Exception {
		Worker echo = echo(0);
		Recorder client = Recorder.of("text://127.0.0.1:" + echo.port());
		client.connection().onClose((self, reason) -> {
			client.connection().reconnect();
			client.events().add("sent " + client.connection().send("queued"));
		});
		client.connectOn(this.host).await("connect");
		StartedWorkers.connection(echo).destroy();
		client.await("message queued");
		assertThat(client.events()).containsExactly("connect", "sent QUEUED", "drain", "connect", "message queued");
	}

	@Test
	@DisplayName("A-07 A second reconnect replaces the delay of the first, from any thread")
	void reconnectWhenRepeatedReplacesTheDelay() throws Exception {
		Worker echo = echo(0);
		Recorder client = Recorder.of("text://127.0.0.1:" + echo.port()).connectOn(this.host);
		client.await("connect");
		client.connection().close();
		client.await(1, "close");
		client.connection().reconnect(Duration.ofHours(1));
		assertThat(client.connection().send("kept")).isNotNull();
		client.connection().reconnect(Duration.ofMillis(10));
		client.await(2, "connect");
		assertThat(echo.statistics().opened()).isEqualTo(2);
		client.connection().reconnect(Duration.ofMillis(1));
		assertThat(client.connection().status()).isEqualTo(Status.ESTABLISHED);
		assertThatIllegalArgumentException().isThrownBy(() -> client.connection().reconnect(Duration.ofMillis(-1)))
			.withMessage("delay: PT-0.001S (expected: >= 0)");
	}

	@Test
	@DisplayName("B-19 cancelReconnect gives up what was asked for")
	void cancelReconnectWhenWaitingGivesUp() throws Exception {
		Worker echo = echo(0);
		Recorder client = Recorder.of("text://127.0.0.1:" + echo.port());
		StartedWorkers.on(this.process, () -> {
			client.connection().reconnect(Duration.ofMillis(50));
			client.connection().send("lost");
			client.connection().cancelReconnect();
			return null;
		});
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		assertThat(client.connection().send("x")).isEqualTo(SendResult.FAILED);
		assertThat(((NettyProcess) this.process).departures().dialling()).isEmpty();
		StartedWorkers.on(this.process, () -> {
			client.connection().reconnect(Duration.ofMillis(50));
			client.connection().close();
			return null;
		});
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		Recorder later = Recorder.of("text://127.0.0.1:" + echo.port());
		StartedWorkers.on(this.process, () -> {
			later.connection().reconnect(Duration.ofMillis(100));
			return null;
		});
		later.await("connect");
		assertThat(client.events()).isEmpty();
	}

	@Test
	@DisplayName("B-19 By its policy a connection comes back when its server does, and not when the application closes it")
	void connectionWhenServerGoesAndComesIsMadeAgain() throws Exception {
		int port = freePort();
		Recorder client = Recorder.of(AsyncTcpConnection.builder("text://127.0.0.1:" + port).reconnect(QUICK))
			.connectOn(this.host);
		client.await(3, "error 1");
		Worker echo = echo(port);
		client.await(1, "connect");
		echo.stop();
		client.await(1, "close 1000 CLIENT");
		client.await(5, "error 1");
		echo.start();
		client.await(2, "connect");
		client.connection().send("hello");
		client.await("message hello");
		assertThat(client.count("error")).isEqualTo(client.count("close 1006"));
		client.connection().close();
		client.await("close 1000 SERVER");
		assertThat(((NettyProcess) this.process).departures().dialling()).isEmpty();
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
	}

	@Test
	@DisplayName("B-19 The delays grow with jitter, and the attempts end at their limit")
	void connectionWhenServerStaysAwayIsTriedAtGrowingDelays() throws Exception {
		ReconnectPolicy policy = new ReconnectPolicy(Duration.ofMillis(40), 2, Duration.ofMillis(160), 0.25, 4);
		List<Long> times = new CopyOnWriteArrayList<>();
		Recorder client = Recorder.of(AsyncTcpConnection.builder("text://127.0.0.1:" + freePort()).reconnect(policy));
		client.connection().onError((self, code, message) -> times.add(System.nanoTime()));
		client.connectOn(this.host);
		StartedWorkers.await(() -> times.size() == 5 && client.connection().status() == Status.CLOSED);
		long[] least = { 30, 60, 120, 120 };
		for (int i = 0; i < least.length; i++) {
			assertThat((times.get(i + 1) - times.get(i)) / 1_000_000).isGreaterThanOrEqualTo(least[i]);
		}
		assertThat(client.count("close")).isEqualTo(5);
		client.connectOn(this.host);
		StartedWorkers.await(() -> times.size() == 10);
	}

	@Test
	@DisplayName("B-19 A server that accepts and closes at once is not stormed")
	void connectionWhenServerClosesAtOnceIsTriedAtGrowingDelays() throws Exception {
		ReconnectPolicy policy = new ReconnectPolicy(Duration.ofMillis(50), 2, Duration.ofSeconds(10), 0, 3);
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Recorder client = Recorder
				.of(AsyncTcpConnection.builder("text://127.0.0.1:" + server.getLocalPort()).reconnect(policy))
				.connectOn(this.host);
			List<Long> times = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				try (Socket accepted = server.accept()) {
					times.add(System.nanoTime());
					accepted.setSoLinger(true, 0);
				}
			}
			client.await(4, "close");
			// the first connection had no delay before it, so the count begins behind it
			assertThat((times.get(2) - times.get(1)) / 1_000_000).isGreaterThanOrEqualTo(95);
			assertThat((times.get(3) - times.get(2)) / 1_000_000).isGreaterThanOrEqualTo(195);
			assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		}
	}

	@Test
	@DisplayName("B-19 A policy ends with the worker")
	void policyWhenWorkerStopsEndsToo() throws Exception {
		Recorder client = Recorder.of(AsyncTcpConnection.builder("text://127.0.0.1:" + freePort()).reconnect(QUICK))
			.connectOn(this.host);
		client.await(2, "error");
		this.host.stop();
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		assertThat(client.count("error")).isEqualTo(client.count("close 1006"));
	}

}
