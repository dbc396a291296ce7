package io.workerman.engine.netty;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.Lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A process that begins anew while its connections stay.
 */
class ProcessRestartTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ExecutorService pool = Executors.newFixedThreadPool(4);

	@AfterEach
	void endPool() {
		this.pool.shutdownNow();
	}

	private static void restart(WorkerProcess process) throws Exception {
		process.restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	private WorkerBuilder recorded(WorkerBuilder builder) {
		return builder.onWorkerStart((process) -> this.events.add("start " + process.id()))
			.onWorkerReload((process) -> this.events.add("reload " + process.id()))
			.onWorkerStop((process) -> this.events.add("stop " + process.id()))
			.onWorkerExit((process, reason) -> this.events.add("exit %d %s".formatted(process.id(), reason)));
	}

	@Test
	@DisplayName("S-49 W-64 B-04 One process ends and begins anew with the same id, and nobody is disconnected")
	void restartWhenConnectedKeepsTheConnections() throws Exception {
		AtomicInteger ticks = new AtomicInteger();
		Worker worker = this.workers.start(recorded(StartedWorkers.text()
			.count(2)
			.bind(new Generations())
			.onWorkerStart((process) -> process.timers().add(Duration.ofMillis(5), ticks::incrementAndGet))));
		this.events.clear();
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			assertThat(one.send("?\n").line()).isEqualTo("0 made 1");
			assertThat(two.send("?\n").line()).isEqualTo("1 made 1");
			WorkerProcess second = worker.processes().get(1);
			restart(second);
			assertThat(this.events).containsExactly("stop 1", "exit 1 RESTART", "start 1");
			assertThat(one.send("?\n").line()).isEqualTo("0 made 1");
			assertThat(two.send("?\n").line()).isEqualTo("1 made 2");
			assertThat(worker.statistics().restarts()).isOne();
			assertThat(second.statistics().restarts()).isOne();
			assertThat(second.id()).isOne();
			assertThat(worker.statistics().opened()).isEqualTo(2);
			assertThat(worker.statistics().timers()).isEqualTo(2);
			int before = ticks.get();
			StartedWorkers.await(() -> ticks.get() > before + 10);
		}
	}

	@Test
	@DisplayName("S-49 What cannot be made anew leaves the process as it was, and says why")
	void restartWhenSomethingFailsLeavesTheOldOneRunning() throws Exception {
		Generations generations = new Generations();
		Worker worker = this.workers.start(recorded(StartedWorkers.text().bind(generations)));
		this.events.clear();
		generations.fails = true;
		try (TestClient client = TestClient.of(worker)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> restart(worker.processes().get(0)))
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("Worker 'test' cannot restart process 0, and goes on as before:"
						+ " java.io.IOException: no database");
			assertThat(client.send("?\n").line()).isEqualTo("0 made 1");
			assertThat(this.events).isEmpty();
			assertThat(worker.statistics().restarts()).isZero();
			generations.fails = false;
			restart(worker.processes().get(0));
			assertThat(client.send("?\n").line()).isEqualTo("0 made 2");
		}
	}

	@Test
	@DisplayName("A worker-start callback that fails when a process restarts is reported; the process goes on")
	void restartWhenStartFailsIsReported() throws Exception {
		AtomicInteger starts = new AtomicInteger();
		Worker worker = this.workers.start(StartedWorkers.text().onWorkerStart((process) -> {
			if (starts.incrementAndGet() == 2) {
				throw new IOException("no database");
			}
		}).onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> restart(worker.processes().get(0)))
				.havingCause()
				.withMessage("Worker 'test' has restarted process 0, but a worker-start callback failed:"
						+ " java.io.IOException: no database");
			assertThat(client.send("a\n").line()).isEqualTo("a");
			assertThat(worker.statistics().restarts()).isOne();
			assertThat(worker.state()).isEqualTo(State.RUNNING);
		}
	}

	@Test
	@DisplayName("S-47 Restarts and reloads that are asked for at the same time follow each other")
	void restartWhenOthersAreUnderWayWaits() throws Exception {
		Worker worker = this.workers.start(recorded(StartedWorkers.text().count(3).bind(new Generations())));
		this.events.clear();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			WorkerProcess process = worker.processes().get(i % 3);
			all.add(CompletableFuture.supplyAsync(process::restart).thenCompose((restarted) -> restarted));
			all.add(CompletableFuture.supplyAsync(worker::reload).thenCompose((reloaded) -> reloaded));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
		assertThat(worker.statistics().restarts()).isEqualTo(20);
		for (int id = 0; id < 3; id++) {
			int restarts = (id < 2) ? 7 : 6;
			String process = " " + id;
			assertThat(this.events).filteredOn(("start" + process)::equals).hasSize(restarts);
			assertThat(this.events).filteredOn(("stop" + process)::equals).hasSize(restarts);
			assertThat(this.events).filteredOn(("exit" + process + " RESTART")::equals).hasSize(restarts);
			assertThat(this.events).filteredOn(("exit" + process + " RELOAD")::equals).hasSize(20);
		}
	}

	@Test
	@DisplayName("S-49 W-67 Callbacks off the event loop return before the process ends")
	void restartWhenCallbacksRunElsewhereWaitsForThem() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Worker worker = this.workers.start(recorded(StartedWorkers.text().dispatch(DispatchOptions.on(this.pool)))
			.onMessage((connection, message) -> {
				if (message.equals("wait")) {
					this.events.add("waits");
					release.await();
					this.events.add("returns");
				}
				connection.send(message);
			}));
		this.events.clear();
		try (TestClient client = TestClient.of(worker)) {
			client.send("wait\n");
			StartedWorkers.await(() -> this.events.contains("waits"));
			CompletableFuture<Void> restarted = worker.processes().get(0).restart().toCompletableFuture();
			StartedWorkers.on(worker.processes().get(0), () -> null);
			assertThat(restarted).isNotDone();
			release.countDown();
			restarted.get(10, TimeUnit.SECONDS);
			assertThat(this.events).containsExactly("waits", "returns", "stop 0", "exit 0 RESTART", "start 0");
			assertThat(client.line()).isEqualTo("wait");
			assertThat(client.send("next\n").line()).isEqualTo("next");
		}
	}

	@Test
	@DisplayName("S-49 A callback can ask for the restart of its own process, which comes after its reply")
	void restartWhenAskedForByACallbackAnswersFirst() throws Exception {
		Worker worker = this.workers.start(recorded(StartedWorkers.text()).onMessage((connection, message) -> {
			connection.process().restart();
			connection.send(message);
		}));
		this.events.clear();
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 0; i < 5; i++) {
				assertThat(client.send(i + "\n").line()).isEqualTo(String.valueOf(i));
			}
		}
		StartedWorkers.await(() -> worker.statistics().restarts() == 5);
	}

	@Test
	@DisplayName("B-04 The exit is told once for each end, also if a callback throws, and at a stop after the last close")
	void exitWhenStoppedIsTheLast() throws Exception {
		Worker worker = this.workers.start(recorded(StartedWorkers.text().count(2)).onWorkerExit((process, reason) -> {
			throw new IllegalStateException("exit callback");
		})
			.onWorkerExit((process, reason) -> this.events.add("second exit " + process.id()))
			.onClose((connection, reason) -> this.events.add("close " + connection.process().id())));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 2);
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(this.events.subList(2, this.events.size())).containsExactly("reload 0", "reload 1",
					"exit 0 RELOAD", "second exit 0", "exit 1 RELOAD", "second exit 1");
			assertThat(worker.statistics().exceptions()).isEqualTo(2);
			this.events.clear();
			worker.stop();
			assertThat(one.rest()).isEmpty();
			assertThat(two.rest()).isEmpty();
			for (int id = 0; id < 2; id++) {
				String process = String.valueOf(id);
				assertThat(this.events).filteredOn((event) -> event.contains(process))
					.containsExactly("stop " + id, "close " + id, "exit " + id + " STOP", "second exit " + id);
			}
		}
	}

	@Test
	@DisplayName("W-62 S-50 The request that triggers is answered, and the next one meets the new process")
	void maxRequestsWhenReachedRestarts() throws Exception {
		Worker worker = this.workers
			.start(recorded(StartedWorkers.text().lifetime(new Lifetime(3, 0)).bind(new Generations())));
		this.events.clear();
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 0; i < 30; i++) {
				assertThat(client.send("?\n").line()).isEqualTo("0 made " + (1 + i / 3));
			}
			StartedWorkers.await(() -> worker.statistics().restarts() == 10);
			assertThat(this.events.subList(0, 3)).containsExactly("stop 0", "exit 0 MAX_REQUESTS", "start 0");
			assertThat(worker.statistics().opened()).isOne();
		}
	}

	@Test
	@DisplayName("W-62 S-50 Nothing is lost or out of order, whatever restarts in between")
	void maxRequestsWhenManyAreSentLosesNothing() throws Exception {
		int clients = 4;
		int messages = 5000;
		Worker worker = this.workers.start(recorded(StartedWorkers.text().count(2).lifetime(Lifetime.ofRequests(100)))
			.onMessage(Connection::send));
		try (TestClient a = TestClient.of(worker);
				TestClient b = TestClient.of(worker);
				TestClient c = TestClient.of(worker);
				TestClient d = TestClient.of(worker)) {
			CompletableFuture<?>[] echoed = List.of(a, b, c, d)
				.stream()
				.map((client) -> CompletableFuture.runAsync(() -> echo(client, messages)))
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(echoed).get(60, TimeUnit.SECONDS);
			assertThat(worker.statistics().messagesReceived()).isEqualTo((long) clients * messages);
			assertThat(worker.statistics().restarts()).isGreaterThan(10);
			assertThat(worker.statistics().opened()).isEqualTo(clients);
			assertThat(worker.statistics().exceptions()).isZero();
		}
	}

	private static void echo(TestClient client, int messages) {
		try {
			for (int i = 0; i < messages; i += 10) {
				StringBuilder ten = new StringBuilder();
				IntStream.range(i, i + 10).forEach((number) -> ten.append(number).append('\n'));
				client.send(ten.toString());
				for (int j = i; j < i + 10; j++) {
					assertThat(client.line()).isEqualTo(String.valueOf(j));
				}
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	@DisplayName("S-50 Messages that are handled off the event loop count too")
	void maxRequestsWhenHandledElsewhereRestarts() throws Exception {
		Worker worker = this.workers
			.start(recorded(StartedWorkers.text().dispatch(DispatchOptions.on(this.pool)).lifetime(new Lifetime(5, 0)))
				.onMessage(Connection::send));
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 0; i < 100 && worker.statistics().restarts() < 2; i++) {
				assertThat(client.send(i + "\n").line()).isEqualTo(String.valueOf(i));
			}
			StartedWorkers.await(() -> worker.statistics().restarts() >= 2);
		}
	}

	@Test
	@DisplayName("S-50 Datagrams count too")
	void maxRequestsWhenDatagramsComeRestarts() throws Exception {
		Worker worker = this.workers.start(
				StartedWorkers.builder("udp://127.0.0.1:0").lifetime(new Lifetime(2, 0)).onMessage(Connection::send));
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.setSoTimeout(10_000);
			for (int i = 0; i < 6; i++) {
				InetSocketAddress target = new InetSocketAddress("127.0.0.1", worker.port());
				socket.send(new DatagramPacket(new byte[] { 'a' }, 1, target));
				socket.receive(new DatagramPacket(new byte[1], 1));
			}
		}
		StartedWorkers.await(() -> worker.statistics().restarts() == 3);
	}

	@Test
	@DisplayName("W-63 A worker that listens on the process stays when it restarts")
	void restartWhenThereIsAGuestLeavesItAlone() throws Exception {
		Worker inner = this.workers
			.add(Worker.builder("inner").listen("text://127.0.0.1:0").onMessage(Connection::send).build());
		Worker outer = this.workers
			.start(recorded(StartedWorkers.text()).onWorkerStart((process) -> process.listen(inner)));
		try (TestClient client = TestClient.of(inner)) {
			assertThat(client.send("a\n").line()).isEqualTo("a");
			restart(outer.processes().get(0));
			assertThat(client.send("b\n").line()).isEqualTo("b");
		}
	}

	@Test
	@DisplayName("A worker that is stopped has no process to restart, and says so")
	void restartWhenStoppedFails() {
		Worker worker = this.workers.start(StartedWorkers.text());
		worker.stop();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> restart(worker.processes().get(0)))
			.havingCause()
			.withMessage("Worker 'test' cannot restart process 0, and goes on as before: it is STOPPED");
	}

	@Test
	@DisplayName("W-61 stop from a callback stops the worker gracefully: what was sent arrives, and nobody waits")
	void stopWhenCalledByACallbackIsGraceful() throws Exception {
		Worker worker = this.workers.start(recorded(StartedWorkers.text().count(2)).onMessage((connection, message) -> {
			connection.send("bye");
			connection.worker().stop();
		}));
		try (TestClient client = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			StartedWorkers.await(() -> worker.connections().size() == 2);
			assertThat(client.send("stop\n").line()).isEqualTo("bye");
			assertThat(client.rest()).isEmpty();
			assertThat(other.rest()).isEmpty();
		}
		StartedWorkers.await(() -> worker.state() == State.STOPPED);
		assertThat(this.events).contains("exit 0 STOP", "exit 1 STOP");
		worker.start();
		assertThat(worker.state()).isEqualTo(State.RUNNING);
	}

	/**
	 * Says how often it has made the callbacks of a process.
	 */
	private static final class Generations implements CallbackSource {

		private final int[] made = new int[8];

		private volatile boolean fails;

		@Override
		public Callbacks bind(WorkerProcess process) throws IOException {
			if (this.fails) {
				throw new IOException("no database");
			}
			int generation = ++this.made[process.id()];
			return new CallbacksBuilder()
				.message((connection, message) -> connection
					.send("%d made %d".formatted(connection.process().id(), generation)))
				.build();
		}

	}

}
