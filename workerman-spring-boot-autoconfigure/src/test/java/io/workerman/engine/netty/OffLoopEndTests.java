package io.workerman.engine.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of connections, workers and executors while callbacks are pending off the event
 * loop.
 */
class OffLoopEndTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final ExecutorService pool = Executors.newFixedThreadPool(8);

	private final List<String> steps = new CopyOnWriteArrayList<>();

	private final CountDownLatch gate = new CountDownLatch(1);

	@AfterEach
	void shutDown() {
		this.gate.countDown();
		this.pool.shutdownNow();
	}

	private WorkerBuilder text() {
		return StartedWorkers.text().dispatch(DispatchOptions.on(this.pool));
	}

	private void await() throws InterruptedException {
		assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	@DisplayName("W-65 A reload gives up what a handler off the loop still uses when it has returned")
	void reloadWhenHandlerRunsRetiresItsSourceAfterwards() throws Exception {
		Worker worker = this.workers.start(text().bind(new Generations()));
		try (TestClient client = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			assertThat(client.send("hello\n").line()).isEqualTo("1 hello");
			client.send("wait\n");
			StartedWorkers.await(() -> this.steps.contains("waits 1"));
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(other.send("hello\n").line()).isEqualTo("2 hello");
			assertThat(this.steps).doesNotContain("retired 1");
			this.gate.countDown();
			assertThat(client.line()).isEqualTo("1 wait");
			StartedWorkers.await(() -> this.steps.contains("retired 1"));
			assertThat(client.send("hello\n").line()).isEqualTo("2 hello");
			assertThat(this.steps).containsSubsequence("waits 1", "returns 1", "retired 1");
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			StartedWorkers.await(() -> this.steps.contains("retired 2"));
		}
	}

	@Test
	@DisplayName("A FIN with messages pending: all are answered, then the connection closes")
	void finishWhenMessagesArePendingAnswersThem() throws Exception {
		Worker worker = this.workers.start(text().onMessage(new Handling((connection, message) -> {
			await();
			this.steps.add((String) message);
			return "re " + message;
		})).onClose((connection, reason) -> this.steps.add("close " + reason.initiator())));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nb\nc\nd\n").finish();
			StartedWorkers.await(() -> StartedWorkers.connection(worker).bytesRead() == 8);
			this.gate.countDown();
			assertThat(client.restAsText()).isEqualTo("re a\nre b\nre c\nre d\n");
		}
		StartedWorkers.await(() -> this.steps.size() == 5);
		assertThat(this.steps).containsExactly("a", "b", "c", "d", "close CLIENT");
	}

	@Test
	@DisplayName("A reset with messages pending: they are delivered, then the close")
	void resetWhenMessagesArePendingDeliversThemBeforeTheClose() throws Exception {
		Worker worker = this.workers.start(text().onMessage((connection, message) -> {
			await();
			this.steps.add((String) message);
		}).onClose((connection, reason) -> this.steps.add("close " + reason.initiator())));
		TestClient client = TestClient.of(worker);
		client.send("a\nb\nc\n");
		StartedWorkers.await(() -> StartedWorkers.connection(worker).bytesRead() == 6);
		client.reset();
		StartedWorkers.await(() -> worker.connections().isEmpty());
		assertThat(this.steps).isEmpty();
		this.gate.countDown();
		StartedWorkers.await(() -> this.steps.size() == 4);
		assertThat(this.steps).containsExactly("a", "b", "c", "close NETWORK");
	}

	@Test
	@DisplayName("After the application closes nothing more is delivered")
	void closeWhenApplicationClosesDeliversNoMore() throws Exception {
		Worker worker = this.workers.start(text().onMessage((connection, message) -> {
			await();
			this.steps.add((String) message);
			if (message.equals("b")) {
				connection.close("bye");
				connection.send("too late");
			}
		}).onClose((connection, reason) -> this.steps.add("close " + reason.initiator())));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nb\nc\nd\n");
			StartedWorkers.await(() -> StartedWorkers.connection(worker).bytesRead() == 8);
			this.gate.countDown();
			assertThat(client.restAsText()).isEqualTo("bye\n");
		}
		StartedWorkers.await(() -> this.steps.size() == 3);
		assertThat(this.steps).containsExactly("a", "b", "close SERVER");
	}

	@Test
	@DisplayName("An executor that takes no more: the connection is closed and counted, others go on")
	void executorWhenItRejectsClosesTheConnection() throws Exception {
		AtomicBoolean full = new AtomicBoolean();
		Worker worker = this.workers.start(StartedWorkers.text().dispatch(DispatchOptions.on((task) -> {
			if (full.get()) {
				throw new RejectedExecutionException("full");
			}
			this.pool.execute(task);
		}))
			.onMessage(new Handling((connection, message) -> "re " + message))
			.onClose((connection, reason) -> this.steps
				.add(reason.initiator() + " " + reason.code() + " " + reason.reason())));
		try (TestClient first = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			assertThat(first.send("a\n").line()).isEqualTo("re a");
			full.set(true);
			assertThat(second.send("b\nc\n").rest()).isEmpty();
			StartedWorkers.await(() -> this.steps.size() == 1);
			assertThat(this.steps).containsExactly("SERVER 1013 The server is busy");
			assertThat(worker.rejections().get("executor")).isPositive();
			full.set(false);
			assertThat(first.send("d\n").line()).isEqualTo("re d");
		}
	}

	@Test
	@DisplayName("Rule 7: an executor that was shut down before the worker loses no message")
	void executorWhenShutDownLosesNothing() throws Exception {
		Worker worker = this.workers.start(text().onMessage(new Handling((connection, message) -> {
			await();
			return "re " + message;
		})));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\n");
			StartedWorkers.await(() -> StartedWorkers.connection(worker).bytesRead() == 2);
			this.pool.shutdown();
			this.gate.countDown();
			assertThat(client.line()).isEqualTo("re a");
			assertThat(client.send("b\n").line()).isEqualTo("re b");
			assertThat(worker.rejections()).containsEntry("executor", 0L);
		}
	}

	@Test
	@DisplayName("Rule 7: a stop waits until what was received is handled and answered")
	void stopWhenMessagesArePendingAnswersThem() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		Worker worker = this.workers
			.add(text().stopTimeout(Duration.ofSeconds(20)).onMessage(new Handling((connection, message) -> {
				await();
				return (message.equals("3")) ? CompletableFuture.supplyAsync(() -> "late", this.pool) : message;
			})).onClose((connection, reason) -> closed.incrementAndGet()).build());
		worker.start();
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			clients.add(TestClient.of(worker).send("1\n2\n3\n4\n"));
		}
		StartedWorkers.await(() -> worker.statistics().bytesReceived() == 80);
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(worker::stop);
		StartedWorkers.await(() -> worker.state() == Worker.State.STOPPING);
		this.gate.countDown();
		for (TestClient client : clients) {
			assertThat(client.restAsText()).isEqualTo("1\n2\nlate\n4\n");
			client.close();
		}
		stopped.get(20, TimeUnit.SECONDS);
		assertThat(closed).hasValue(10);
		assertThat(worker.statistics().closedByServer()).isEqualTo(10);
	}

	@Test
	@DisplayName("Rule 7: a handler that never returns does not keep the worker from stopping")
	void stopWhenHandlerHangsEndsAfterTheTimeout() throws Exception {
		Worker worker = this.workers.add(text().stopTimeout(Duration.ofMillis(200)).onMessage((connection, message) -> {
			this.steps.add("begun");
			await();
		}).build());
		worker.start();
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\n");
			StartedWorkers.await(() -> !this.steps.isEmpty());
			CompletableFuture.runAsync(worker::stop).get(20, TimeUnit.SECONDS);
			assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
		}
	}

	@Test
	void stopWhenCalledByHandlerDoesNotWaitForItself() throws Exception {
		Worker worker = this.workers.add(text().stopTimeout(Duration.ofSeconds(20)).onMessage((connection, message) -> {
			connection.worker().stop();
			connection.send("stopping");
		}).build());
		worker.start();
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("stop\n").restAsText()).isEqualTo("stopping\n");
		}
		StartedWorkers.await(() -> worker.state() == Worker.State.STOPPED);
	}

	@Test
	@DisplayName("Rule 5: however 200 connections end, connect comes first, close last, and each once")
	void callbacksWhenConnectionsEndInEveryWayComeExactlyOnce() throws Exception {
		Map<Long, List<String>> seen = new ConcurrentHashMap<>();
		AtomicInteger closed = new AtomicInteger();
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.count(2)
			.dispatch(DispatchOptions.on(this.pool).withMaxPendingMessages(4))
			.onConnect((connection) -> seen.computeIfAbsent(connection.id(), (id) -> new CopyOnWriteArrayList<>())
				.add("connect"))
			.onMessage(new Handling.Borrowing((connection, message) -> {
				seen.get(connection.id()).add("message");
				byte way = ((ByteBuf) message).getByte(0);
				switch (way) {
					case 1 -> connection.close();
					case 2 -> connection.destroy();
					case 3 -> connection.end("end");
					case 4 -> this.pool.execute(connection::destroy);
					default -> {
					}
				}
				return message;
			}))
			.onClose((connection, reason) -> {
				seen.get(connection.id()).add("close");
				closed.incrementAndGet();
			}));
		Random random = new Random(5);
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			TestClient client = TestClient.of(worker);
			clients.add(client);
			byte[] frames = new byte[6 * 20];
			for (int at = 0; at < frames.length; at += 6) {
				frames[at + 3] = 6;
			}
			frames[6 * random.nextInt(20) + 4] = (byte) random.nextInt(6);
			client.send(frames);
			switch (random.nextInt(3)) {
				case 0 -> client.reset();
				case 1 -> client.finish();
				default -> client.finish().drain();
			}
		}
		StartedWorkers.await(() -> closed.get() == 200);
		for (TestClient client : clients) {
			client.close();
		}
		assertThat(seen).hasSize(200).allSatisfy((id, steps) -> {
			assertThat(steps).startsWith("connect").endsWith("close");
			assertThat(steps).filteredOn("connect"::equals).hasSize(1);
			assertThat(steps).filteredOn("close"::equals).hasSize(1);
		});
		assertThat(worker.connections()).isEmpty();
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.statistics().memory()).isZero();
	}

	/**
	 * Makes callbacks that know which they are.
	 */
	private final class Generations implements CallbackSource {

		private int made;

		@Override
		public Callbacks bind(WorkerProcess process) {
			int generation = ++this.made;
			return new CallbacksBuilder().message(new Handling((connection, message) -> {
				if (message.equals("wait")) {
					OffLoopEndTests.this.steps.add("waits " + generation);
					await();
					OffLoopEndTests.this.steps.add("returns " + generation);
				}
				return generation + " " + message;
			})).build();
		}

		@Override
		public Renewal renew(WorkerProcess process) {
			int old = this.made;
			Callbacks callbacks = bind(process);
			return new Renewal() {

				@Override
				public Callbacks callbacks() {
					return callbacks;
				}

				@Override
				public void retire(WorkerProcess.ExitReason reason) {
					assertThat(process.inProcess()).isTrue();
					OffLoopEndTests.this.steps.add("retired " + old);
				}

			};
		}

	}

}
