package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.http.HttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callbacks off the event loop.
 */
class OffLoopTests {

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
	@DisplayName("W-68 Off the loop the callbacks of a connection run one after another, in order")
	void callbacksWhenOffTheLoopKeepTheOrderOfTheirConnection() throws Exception {
		Map<Long, Sequence> sequences = new ConcurrentHashMap<>();
		AtomicInteger closed = new AtomicInteger();
		Worker worker = this.workers.start(text().count(2)
			.onConnect((connection) -> sequences.computeIfAbsent(connection.id(), (id) -> new Sequence())
				.step(connection, "connect", 0))
			.onMessage(new Handling((connection, message) -> {
				int number = Integer.parseInt((String) message);
				sequences.get(connection.id()).step(connection, "message", number);
				connection.send("got " + number);
				return "did " + number;
			}))
			.onClose((connection, reason) -> {
				sequences.get(connection.id()).step(connection, "close", 100);
				closed.incrementAndGet();
			}));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			clients.add(TestClient.of(worker));
		}
		for (int number = 0; number < 100; number += 5) {
			for (TestClient client : clients) {
				client.send("%d\n%d\n%d\n%d\n%d\n".formatted(number, number + 1, number + 2, number + 3, number + 4));
			}
		}
		for (TestClient client : clients) {
			for (int number = 0; number < 100; number++) {
				assertThat(client.line()).isEqualTo("got " + number);
				assertThat(client.line()).isEqualTo("did " + number);
			}
			client.close();
		}
		StartedWorkers.await(() -> closed.get() == 40);
		assertThat(sequences).hasSize(40).allSatisfy((id, sequence) -> assertThat(sequence.faults).isEmpty());
		StartedWorkers.await(() -> worker.statistics().messagesReceived() == 4000);
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("W-68 With the inbox full reading pauses: nothing is dropped and nothing grows")
	void readingWhenInboxIsFullPauses() throws Exception {
		AtomicInteger handled = new AtomicInteger();
		Worker worker = this.workers.start(text().dispatch(DispatchOptions.on(this.pool).withMaxPendingMessages(16))
			.onMessage((connection, message) -> {
				await();
				handled.incrementAndGet();
			}));
		AtomicLong written = new AtomicLong();
		int lines = 40_000;
		byte[] line = ("x".repeat(999) + "\n").getBytes(StandardCharsets.US_ASCII);
		try (TestClient client = TestClient.of(worker)) {
			CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < lines; i++) {
						client.send(line);
						written.addAndGet(line.length);
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}, this.pool);
			Connection connection = StartedWorkers.connection(worker);
			AtomicLong last = new AtomicLong(-1);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(250))
				.atMost(Duration.ofSeconds(20))
				.until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
			assertThat(writing).isNotDone();
			assertThat(connection.bytesRead()).isLessThan(300_000);
			assertThat(connection.receiveBufferSize()).isLessThan(200_000);
			assertThat(handled).hasValue(0);
			this.gate.countDown();
			StartedWorkers.await(() -> handled.get() == lines);
		}
	}

	@Test
	@DisplayName("C-29 pauseRecv stops messages that were decoded already")
	void pauseWhenMessagesAreDecodedStopsThem() throws Exception {
		Worker worker = this.workers.start(text().onMessage((connection, message) -> {
			await();
			this.steps.add((String) message);
			if (message.equals("b")) {
				connection.pauseRecv();
			}
			connection.send("re " + message);
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nb\nc\nd\n");
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(() -> connection.bytesRead() == 8);
			this.gate.countDown();
			assertThat(client.line()).isEqualTo("re a");
			assertThat(client.line()).isEqualTo("re b");
			client.send("e\n");
			// events pass messages that are held back
			connection.send("pushed");
			assertThat(client.line()).isEqualTo("pushed");
			assertThat(this.steps).containsExactly("a", "b");
			connection.resumeRecv();
			assertThat(client.line()).isEqualTo("re c");
			assertThat(client.line()).isEqualTo("re d");
			assertThat(client.line()).isEqualTo("re e");
		}
	}

	@Test
	@DisplayName("Rule 6: what a handler throws is told and counted, and the next message is handled")
	void handlerWhenItThrowsHarmsNoOtherMessage() throws Exception {
		Worker worker = this.workers.start(text().onMessage(new Handling((connection, message) -> {
			if (message.equals("bad")) {
				throw new IOException("bad");
			}
			return message;
		})).onFailure((connection, failure) -> {
			assertThat(connection.process().inProcess()).isFalse();
			connection.send("failed " + failure.getMessage());
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nbad\nb\n");
			assertThat(client.line()).isEqualTo("a");
			assertThat(client.line()).isEqualTo("failed bad");
			assertThat(client.line()).isEqualTo("b");
		}
		assertThat(worker.statistics().exceptions()).isEqualTo(1);
	}

	@Test
	@DisplayName("Replies keep the order of the messages, also those that come later")
	void repliesWhenSomeAreLateKeepTheOrder() throws Exception {
		Worker worker = this.workers.start(text().onMessage(new Handling((connection, message) -> {
			String text = (String) message;
			return text.startsWith("l") ? CompletableFuture.supplyAsync(() -> text, this.pool) : text;
		})));
		try (TestClient client = TestClient.of(worker)) {
			StringBuilder all = new StringBuilder();
			for (int i = 0; i < 300; i++) {
				all.append((i % 3 == 0) ? 'l' : 'n').append(i).append('\n');
			}
			client.send(all.toString()).finish();
			assertThat(client.restAsText()).isEqualTo(all.toString());
		}
	}

	@Test
	@DisplayName("Bytes that a handler borrows are its own until it returns, and are given back in any case")
	void bytesWhenBorrowedAreReleased() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		AtomicBoolean wrong = new AtomicBoolean();
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.dispatch(DispatchOptions.on(this.pool).withMaxPendingMessages(8))
			.onMessage(new Handling.Borrowing((connection, message) -> {
				ByteBuf bytes = (ByteBuf) message;
				byte first = bytes.getByte(0);
				for (int i = 0; i < bytes.readableBytes(); i++) {
					if (bytes.getByte(i) != first) {
						wrong.set(true);
					}
				}
				if (first == 7) {
					connection.close();
				}
				return bytes;
			}))
			.onClose((connection, reason) -> closed.incrementAndGet()));
		for (int i = 0; i < 60; i++) {
			TestClient client = TestClient.of(worker);
			for (int number = 0; number < 10; number++) {
				byte[] frame = new byte[1000];
				Arrays.fill(frame, (byte) number);
				frame[0] = 0;
				frame[1] = 0;
				frame[2] = 1000 >> 8;
				frame[3] = (byte) 1000;
				client.send(frame);
			}
			if (i % 3 == 0) {
				client.reset();
			}
			else {
				client.drain();
				client.close();
			}
		}
		StartedWorkers.await(() -> closed.get() == 60);
		assertThat(wrong).isFalse();
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("HTTP off the loop: pipelined requests are answered in order, a failure with 500")
	void requestsWhenPipelinedAreAnsweredInOrder() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("http://127.0.0.1:0")
			.dispatch(DispatchOptions.on(this.pool))
			.onMessage(new Handling((connection, message) -> {
				String path = ((HttpRequest) message).path();
				if (path.equals("/bad")) {
					throw new IllegalStateException("bad");
				}
				return path.equals("/late") ? CompletableFuture.supplyAsync(() -> "late", this.pool) : path;
			})));
		try (TestClient client = TestClient.of(worker)) {
			StringBuilder all = new StringBuilder();
			for (String path : List.of("a", "late", "bad", "b")) {
				all.append("GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
			}
			client.send(all.toString()).finish();
			assertThat(client.restAsText().replaceAll("(?s)(HTTP/1.1 \\d+).*?\r\n\r\n([^H]*)", "$1 $2;"))
				.isEqualTo("HTTP/1.1 200 /a;HTTP/1.1 200 late;"
						+ "HTTP/1.1 500 {\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500};"
						+ "HTTP/1.1 200 /b;");
		}
	}

	@Test
	@DisplayName("A blocking method waits its turn, and lets the loop go on")
	void blockingWhenMixedKeepsTheOrderOfTheConnection() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.dispatch(new DispatchOptions(DispatchOptions.Mode.EVENT_LOOP, this.pool, 4))
			.onMessage(new Handling.Selective((connection, message) -> {
				if (((String) message).startsWith("slow")) {
					assertThat(connection.process().inProcess()).isFalse();
					await();
				}
				else {
					assertThat(connection.process().inProcess()).isTrue();
				}
				return message;
			}))
			.onClose((connection, reason) -> {
				assertThat(connection.process().inProcess()).isTrue();
				this.steps.add("close");
			}));
		try (TestClient client = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			String all = "a\nslow1\nslow2\nb\nc\nslow3\nd\n";
			client.send(all).finish();
			assertThat(other.send("quick\n").line()).isEqualTo("quick");
			this.gate.countDown();
			assertThat(client.restAsText()).isEqualTo(all);
			StartedWorkers.await(() -> this.steps.size() == 1);
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("A non-blocking method runs on the loop in its turn")
	void nonBlockingWhenOffTheLoopRunsOnIt() throws Exception {
		Worker worker = this.workers.start(text().onMessage(new Handling.Selective((connection, message) -> {
			boolean slow = ((String) message).startsWith("slow");
			assertThat(connection.process().inProcess()).isEqualTo(!slow);
			return message;
		})));
		try (TestClient client = TestClient.of(worker)) {
			StringBuilder all = new StringBuilder();
			for (int i = 0; i < 500; i++) {
				all.append((i % 7 < 3) ? "slow" : "fast").append(i).append('\n');
			}
			client.send(all.toString()).finish();
			assertThat(client.restAsText()).isEqualTo(all.toString());
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

	/**
	 * What happened to one connection.
	 */
	private static final class Sequence {

		private final AtomicBoolean busy = new AtomicBoolean();

		private final List<String> faults = new CopyOnWriteArrayList<>();

		private int next = -1;

		void step(Connection connection, String what, int number) {
			if (!this.busy.compareAndSet(false, true)) {
				this.faults.add("two at a time: " + what + " " + number);
			}
			if (connection.process().inProcess()) {
				this.faults.add("on the loop: " + what);
			}
			if (!what.equals("connect") && number != this.next) {
				this.faults.add("expected %d: %s %d".formatted(this.next, what, number));
			}
			this.next = what.equals("connect") ? 0 : number + 1;
			this.busy.set(false);
		}

	}

}
