package io.workerman.engine.netty;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.protocol.TcpProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for connections that dial out: what they speak, and where they may be connected.
 */
class DialTests {

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

	@ParameterizedTest
	@DisplayName("A-01 tcp, text and frame are spoken, whatever the case of the scheme")
	@ValueSource(strings = { "tcp", "text", "frame", "Text" })
	void clientWhenServerEchoesGetsItsMessage(String scheme) throws Exception {
		Recorder client = Recorder.of(address(scheme, echo(scheme))).connectOn(this.host);
		client.await("connect");
		client.connection().send("hello");
		client.await("message hello");
		client.connection().close();
		client.await("close 1000 SERVER");
		assertThat(client.events()).containsExactly("connect", "message hello", "close 1000 SERVER");
	}

	@Test
	@DisplayName("C-02 A client changes its protocol on its process, asked for by any thread")
	void protocolWhenChangedElsewhereChangesOnTheProcess() throws Exception {
		Recorder client = Recorder.of(address("tcp", echo("tcp"))).connectOn(this.host);
		client.await("connect");
		BlockingQueue<String> threads = new LinkedBlockingQueue<>();
		client.connection().protocol((context) -> {
			threads.add(Thread.currentThread().getName());
			return TcpProtocol.TCP.newCodec(context);
		});
		assertThat(threads.poll(10, TimeUnit.SECONDS)).isEqualTo(client.connection().process().threadName());
	}

	@Test
	@DisplayName("A-01 A Unix domain socket is dialled")
	void clientWhenUnixGetsItsMessage(@TempDir Path directory) throws Exception {
		String address = "unix://" + directory.resolve("app.sock");
		this.workers
			.start(StartedWorkers.builder(address).onMessage((connection, message) -> connection.send(message)));
		Recorder client = Recorder.of(address).connectOn(this.host);
		client.connection().send("hello");
		client.await("message hello");
		assertThat(client.connection().remoteIp()).isEmpty();
		assertThat(client.connection().remoteHost()).isEqualTo(directory.resolve("app.sock").toString());
	}

	@Test
	@DisplayName("A-01 A protocol of the application is spoken, by its name or as an object")
	void clientWhenProtocolIsCustomGetsItsMessage() throws Exception {
		Worker echo = Worker.builder("echo")
			.listen("Line://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message))
			.build();
		Worker host = Worker.builder("lines").build();
		Workers both = Workers.of(new WorkersOptions(WorkersOptions.DEFAULTS.transport(),
				Map.of("Line", new LineProtocol()), WorkersOptions.DEFAULTS.json()), List.of(echo, host));
		both.start();
		try {
			Recorder byName = Recorder.of(address("line", echo)).connectOn(host);
			byName.connection().send("hello");
			byName.await("message hello");
			Recorder asObject = Recorder
				.of(AsyncTcpConnection.builder(address("tcp", echo)).protocol(new LineProtocol()));
			asObject.connection().send("early");
			asObject.connectOn(host).await("message early");
		}
		finally {
			both.stop();
		}
	}

	@Test
	@DisplayName("A-01 A scheme that no protocol has is refused on the process")
	void connectWhenSchemeIsUnknownThrows() throws Exception {
		AsyncTcpConnection client = AsyncTcpConnection.to("nope://127.0.0.1:1");
		assertThatIllegalStateException().isThrownBy(() -> client.send("x"))
			.withMessage("Whether there is a protocol 'nope' is known on a process only: connect first, or set the"
					+ " protocol with the builder");
		StartedWorkers.on(this.process, () -> assertThatIllegalArgumentException().isThrownBy(client::connect)
			.withMessage(
					"No protocol has the scheme 'nope' (expected one of frame, ssl, tcp, text, unix, ws," + " wss)"));
		StartedWorkers.on(this.process, () -> assertThatIllegalArgumentException()
			.isThrownBy(() -> AsyncTcpConnection.to("nope://127.0.0.1:1")));
	}

	@Test
	@DisplayName("A-02 The address of this side can be chosen")
	void clientWhenBoundHasThatAddress() throws Exception {
		Worker echo = echo("text");
		int free;
		try (ServerSocket socket = new ServerSocket(0)) {
			free = socket.getLocalPort();
		}
		Recorder client = Recorder.of(AsyncTcpConnection.builder(address("text", echo)).bind("127.0.0.2", free))
			.connectOn(this.host);
		client.await("connect");
		assertThat(client.connection().localIp()).isEqualTo("127.0.0.2");
		assertThat(client.connection().localPort()).isEqualTo(free);
		assertThat(StartedWorkers.connection(echo).remoteIp()).isEqualTo("127.0.0.2");
	}

	@Test
	@DisplayName("A-03 connect is for processes, and says how to get there")
	void connectWhenElsewhereThrows() throws Exception {
		AsyncTcpConnection client = AsyncTcpConnection.to(address("text", echo("text")));
		assertThatIllegalStateException().isThrownBy(client::connect)
			.withMessageContaining("must be connected on a process, not on ")
			.withMessageEndingWith(": use process.execute(connection::connect)");
		assertThatIllegalStateException().isThrownBy(client::process).withMessageContaining("no process yet");
		assertThatIllegalStateException().isThrownBy(client::reconnect);
		Recorder recorder = new Recorder(client).connectOn(this.host);
		recorder.await("connect");
		StartedWorkers.on(this.host.processes().get(1),
				() -> assertThatIllegalStateException().isThrownBy(client::connect)
					.withMessageContaining("must be connected on workerman-host-0, not on workerman-host-1"));
		assertThat(client.process()).isSameAs(this.process);
		assertThat(client.worker()).isSameAs(this.host);
	}

	@Test
	@DisplayName("A-03 connect does nothing while the connection is being made or is up, and connects a closed one again")
	void connectWhenRepeatedConnectsOnce() throws Exception {
		Worker echo = echo("text");
		Recorder client = Recorder.of(address("text", echo));
		StartedWorkers.on(this.process, () -> {
			client.connection().connect();
			client.connection().connect();
			return client.connection().status();
		});
		client.await("connect");
		client.connectOn(this.host);
		StartedWorkers.await(() -> echo.connections().size() == 1);
		assertThat(client.connection().status()).isEqualTo(Status.ESTABLISHED);
		client.connection().close();
		client.await(1, "close");
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
		assertThat(client.connection().send("x")).isEqualTo(SendResult.FAILED);
		long id = client.connection().id();
		client.connectOn(this.host).await(2, "connect");
		client.connection().send("again");
		client.await("message again");
		assertThat(client.connection().id()).isEqualTo(id);
		assertThat(echo.statistics().opened()).isEqualTo(2);
	}

	@Test
	@DisplayName("A-03 connect while closing connects when it has closed")
	void connectWhenClosingConnectsAfterwards() throws Exception {
		Recorder client = Recorder.of(address("text", echo("text"))).connectOn(this.host);
		client.await("connect");
		StartedWorkers.on(this.process, () -> {
			client.connection().end(null);
			client.connection().connect();
			return null;
		});
		client.await(2, "connect");
		assertThat(client.events()).containsExactly("connect", "close 1000 SERVER", "connect");
	}

	@Test
	@DisplayName("IO-01 The callbacks of a client run on the process of the connection that it serves")
	void callbacksWhenDialledFromConnectionRunOnItsProcess() throws Exception {
		Worker tasks = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> connection.send("done " + message)));
		Worker front = this.workers.start(StartedWorkers.text().count(3).onMessage((connection, message) -> {
			AsyncTcpConnection task = AsyncTcpConnection.to(address("Text", tasks));
			task.send(message);
			task.onMessage((self, result) -> {
				self.close();
				connection.send(
						result + " " + connection.process().inProcess() + self.process().equals(connection.process()));
			});
			task.connect();
		}));
		for (int i = 0; i < 6; i++) {
			try (TestClient client = TestClient.of(front)) {
				assertThat(client.send("mail\n").line()).isEqualTo("done mail truetrue");
			}
		}
		StartedWorkers.await(() -> tasks.connections().isEmpty());
	}

	@Test
	void maxPackageSizeWhenExceededClosesTheConnection() throws Exception {
		Worker big = this.workers
			.start(StartedWorkers.text().onConnect((connection) -> connection.send("x".repeat(100))));
		Recorder client = Recorder.of(AsyncTcpConnection.builder(address("text", big)).maxPackageSize(50))
			.connectOn(this.host);
		client.await("close 1009 SERVER");
	}

	@Test
	void protocolWhenChangedIsForThatSocketOnly() throws Exception {
		Recorder client = Recorder.of(address("text", echo("tcp"))).connectOn(this.host);
		client.await("connect");
		Connection connection = client.connection();
		StartedWorkers.on(this.process, () -> {
			connection.protocol(io.workerman.engine.protocol.TcpProtocol.TCP);
			return connection.send("raw".getBytes(StandardCharsets.UTF_8));
		});
		client.await("message raw");
		connection.destroy();
		client.await(1, "close");
		client.connectOn(this.host).connection().send("line");
		client.await("message line");
	}

}
