package io.workerman.engine.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The processes of a worker, its start and its stop.
 */
class WorkerTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private static boolean isRunning(String thread) {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((each) -> each.getName().equals(thread));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("W-20 W-21 W-22 W-67 A worker of four runs four named threads, and a connection stays on its own")
	void startWhenCountIsFourRunsFourThreads(boolean reusePort) throws Exception {
		Worker worker = this.workers.start(Worker.builder("four")
			.listen("text://127.0.0.1:0")
			.count(4)
			.reusePort(reusePort)
			.onWorkerStart((process) -> this.events.add(process.id() + " " + Thread.currentThread().getName()))
			.onMessage((connection, message) -> connection
				.send(connection.process().id() + " " + Thread.currentThread().getName())));
		assertThat(this.events).containsExactly("0 workerman-four-0", "1 workerman-four-1", "2 workerman-four-2",
				"3 workerman-four-3");
		Map<String, Integer> used = new HashMap<>();
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			TestClient client = TestClient.of(worker);
			clients.add(client);
			String process = client.send("who\n").line();
			assertThat(this.events).contains(process);
			assertThat(client.send("who\n").line()).isEqualTo(process);
			used.merge(process, 1, Integer::sum);
		}
		if (!reusePort) {
			assertThat(used.values()).containsExactly(10, 10, 10, 10);
		}
		assertThat(used).hasSizeGreaterThan(1);
		assertThat(worker.connections()).hasSize(40);
		assertThat(worker.processes()).extracting((process) -> process.connections().size())
			.satisfies((sizes) -> assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40));
		for (TestClient client : clients) {
			client.close();
		}
		worker.stop();
		StartedWorkers.await(() -> !isRunning("workerman-four-0"));
	}

	@Test
	@DisplayName("W-01 A worker without an address opens no port and runs its processes")
	void startWhenWithoutAddressOpensNoPort() {
		Worker worker = this.workers.start(Worker.builder("none").onWorkerStart((process) -> this.events.add("start")));
		assertThat(worker.address()).isEqualTo("none");
		assertThat(worker.protocol()).isEqualTo("none");
		assertThat(worker.port()).isEqualTo(-1);
		assertThat(worker.state()).isEqualTo(State.RUNNING);
		assertThat(this.events).containsExactly("start");
	}

	@Test
	@DisplayName("W-40 W-48 D7 Start and stop callbacks run once per start, the stop before connections close")
	void stopWhenConnectedCallsStopBeforeClose() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onWorkerStart((process) -> this.events.add("start"))
			.onWorkerStop((process) -> this.events.add("stop " + process.connections().size()))
			.onClose((connection, reason) -> this.events.add("close " + reason.code())));
		assertThat(worker.port()).isPositive();
		try (TestClient client = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			worker.stop();
			assertThat(worker.state()).isEqualTo(State.STOPPED);
			assertThat(worker.port()).isZero();
			assertThat(client.rest()).isEmpty();
		}
		worker.stop();
		worker.start();
		worker.start();
		try (TestClient client = TestClient.of(worker)) {
			assertThat(StartedWorkers.connection(worker).remotePort()).isEqualTo(client.socket().getLocalPort());
		}
		assertThat(this.events).startsWith("start", "stop 1", "close 1001", "start");
		assertThat(worker.statistics().restarts()).isOne();
		assertThat(worker.processes().get(0).id()).isZero();
	}

	@Test
	@DisplayName("W-40 A worker-start callback that throws stops the start and frees port and threads")
	void startWhenCallbackThrowsFreesThePort() {
		AtomicInteger port = new AtomicInteger();
		List<WorkerProcess> released = new CopyOnWriteArrayList<>();
		Worker worker = this.workers
			.add(StartedWorkers.text().count(2).bind(new Released(released)).onWorkerStart((process) -> {
				port.set(process.worker().port());
				if (process.id() == 1) {
					throw new IllegalStateException("no database");
				}
			}).build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(worker::start)
			.withMessage("Worker 'test' cannot start: A worker-start callback failed: "
					+ "java.lang.IllegalStateException: no database")
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.CALLBACK_FAILED));
		assertThat(worker.state()).isEqualTo(State.STOPPED);
		assertThat(released).containsExactlyElementsOf(worker.processes());
		this.workers.start(StartedWorkers.builder("text://127.0.0.1:" + port.get()));
		StartedWorkers.await(() -> !isRunning("workerman-test-1"));
	}

	@Test
	@DisplayName("W-61 stop() on the own process returns at once, and a start elsewhere waits for it")
	void stopWhenOnOwnProcessReturnsAtOnce() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.send(message);
			connection.worker().stop();
			this.events.add(connection.worker().state().name());
		}));
		for (int i = 0; i < 5; i++) {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(client.send("last\n").restAsText()).isEqualTo("last\n");
			}
			long start = System.nanoTime();
			worker.start();
			assertThat(System.nanoTime() - start).isLessThan(1_500_000_000L);
		}
		assertThat(this.events).containsOnly("STOPPING");
	}

	@Test
	@DisplayName("A worker that is stopped in its own worker-start callback stops when it has started")
	void stopWhenInWorkerStartCallbackStopsAfterTheStart() {
		Worker worker = this.workers.add(StartedWorkers.text()
			.onWorkerStart((process) -> process.worker().stop())
			.onWorkerStop((process) -> this.events.add("stop"))
			.build());
		worker.start();
		StartedWorkers.await(() -> worker.state() == State.STOPPED);
		assertThat(this.events).containsExactly("stop");
		Workers all = Workers.of(WorkersOptions.DEFAULTS, List.of(worker));
		all.start();
		StartedWorkers.await(() -> worker.state() == State.STOPPED);
		all.stop();
	}

	@Test
	@DisplayName("Workers that start and stop from many threads end up stopped, without a deadlock")
	void startWhenRacingWithStopEndsUpStopped() throws Exception {
		Worker one = this.workers.add(Worker.builder("one").listen("text://127.0.0.1:0").count(2).build());
		Worker two = this.workers.add(Worker.builder("two").listen("text://127.0.0.1:0").build());
		Workers all = Workers.of(WorkersOptions.DEFAULTS, List.of(one, two));
		List<CompletableFuture<Void>> racers = new ArrayList<>();
		List<Runnable> steps = List.of(all::start, one::start, one::stop, all::stop, two::start,
				() -> all.drain(Duration.ofMillis(10)));
		for (Runnable step : steps) {
			racers.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 8; i++) {
					step.run();
				}
			}, (task) -> new Thread(task).start()));
		}
		CompletableFuture.allOf(racers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		all.stop();
		assertThat(one.state()).isEqualTo(State.STOPPED);
		assertThat(two.state()).isEqualTo(State.STOPPED);
		all.start();
		assertThat(one.state()).isEqualTo(State.RUNNING);
		all.stop();
	}

	@Test
	@DisplayName("pauseAccept() leaves connections in the backlog, resumeAccept() takes them")
	void pauseWhenClientsConnectLeavesThemWaiting() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(Connection::send));
		try (TestClient before = TestClient.of(worker)) {
			assertThat(before.send("hi\n").line()).isEqualTo("hi");
			worker.pauseAccept();
			assertThat(worker.state()).isEqualTo(State.PAUSED);
			StartedWorkers.on(worker.processes().get(0), () -> null);
			try (TestClient after = TestClient.of(worker)) {
				after.send("late\n");
				assertThat(before.send("still\n").line()).isEqualTo("still");
				assertThat(worker.connections()).hasSize(1);
				worker.resumeAccept();
				assertThat(after.line()).isEqualTo("late");
				assertThat(worker.state()).isEqualTo(State.RUNNING);
			}
		}
	}

	@Test
	@DisplayName("W-55 Callbacks bound while the worker runs are for connections that open later")
	void bindWhenRunningIsForLaterConnections() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text());
		try (TestClient early = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			worker.bind((process) -> new CallbacksBuilder().message(Connection::send)
				.connect((connection) -> connection.send("welcome"))
				.build());
			StartedWorkers.on(worker.processes().get(0), () -> null);
			try (TestClient late = TestClient.of(worker)) {
				assertThat(late.line()).isEqualTo("welcome");
				assertThat(late.send("echo\n").line()).isEqualTo("echo");
			}
			worker.stop();
			assertThat(early.rest()).isEmpty();
		}
	}

	@Test
	@DisplayName("W-31 A reload keeps connections, and they meet new callbacks but keep their own")
	void reloadWhenConnectedKeepsConnections() throws Exception {
		AtomicInteger generation = new AtomicInteger();
		Worker worker = this.workers.start(StartedWorkers.text().bind((process) -> {
			int bound = generation.incrementAndGet();
			return new CallbacksBuilder().message((connection, message) -> connection.send(bound))
				.workerReload((reloaded) -> this.events.add("reload"))
				.build();
		}));
		try (TestClient plain = TestClient.of(worker); TestClient own = TestClient.of(worker)) {
			assertThat(plain.send("?\n").line()).isEqualTo("1");
			assertThat(own.send("?\n").line()).isEqualTo("1");
			worker.connections()
				.stream()
				.filter((each) -> each.remotePort() == own.socket().getLocalPort())
				.forEach((each) -> each.onMessage((connection, message) -> connection.send("own")));
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(plain.send("?\n").line()).isEqualTo("2");
			assertThat(own.send("?\n").line()).isEqualTo("own");
		}
		assertThat(this.events).containsExactly("reload");
	}

	/**
	 * Remembers what was released.
	 */
	record Released(List<WorkerProcess> released) implements io.workerman.engine.CallbackSource {

		@Override
		public Callbacks bind(WorkerProcess process) {
			return Callbacks.NONE;
		}

		@Override
		public void release(WorkerProcess process) {
			assertThat(process.inProcess()).isTrue();
			this.released.add(process);
		}

	}

}
