package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.client.AsyncTcpConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how connections that dial out fail, count, and end.
 */
class DialLifeTests {

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private Worker host;

	private WorkerProcess process;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host").count(2));
		this.process = this.host.processes().get(0);
	}

	private static String address(String scheme, Worker worker) {
		return scheme + "://127.0.0.1:" + worker.port();
	}

	private Worker echo(String scheme) {
		return this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
	}

	@Test
	@DisplayName("A-06 A refused connection is an error with the system's words and then a close, each once")
	void connectWhenRefusedFailsOnce() throws Exception {
		int free;
		try (ServerSocket socket = new ServerSocket(0)) {
			free = socket.getLocalPort();
		}
		Recorder client = Recorder.of("tcp://127.0.0.1:" + free);
		CompletionStage<SendResult> held = client.connection().sendAsync("lost");
		client.connectOn(this.host).await(1, "close");
		assertThat(client.events()).hasSize(2);
		assertThat(client.events().get(0)).matches(
				"error 1 connect 127\\.0\\.0\\.1:" + free + " fail after \\d+\\.\\d{3} seconds: Connection refused");
		assertThat(client.events().get(1)).isEqualTo("close 1006 NETWORK");
		assertThat(held.toCompletableFuture()).isCompletedWithValue(SendResult.FAILED);
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		assertThat(this.host.connections()).isEmpty();
	}

	@Test
	@DisplayName("A-06 A connection that takes too long is an error that says how long")
	void connectWhenNobodyAcceptsTimesOut() throws Exception {
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			List<Socket> fillers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				fillers.add(filler(full));
			}
			Recorder client = Recorder
				.of(AsyncTcpConnection.builder("tcp://127.0.0.1:" + full.getLocalPort())
					.connectTimeout(Duration.ofMillis(300)))
				.connectOn(this.host);
			client.await(1, "close");
			assertThat(client.events()).hasSize(2);
			assertThat(client.events().get(0)).matches(
					"error 1 connect 127\\.0\\.0\\.1:" + full.getLocalPort() + " fail after 0\\.[3-9]\\d\\d seconds");
			for (Socket filler : fillers) {
				filler.close();
			}
		}
	}

	private static Socket filler(ServerSocket full) throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()), 100);
		}
		catch (java.net.SocketTimeoutException ex) {
			// it is full
		}
		return socket;
	}

	@Test
	@DisplayName("A-06 An unknown host is an error, and the process is not blocked by the lookup")
	void connectWhenHostIsUnknownFails() throws Exception {
		Recorder client = Recorder.of("tcp://nowhere.invalid:80").connectOn(this.host);
		client.await(1, "close");
		assertThat(client.events().get(0)).contains("connect nowhere.invalid:80 fail after")
			.endsWith("The host 'nowhere.invalid' is unknown");
	}

	@Test
	@DisplayName("A-06 A host with several addresses is tried at each")
	void connectWhenFirstAddressRefusesTriesTheNext() throws Exception {
		Recorder client = Recorder.of("text://localhost:" + echo("text").port()).connectOn(this.host);
		client.connection().send("hello");
		client.await("message hello");
	}

	@Test
	@DisplayName("X-12 A dialled connection counts on its process, is none of those opened, and gets no broadcast")
	void connectionWhenDialledIsCounted() throws Exception {
		Worker echo = echo("text");
		Recorder client = Recorder.of(address("text", echo)).connectOn(this.host);
		client.await("connect");
		assertThat(this.process.connections()).containsExactly(client.connection());
		assertThat(this.host.connection(client.connection().id())).isSameAs(client.connection());
		this.host.broadcast("not for servers");
		client.connection().send("hello");
		client.await(1, "message");
		assertThat(client.events()).contains("message hello").doesNotContain("message not for servers");
		assertThat(this.host.statistics().connections()).isOne();
		assertThat(this.host.statistics().opened()).isZero();
		assertThat(this.host.statistics().messagesReceived()).isOne();
		assertThat(client.connection().bytesWritten()).isEqualTo(6);
		assertThat(client.connection().bytesRead()).isEqualTo(6);
		client.connection().close();
		client.await(1, "close");
		assertThat(this.host.connections()).isEmpty();
		assertThat(this.host.statistics().closedByServer()).isZero();
	}

	@Test
	void workerWhenItStopsFlushesAndClosesItsClients() throws Exception {
		List<String> received = new ArrayList<>();
		Worker sink = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> received.add((String) message)));
		Recorder up = Recorder.of(address("text", sink)).connectOn(this.host);
		up.await("connect");
		up.connection().onClose((self, reason) -> {
			up.events().add("close " + reason.code() + " " + reason.initiator());
			up.connection().reconnect();
		});
		Recorder waiting = Recorder.of(address("text", sink));
		StartedWorkers.on(this.process, () -> {
			waiting.connection().reconnect(Duration.ofSeconds(60));
			up.connection().send("last words");
			return null;
		});
		CompletionStage<SendResult> held = waiting.connection().sendAsync("never");
		this.host.stop();
		assertThat(up.events()).containsExactly("connect", "close 1001 SERVER");
		assertThat(waiting.events()).isEmpty();
		assertThat(held.toCompletableFuture()).isCompletedWithValue(SendResult.FAILED);
		assertThat(up.connection().status()).isEqualTo(Status.CLOSED);
		assertThat(waiting.connection().status()).isEqualTo(Status.CLOSED);
		StartedWorkers
			.await(() -> StartedWorkers.on(sink.processes().get(0), () -> received.equals(List.of("last words"))));
		this.host.start();
		up.connectOn(this.host).await(2, "connect");
	}

	@Test
	void callbackWhenItThrowsHarmsNobody() throws Exception {
		Worker echo = echo("text");
		Recorder good = Recorder.of(address("text", echo)).connectOn(this.host);
		Recorder bad = Recorder.of(address("text", echo));
		bad.connection().onConnect((self) -> {
			throw new IllegalStateException("on purpose");
		});
		bad.connection().onMessage((self, message) -> {
			throw new IllegalStateException("on purpose");
		});
		bad.connectOn(this.host).connection().send("x");
		good.connection().send("hello");
		good.await("message hello");
		StartedWorkers.await(() -> this.host.statistics().exceptions() == 2);
		assertThat(bad.connection().status()).isEqualTo(Status.ESTABLISHED);
	}

	@Test
	void connectionsWhenOpenedAndClosedAtRandomAreNotRetained() throws Exception {
		Worker echo = echo("text");
		java.util.Random random = new java.util.Random(42);
		List<Recorder> clients = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			Recorder client = Recorder.of(address("text", echo));
			clients.add(client);
			int way = random.nextInt(6);
			this.process.execute(() -> {
				client.connection().connect();
				client.connection().send("hello".repeat(random.nextInt(50)));
				switch (way) {
					case 0 -> client.connection().close();
					case 1 -> client.connection().destroy();
					case 2 -> client.connection().end("bye");
					case 3 -> client.connection().onConnect((self) -> self.destroy());
					case 4 -> client.connection().onConnect((self) -> self.close("bye"));
					default -> client.connection().onMessage((self, message) -> self.close());
				}
			});
		}
		clients.forEach((client) -> client.await(1, "close"));
		assertThat(clients).allSatisfy((client) -> {
			assertThat(client.count("close")).isOne();
			assertThat(client.count("error")).isZero();
			assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
			assertThat(client.connection().sendBufferSize()).isZero();
		});
		assertThat(this.process.connections()).isEmpty();
		StartedWorkers.await(() -> echo.connections().isEmpty());
		assertThat(((NettyProcess) this.process).departures().dialling()).isEmpty();
	}

}
