package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a server of Swoole does from its start to its end.
 */
class ServerModelTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	@Test
	@DisplayName("S-01 S-11 Port 0 is a free port that can be read, on IPv4 and IPv6, and a worker knows all of itself")
	void serverWhenStartedKnowsItself() throws Exception {
		Worker four = this.workers.start(StartedWorkers.text().count(3).backlog(99));
		Worker six = this.workers.start(StartedWorkers.builder("text://[::1]:0"));
		assertThat(four.port()).isPositive();
		assertThat(four.address()).isEqualTo("text://127.0.0.1:" + four.port());
		assertThat(six.address()).isEqualTo("text://[::1]:" + six.port());
		assertThat(four.count()).isEqualTo(3);
		assertThat(four.processes()).extracting(WorkerProcess::id).containsExactly(0, 1, 2);
		assertThat(four.options().backlog()).isEqualTo(99);
		try (TestClient client = TestClient.of(four); TestClient other = TestClient.of("::1", six.port())) {
			assertThat(StartedWorkers.connection(four).localPort()).isEqualTo(four.port());
			assertThat(StartedWorkers.connection(six).remoteIp()).contains(":");
			assertThat(client).isNotEqualTo(other);
		}
	}

	@Test
	@DisplayName("S-02 S-10 A connection keeps its process and its order, whatever is renewed meanwhile")
	void connectionWhenProcessesAreRenewedKeepsItsOrder() throws Exception {
		Map<Long, List<String>> byConnection = new ConcurrentHashMap<>();
		WorkerBuilder builder = StartedWorkers.text()
			.count(4)
			.onConnect((connection) -> byConnection.put(connection.id(),
					new CopyOnWriteArrayList<>(List.of("connect " + Thread.currentThread().getName()))))
			.onMessage((connection, message) -> {
				byConnection.get(connection.id()).add(message + " " + Thread.currentThread().getName());
				connection.send(message);
			})
			.onClose((connection, reason) -> byConnection.get(connection.id())
				.add("close " + Thread.currentThread().getName()));
		Worker worker = this.workers.start(builder);
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			clients.add(TestClient.of(worker));
		}
		for (int i = 0; i < 3; i++) {
			for (TestClient client : clients) {
				assertThat(client.send("m" + i + "\n").line()).isEqualTo("m" + i);
			}
			worker.processes().get(i).restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		for (TestClient client : clients) {
			client.close();
		}
		StartedWorkers.await(() -> worker.statistics().closedByClient() == 8);
		assertThat(byConnection.values()).hasSize(8).allSatisfy((own) -> {
			String thread = own.get(0).substring("connect".length());
			assertThat(own).containsExactly("connect" + thread, "m0" + thread, "m1" + thread, "m2" + thread,
					"close" + thread);
		});
	}

	@Test
	@DisplayName("S-05 A callback that is given twice is called twice, a second message handler is refused")
	void callbackWhenGivenTwiceIsCalledTwice() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> this.events.add("first"))
			.onConnect((connection) -> this.events.add("second")));
		try (TestClient client = TestClient.of(worker)) {
			StartedWorkers.await(() -> this.events.size() == 2);
			assertThat(this.events).containsExactly("first", "second");
			assertThat(client.send("\n")).isNotNull();
		}
		WorkerBuilder builder = StartedWorkers.text().onMessage(Connection::send);
		assertThatIllegalStateException().isThrownBy(() -> builder.onMessage(Connection::send))
			.withMessageStartingWith("A worker can have one message handler");
	}

	@Test
	@DisplayName("S-07 An option that is impossible is refused when it is set")
	void optionWhenImpossibleIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> StartedWorkers.text().count(-1))
			.withMessage("count: -1 (expected: >= 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> StartedWorkers.text().backlog(0))
			.withMessage("backlog: 0 (expected: >= 1)");
		assertThatIllegalArgumentException().isThrownBy(() -> new WorkerProcess.Lifetime(1, -1))
			.withMessage("grace: -1 (expected: >= 0)");
	}

	@Test
	@DisplayName("S-08 A second start does nothing, and a port that is taken says so")
	void startWhenRepeatedDoesNothing() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onWorkerStart((process) -> this.events.add("start")));
		worker.start();
		assertThat(this.events).containsExactly("start");
		try (ServerSocket taken = new ServerSocket()) {
			taken.bind(new InetSocketAddress("127.0.0.1", 0));
			Worker second = this.workers
				.add(StartedWorkers.builder("text://127.0.0.1:" + taken.getLocalPort()).build());
			assertThatExceptionOfType(WorkerStartException.class).isThrownBy(second::start)
				.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(Problem.ADDRESS_IN_USE))
				.havingCause()
				.isInstanceOf(IOException.class);
			assertThat(second.state()).isEqualTo(State.STOPPED);
		}
	}

	@Test
	@DisplayName("S-09 S-48 All events of a life come in their order, and those of the end once, however often it ends")
	void eventsWhenStoppedTwiceComeOnce() throws Exception {
		Worker worker = StartedWorkers.text()
			.onWorkerStart((process) -> this.events.add("workerStart"))
			.onConnect((connection) -> this.events.add("connect"))
			.onMessage((connection, message) -> this.events.add("receive"))
			.onWorkerReload((process) -> this.events.add("beforeReload"))
			.onPipeMessage((process, source, message) -> this.events.add("pipeMessage"))
			.onWorkerStop((process) -> this.events.add("workerStop"))
			.onClose((connection, reason) -> this.events.add("close"))
			.onWorkerExit((process, reason) -> this.events.add("workerExit " + reason))
			.build();
		worker.addListener(new Worker.LifecycleListener() {

			@Override
			public void started(Worker started) {
				ServerModelTests.this.events.add("start");
			}

			@Override
			public void reloaded(Worker reloaded) {
				ServerModelTests.this.events.add("afterReload");
			}

			@Override
			public void stopped(Worker stopped) {
				ServerModelTests.this.events.add("shutdown");
			}

		});
		Workers all = Workers.of(WorkersOptions.DEFAULTS, List.of(worker));
		all.start();
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\n");
			StartedWorkers.await(() -> this.events.contains("receive"));
			worker.sendToProcesses("b");
			StartedWorkers.await(() -> this.events.contains("pipeMessage"));
			all.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			all.drain(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
			all.drain(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
			all.stop();
			all.stop();
			assertThat(client.rest()).isEmpty();
		}
		assertThat(this.events).containsExactly("workerStart", "start", "connect", "receive", "pipeMessage",
				"beforeReload", "workerExit RELOAD", "afterReload", "workerStop", "close", "workerExit STOP",
				"shutdown");
	}

	@Test
	@DisplayName("S-34 What Swoole tells by an error code is a result, a reason or an exception")
	void errorWhenItHappensSaysWhatItIs() throws Exception {
		List<CloseReason> reasons = new CopyOnWriteArrayList<>();
		Worker worker = this.workers.start(StartedWorkers.text()
			.maxSendBufferSize(1000)
			.maxPackageSize(100)
			.onError((connection, code, message) -> this.events.add(code + " " + message))
			.onClose((connection, reason) -> reasons.add(reason)));
		Connection connection;
		try (TestClient client = TestClient.of(worker)) {
			connection = StartedWorkers.connection(worker);
			while (StartedWorkers.on(connection,
					() -> connection(worker).send("x".repeat(100_000))) != SendResult.FAILED) {
				// until the buffer is full: 1009
			}
			assertThat(this.events).hasSize(1).allMatch((event) -> event.startsWith(Connection.SEND_FAILED + " "));
			client.send("y".repeat(200));
			StartedWorkers.await(() -> reasons.size() == 1);
		}
		assertThat(reasons.get(0).code()).isEqualTo(CloseReason.TOO_BIG);
		assertThat(reasons.get(0).initiator()).isEqualTo(CloseReason.Initiator.SERVER);
		assertThat(connection.send("late")).isEqualTo(SendResult.FAILED);
		assertThat(worker.connection(connection.id())).isNull();
		assertThat(worker.connection(-1)).isNull();
	}

	private static Connection connection(Worker worker) {
		return worker.connections().iterator().next();
	}

	@Test
	@DisplayName("W-64 An Error in a callback, a timer or a task ends neither the process nor a connection")
	void errorWhenThrownEverywhereIsSurvived() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			if (message.equals("bomb")) {
				throw new OutOfMemoryError("of a test");
			}
			connection.send(message);
		}));
		WorkerProcess process = worker.processes().get(0);
		try (TestClient client = TestClient.of(worker)) {
			process.timers().add(Duration.ofMillis(1), () -> {
				throw new NoClassDefFoundError("of a test");
			}, false);
			process.execute(() -> {
				throw new StackOverflowError("of a test");
			});
			((NettyProcess) process).loop().execute(() -> {
				throw new LinkageError("of a test");
			});
			assertThat(client.send("bomb\nalive\n").line()).isEqualTo("alive");
			StartedWorkers.await(() -> worker.statistics().exceptions() == 3);
			assertThat(client.send("still\n").line()).isEqualTo("still");
			assertThat(worker.statistics().restarts()).isZero();
		}
	}

}
