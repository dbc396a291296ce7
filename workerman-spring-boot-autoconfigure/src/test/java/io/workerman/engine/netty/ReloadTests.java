package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reload: everything new or everything old, and nobody disconnected.
 */
class ReloadTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private static void reload(Worker worker) throws Exception {
		worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("W-65 B-77 A reload goes through the processes one at a time, and all connections meet the new")
	void reloadWhenConnectedRenewsOneProcessAfterTheOther() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(3).bind(new Generations(this.events)));
		worker.addListener(new Worker.LifecycleListener() {
			@Override
			public void reloaded(Worker reloaded) {
				ReloadTests.this.events.add("reloaded");
			}
		});
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			clients.add(TestClient.of(worker));
			assertThat(clients.get(i).send("?\n").line()).endsWith("made 1");
		}
		this.events.clear();
		int port = worker.port();
		reload(worker);
		assertThat(this.events).containsExactly("0 reload 1", "0 made 2", "1 reload 1", "1 made 2", "2 reload 1",
				"2 made 2", "0 released 1", "1 released 1", "2 released 1", "reloaded");
		for (TestClient client : clients) {
			assertThat(client.send("?\n").line()).endsWith("made 2");
			client.close();
		}
		assertThat(worker.port()).isEqualTo(port);
		assertThat(worker.statistics().restarts()).isZero();
		assertThat(worker.statistics().opened()).isEqualTo(6);
	}

	@Test
	@DisplayName("W-65 A reload that fails on the last process leaves all of them as they were, and says why")
	void reloadWhenLastProcessFailsLeavesAllAsTheyWere() throws Exception {
		Generations generations = new Generations(this.events);
		Worker worker = this.workers.start(StartedWorkers.text().count(2).bind(generations));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			assertThat(one.send("?\n").line()).endsWith("made 1");
			assertThat(two.send("?\n").line()).endsWith("made 1");
			this.events.clear();
			generations.failsOn = 1;
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reload(worker))
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("Worker 'test' cannot reload, and goes on as before:"
						+ " java.io.IOException: no database on process 1")
				.havingCause()
				.isInstanceOf(java.io.IOException.class);
			assertThat(this.events).containsExactly("0 reload 1", "0 made 2", "1 reload 1", "0 discarded 2");
			assertThat(one.send("?\n").line()).endsWith("made 1");
			assertThat(two.send("?\n").line()).endsWith("made 1");
			assertThat(worker.state()).isEqualTo(State.RUNNING);
			generations.failsOn = -1;
			reload(worker);
			assertThat(one.send("?\n").line()).endsWith("made 3");
			assertThat(two.send("?\n").line()).endsWith("made 2");
		}
	}

	@Test
	@DisplayName("Reloads that are asked for at the same time follow each other")
	void reloadWhenUnderWayWaits() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(2).bind(new Generations(this.events)));
		this.events.clear();
		CompletableFuture<?>[] reloads = new CompletableFuture<?>[5];
		for (int i = 0; i < reloads.length; i++) {
			reloads[i] = CompletableFuture.supplyAsync(worker::reload).thenCompose((reloaded) -> reloaded);
		}
		CompletableFuture.allOf(reloads).get(10, TimeUnit.SECONDS);
		List<String> expected = new ArrayList<>();
		for (int i = 1; i <= reloads.length; i++) {
			expected.addAll(List.of("0 reload " + i, "0 made " + (i + 1), "1 reload " + i, "1 made " + (i + 1),
					"0 released " + i, "1 released " + i));
		}
		assertThat(this.events).containsExactlyElementsOf(expected);
	}

	@Test
	@DisplayName("D8 W-41 Without reloadable a reload calls the reload callback once on each process, and nothing else")
	void reloadWhenNotReloadableOnlyCallsTheCallback() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.text().count(2).reloadable(false).bind(new Generations(this.events)));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("?\n").line()).isEqualTo("0 made 1");
			this.events.clear();
			reload(worker);
			assertThat(client.send("?\n").line()).isEqualTo("0 made 1");
		}
		assertThat(this.events).containsExactly("0 reload 1", "1 reload 1");
	}

	@Test
	@DisplayName("W-41 A worker-reload callback may still send to connections, and one that throws is counted")
	void reloadCallbackWhenCalledMaySend() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onWorkerReload((process) -> {
			process.connections().forEach((connection) -> connection.send("reloading"));
			throw new IllegalStateException("reload callback");
		}));
		try (TestClient client = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			reload(worker);
			assertThat(client.line()).isEqualTo("reloading");
		}
		assertThat(worker.statistics().exceptions()).isOne();
	}

	@Test
	@DisplayName("A stop ends a reload that is under way, which gives up what it made")
	void reloadWhenStoppedMeanwhileFails() throws Exception {
		Generations generations = new Generations(this.events);
		Worker worker = this.workers.start(StartedWorkers.text().count(2).bind(generations));
		CountDownLatch stopped = new CountDownLatch(1);
		generations.waitsFor = stopped;
		CompletableFuture<Void> reload = worker.reload().toCompletableFuture();
		StartedWorkers.await(() -> this.events.contains("0 reload 1"));
		CompletableFuture<Void> stop = CompletableFuture.runAsync(worker::stop);
		StartedWorkers.await(() -> worker.state() == State.STOPPING);
		stopped.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reload.get(10, TimeUnit.SECONDS))
			.havingCause()
			.withMessage("Worker 'test' cannot reload, and goes on as before: it is STOPPING");
		stop.get(10, TimeUnit.SECONDS);
		assertThat(this.events).contains("0 discarded 2", "0 ended 2", "1 ended 1")
			.doesNotContain("0 released 1", "1 made 2");
	}

	@Test
	@DisplayName("A worker that is stopped reloads nothing but its options")
	void reloadWhenStoppedRenewsTheOptions() throws Exception {
		Worker worker = this.workers.add(StartedWorkers.text().bind(new Generations(this.events)).build());
		worker.renewOptions(() -> StartedWorkers.text().maxPackageSize(7).options());
		reload(worker);
		assertThat(this.events).isEmpty();
		assertThat(worker.options().maxPackageSize()).isEqualTo(7);
	}

	@Test
	@DisplayName("C-05 A reload renews limits for connections that open later, and keeps what needs a restart")
	void reloadWhenOptionsChangedAppliesThemToLaterConnections() throws Exception {
		AtomicReference<UnaryOperator<WorkerBuilder>> change = new AtomicReference<>(UnaryOperator.identity());
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(Connection::send));
		String address = worker.options().address();
		worker.renewOptions(() -> change.get().apply(StartedWorkers.text()).options());
		try (TestClient early = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			change.set((builder) -> builder.maxPackageSize(5)
				.maxSendBufferSize(77)
				.maxConnections(2)
				.listen("frame://127.0.0.1:1")
				.count(3)
				.reusePort(true)
				.backlog(3));
			reload(worker);
			assertThat(connection.maxSendBufferSize()).isEqualTo(1024 * 1024);
			assertThat(early.send("long enough\n").line()).isEqualTo("long enough");
			try (TestClient late = TestClient.of(worker); TestClient refused = TestClient.of(worker)) {
				assertThat(refused.drain()).isZero();
				assertThat(worker.connections()).anyMatch((each) -> each.maxSendBufferSize() == 77);
				late.send("long enough\n");
				late.drain();
			}
			assertThat(worker.rejections()).containsEntry("max-connections", 1L);
			assertThat(worker.options()).satisfies((options) -> {
				assertThat(options.address()).isEqualTo(address);
				assertThat(options.count()).isOne();
				assertThat(options.reusePort()).isFalse();
				assertThat(options.backlog()).isEqualTo(1024);
			});
			change.set(UnaryOperator.identity());
			reload(worker);
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				clients.add(TestClient.of(worker));
				assertThat(clients.get(i).send("long enough\n").line()).isEqualTo("long enough");
			}
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	@DisplayName("A reload whose options cannot be had leaves everything as it was")
	void reloadWhenOptionsFailChangesNothing() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().bind(new Generations(this.events)));
		this.events.clear();
		worker.renewOptions(() -> {
			throw new IllegalArgumentException("max-connections: -1");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reload(worker))
			.havingCause()
			.withMessage("Worker 'test' cannot reload, and goes on as before:"
					+ " java.lang.IllegalArgumentException: max-connections: -1");
		assertThat(this.events).isEmpty();
	}

	@Test
	@DisplayName("A reload under load answers every message, with the old callbacks or the new")
	void reloadWhenBusyLosesNoMessage() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(2).bind(new Generations(this.events)));
		try (TestClient one = TestClient.of(worker); TestClient two = TestClient.of(worker)) {
			CompletableFuture<Void> reloads = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 50; i++) {
					worker.reload().toCompletableFuture().join();
				}
			});
			int asked = 0;
			while (!reloads.isDone() || asked < 100) {
				assertThat(one.send("?\n").line()).startsWith("0 made");
				assertThat(two.send("?\n").line()).startsWith("1 made");
				asked++;
			}
			reloads.get(10, TimeUnit.SECONDS);
			assertThat(one.send("?\n").line()).isEqualTo("0 made 51");
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

	/**
	 * Says how often it has made the callbacks of a process.
	 */
	private static final class Generations implements CallbackSource {

		private final int[] made = new int[8];

		private final List<String> events;

		private volatile int failsOn = -1;

		private volatile CountDownLatch waitsFor = new CountDownLatch(0);

		Generations(List<String> events) {
			this.events = events;
		}

		@Override
		public Callbacks bind(WorkerProcess process) {
			return make(process, ++this.made[process.id()]);
		}

		private Callbacks make(WorkerProcess process, int generation) {
			return new CallbacksBuilder()
				.message((connection, message) -> connection
					.send("%d made %d".formatted(connection.process().id(), generation)))
				.workerReload((reloading) -> say(process, "reload", generation))
				.build();
		}

		private void say(WorkerProcess process, String what, int generation) {
			assertThat(process.inProcess()).isTrue();
			this.events.add("%d %s %d".formatted(process.id(), what, generation));
		}

		@Override
		public Renewal renew(WorkerProcess process) throws Exception {
			this.waitsFor.await();
			if (this.failsOn == process.id()) {
				throw new java.io.IOException("no database on process " + process.id());
			}
			int old = this.made[process.id()];
			int generation = ++this.made[process.id()];
			Callbacks callbacks = make(process, generation);
			say(process, "made", generation);
			return new Renewal() {
				@Override
				public Callbacks callbacks() {
					return callbacks;
				}

				@Override
				public void commit() {
					say(process, "released", old);
				}

				@Override
				public void discard() {
					say(process, "discarded", generation);
				}
			};
		}

		@Override
		public void release(WorkerProcess process) {
			say(process, "ended", this.made[process.id()]);
		}

	}

}
