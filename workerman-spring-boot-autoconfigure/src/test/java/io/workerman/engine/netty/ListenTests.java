package io.workerman.engine.netty;

import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.JsonCodec;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A worker that listens on a process of another.
 */
class ListenTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private static WorkerBuilder inner(String address) {
		return Worker.builder("inner").listen(address).stopTimeout(Duration.ofMillis(500));
	}

	private static byte[] handshake(int port) {
		return String
			.join("\r\n", "GET / HTTP/1.1", "Host: 127.0.0.1:" + port, "Upgrade: websocket", "Connection: Upgrade",
					"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "")
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static TestClient webSocket(Worker worker) throws Exception {
		TestClient client = TestClient.of(worker).send(handshake(worker.port()));
		assertThat(client.line()).isEqualTo("HTTP/1.1 101 Switching Protocols\r");
		String line = client.line();
		while (!line.equals("\r")) {
			line = client.line();
		}
		return client;
	}

	@Test
	@DisplayName("F-05 W-63 A text worker in the process of a WebSocket worker pushes to its clients")
	void pushWhenInTheSameProcessReachesTheUid() throws Exception {
		Map<Object, Connection> byUid = new ConcurrentHashMap<>();
		Worker inner = this.workers.add(inner("text://127.0.0.1:0").onMessage((connection, message) -> {
			Map<?, ?> data = (Map<?, ?>) JsonCodec.standard()
				.read(message.toString().getBytes(StandardCharsets.UTF_8), Map.class);
			Connection target = byUid.get(data.get("uid"));
			connection.send((target != null) ? "ok" : "fail");
			if (target != null) {
				target.send(message);
			}
		}).build());
		Worker outer = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.onWorkerStart((process) -> process.listen(inner))
			.onMessage((connection, message) -> {
				connection.attributes().put("uid", message);
				byUid.put(message, connection);
			})
			.onClose((connection, reason) -> byUid.remove(connection.attributes().get("uid"))));
		try (TestClient browser = webSocket(outer); TestClient caller = TestClient.of(inner)) {
			browser.send(new byte[] { (byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 'u', 'i', 'd', '1' });
			StartedWorkers.await(() -> byUid.containsKey("uid1"));
			String pushed = "{\"uid\":\"uid1\",\"percent\":\"88%\"}";
			assertThat(caller.send(pushed + "\n").bytes(3)).isEqualTo("ok\n".getBytes(StandardCharsets.UTF_8));
			assertThat(browser.bytes(2)).containsExactly(0x81, pushed.length());
			assertThat(new String(browser.bytes(pushed.length()), StandardCharsets.UTF_8)).isEqualTo(pushed);
			assertThat(caller.send("{\"uid\":\"uid2\",\"percent\":\"88%\"}\n").bytes(5))
				.isEqualTo("fail\n".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	@DisplayName("W-63 The inner worker has the thread of the outer process, and is a worker of its own in all else")
	void listenWhenStartedSharesOnlyTheThread() throws Exception {
		Worker inner = this.workers
			.add(inner("text://127.0.0.1:0").onWorkerStart((process) -> this.events.add(process.threadName()))
				.onMessage((connection, message) -> {
					this.events.add(Thread.currentThread().getName());
					connection.send(connection.worker().name() + " " + connection.process().id());
				})
				.onWorkerStop((process) -> this.events.add("inner stop"))
				.onClose((connection, reason) -> this.events.add("inner close " + reason.code()))
				.build());
		Worker outer = this.workers.start(StartedWorkers.text()
			.onWorkerStart((process) -> process.listen(inner))
			.onMessage((connection, message) -> connection.send(connection.worker().name()))
			.onWorkerStop((process) -> this.events.add("outer stop")));
		assertThat(inner.state()).isEqualTo(State.RUNNING);
		assertThat(inner.port()).isPositive().isNotEqualTo(outer.port());
		try (TestClient toOuter = TestClient.of(outer); TestClient toInner = TestClient.of(inner)) {
			assertThat(toOuter.send("?\n").line()).isEqualTo("test");
			assertThat(toInner.send("?\n").line()).isEqualTo("inner 0");
			assertThat(this.events).containsExactly("workerman-test-0", "workerman-test-0");
			assertThat(inner.connections()).hasSize(1).doesNotContainAnyElementsOf(outer.connections());
			assertThat(inner.statistics().messagesReceived()).isOne();
			assertThat(outer.statistics().messagesReceived()).isOne();
			assertThat(StartedWorkers.<Boolean>on(inner.processes().get(0), outer.processes().get(0)::inProcess))
				.isTrue();
			this.events.clear();
			outer.stop();
			assertThat(inner.state()).isEqualTo(State.STOPPED);
			assertThat(toInner.rest()).isEmpty();
			assertThat(this.events).containsExactly("outer stop", "inner stop", "inner close 1001");
		}
		outer.start();
		assertThat(inner.state()).isEqualTo(State.RUNNING);
		try (TestClient again = TestClient.of(inner)) {
			assertThat(again.send("?\n").line()).isEqualTo("inner 0");
		}
	}

	@Test
	@DisplayName("W-63 An inner worker can stop, and listen again, while the outer goes on")
	void stopWhenInnerLeavesTheOuterAlone() throws Exception {
		Worker inner = this.workers.add(inner("text://127.0.0.1:0").onMessage(Connection::send).build());
		Worker outer = this.workers.start(StartedWorkers.text().onMessage(Connection::send));
		WorkerProcess process = outer.processes().get(0);
		try (TestClient client = TestClient.of(outer)) {
			for (int i = 0; i < 3; i++) {
				StartedWorkers.on(process, () -> {
					process.listen(inner);
					return null;
				});
				try (TestClient toInner = TestClient.of(inner)) {
					assertThat(toInner.send("a\n").line()).isEqualTo("a");
				}
				int port = inner.port();
				inner.stop();
				assertThat(inner.state()).isEqualTo(State.STOPPED);
				assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> TestClient.of("127.0.0.1", port));
				assertThat(client.send("b\n").line()).isEqualTo("b");
			}
		}
		assertThat(process.threadName()).isEqualTo("workerman-test-0");
	}

	@Test
	@DisplayName("W-63 W-09 Two processes that listen on one port: Address already in use, and the start fails")
	void listenWhenSeveralProcessesFailsTheStart() throws Exception {
		int port = freePort();
		Worker outer = this.workers.add(StartedWorkers.text()
			.count(2)
			.onWorkerStart((process) -> process.listen(inner("text://127.0.0.1:" + port).build()))
			.build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(outer::start)
			.withMessage("Worker 'inner' cannot listen on text://127.0.0.1:%d: Address already in use".formatted(port))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.ADDRESS_IN_USE));
		assertThat(outer.state()).isEqualTo(State.STOPPED);
		this.workers.start(StartedWorkers.builder("text://127.0.0.1:" + port));
	}

	@Test
	@DisplayName("W-63 W-25 With reusePort each process listens on the same port with a worker of its own")
	void listenWhenReusePortServesOnEachProcess() throws Exception {
		int port = freePort();
		List<Worker> inner = new CopyOnWriteArrayList<>();
		Worker outer = this.workers.start(StartedWorkers.text().count(2).onWorkerStart((process) -> {
			Worker listening = inner("text://127.0.0.1:" + port).reusePort(true)
				.onMessage((connection, message) -> connection.send(Thread.currentThread().getName()))
				.build();
			inner.add(listening);
			process.listen(listening);
		}));
		for (int i = 0; i < 20; i++) {
			try (TestClient client = TestClient.of("127.0.0.1", port)) {
				this.events.add(client.send("?\n").line());
			}
		}
		assertThat(this.events).contains("workerman-test-0", "workerman-test-1");
		outer.stop();
		assertThat(inner).hasSize(2).allMatch((worker) -> worker.state() == State.STOPPED);
	}

	@Test
	@DisplayName("listen refuses another thread, a worker that runs, and one with several processes")
	void listenWhenImpossibleSaysWhy() throws Exception {
		Worker outer = this.workers.start(StartedWorkers.text());
		WorkerProcess process = outer.processes().get(0);
		Worker inner = this.workers.start(inner("text://127.0.0.1:0"));
		assertThatIllegalStateException().isThrownBy(() -> process.listen(inner))
			.withMessage("Worker 'inner' cannot listen: listen must be called on workerman-test-0, not on main");
		StartedWorkers.on(process, () -> {
			assertThatIllegalStateException().isThrownBy(() -> process.listen(inner))
				.withMessage("Worker 'inner' cannot start: it is RUNNING already");
			assertThatIllegalArgumentException().isThrownBy(() -> process.listen(inner(null).count(2).build()))
				.withMessage("count: 2 (expected: 1, because worker 'inner' shares one process)");
			return null;
		});
		assertThat(inner.processes().get(0).threadName()).isEqualTo("workerman-inner-0");
	}

	@Test
	@DisplayName("A start that fails later takes the inner worker with it")
	void startWhenFailingLaterStopsTheInner() throws Exception {
		Worker inner = this.workers.add(inner("text://127.0.0.1:0").build());
		Worker outer = this.workers.add(StartedWorkers.text().onWorkerStart((process) -> {
			process.listen(inner);
			this.events.add(String.valueOf(inner.port()));
			throw new IllegalStateException("later");
		}).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(outer::start);
		assertThat(inner.state()).isEqualTo(State.STOPPED);
		this.workers.start(StartedWorkers.builder("text://127.0.0.1:" + this.events.get(0)));
	}

	@Test
	@DisplayName("A reload of the outer worker leaves the inner one and its connections alone")
	void reloadWhenOuterKeepsTheInner() throws Exception {
		Worker inner = this.workers.add(inner("text://127.0.0.1:0").onMessage(Connection::send).build());
		Worker outer = this.workers.start(StartedWorkers.text().onWorkerStart((process) -> process.listen(inner)));
		try (TestClient client = TestClient.of(inner)) {
			assertThat(client.send("a\n").line()).isEqualTo("a");
			outer.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			inner.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(client.send("b\n").line()).isEqualTo("b");
		}
	}

	private static int freePort() throws Exception {
		try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
