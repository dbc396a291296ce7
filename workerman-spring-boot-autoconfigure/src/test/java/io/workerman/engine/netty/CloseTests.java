package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How this side closes a connection.
 */
class CloseTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final CountDownLatch done = new CountDownLatch(1);

	private Worker start(WorkerBuilder builder) {
		return this.workers.start(builder.onClose((connection, reason) -> this.reasons.add(reason))
			.onError((connection, code, message) -> this.errors.add(message)));
	}

	private void awaitDone() throws InterruptedException {
		assertThat(this.done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private void awaitClosed() {
		StartedWorkers.await(() -> !this.reasons.isEmpty());
	}

	@Test
	@DisplayName("C-27 close(last) sends the last message, then closes, inside the call when nothing waits")
	void closeWhenNothingWaitsClosesInsideTheCall() throws Exception {
		AtomicReference<Status> status = new AtomicReference<>();
		AtomicInteger closedInside = new AtomicInteger(-1);
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.send("one");
			connection.close("two");
			status.set(connection.status());
			closedInside.set(this.reasons.size());
			this.done.countDown();
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\nnever\n");
			assertThat(client.restAsText()).isEqualTo("one\ntwo\n");
		}
		awaitDone();
		assertThat(status).hasValue(Status.CLOSED);
		assertThat(closedInside).hasValue(1);
		assertThat(this.reasons).containsExactly(CloseReason.server(CloseReason.NORMAL, ""));
		assertThat(worker.statistics().messagesReceived()).isOne();
	}

	@Test
	@DisplayName("C-27 After close() send fails without being counted, and a second close does nothing")
	void sendWhenClosedFailsUncounted() throws Exception {
		List<SendResult> results = new CopyOnWriteArrayList<>();
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.close("bye");
			results.add(connection.send("late"));
			connection.close("again");
			connection.end("again");
			connection.destroy();
			results.add(connection.sendAsync("late").toCompletableFuture().join());
			this.done.countDown();
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\n");
			assertThat(client.restAsText()).isEqualTo("bye\n");
		}
		awaitDone();
		assertThat(results).containsExactly(SendResult.FAILED, SendResult.FAILED);
		assertThat(this.errors).isEmpty();
		assertThat(this.reasons).hasSize(1);
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("C-27 close() waits for what was accepted, also for many megabytes and a slow reader")
	void closeWhenBytesWaitSendsAllOfThem() throws Exception {
		byte[] big = new byte[50 * 1024 * 1024];
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000).onMessage((connection, message) -> {
			connection.send(big);
			connection.close("bye");
			assertThat(connection.status()).isEqualTo(Status.CLOSING);
			assertThat(connection.send("late")).isEqualTo(SendResult.FAILED);
		}));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go");
			StartedWorkers.await(() -> StartedWorkers.connection(worker).status() == Status.CLOSING);
			assertThat(client.rest().length).isEqualTo(big.length + 3);
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("B-12 The client reads every accepted byte although it sent much that was never read")
	void closeWhenMuchIsUnreadLosesNothing() throws Exception {
		byte[] big = new byte[4 * 1024 * 1024];
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000).onConnect(Connection::pauseRecv));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send(new byte[200_000]);
			Connection connection = StartedWorkers.connection(worker);
			connection.send(big);
			connection.close("bye");
			for (int i = 0; i < 20; i++) {
				client.send(new byte[100_000]);
			}
			assertThat(client.rest().length).isEqualTo(big.length + 3);
		}
	}

	@Test
	@DisplayName("B-12 A small last message reaches a client that had sent more, although it reads late")
	void closeWhenLittleIsUnreadLosesNothing() throws Exception {
		for (int i = 0; i < 50; i++) {
			Worker worker = this.workers.start(StartedWorkers.tcp().onConnect((connection) -> {
				connection.pauseRecv();
				connection.send(new byte[300_000]);
				connection.process().timers().add(Duration.ofMillis(5), () -> connection.close("bye"), false);
			}));
			try (TestClient client = TestClient.narrow(worker)) {
				client.send(new byte[30_000]);
				assertThat(client.rest().length).isEqualTo(300_003);
			}
			worker.stop();
		}
	}

	@Test
	@DisplayName("C-28 destroy() discards what waits, closes inside the call, and is no failed send")
	void destroyWhenBytesWaitDiscardsThem() throws Exception {
		AtomicInteger closedInside = new AtomicInteger(-1);
		Worker worker = start(StartedWorkers.tcp().onMessage((connection, message) -> {
			connection.send(new byte[50 * 1024 * 1024]);
			connection.destroy();
			closedInside.set(this.reasons.size());
			connection.destroy();
			this.done.countDown();
		}));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send("go");
			awaitDone();
			assertThat(client.drain()).isLessThan(50 * 1024 * 1024);
		}
		assertThat(closedInside).hasValue(1);
		assertThat(this.errors).isEmpty();
		assertThat(this.reasons).containsExactly(CloseReason.server(CloseReason.NORMAL, ""));
		assertThat(worker.statistics().sendFailures()).isZero();
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("B-11 end() lets the client read although it is still sending, and hears no more messages")
	void endWhenClientKeepsSendingLetsItRead() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.end("error");
			assertThat(connection.status()).isEqualTo(Status.ENDING);
			assertThat(connection.send("late")).isEqualTo(SendResult.FAILED);
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\nnever\n");
			assertThat(client.restAsText()).isEqualTo("error\n");
			client.send("still here\n");
			assertThat(this.reasons).isEmpty();
		}
		awaitClosed();
		assertThat(this.reasons).containsExactly(CloseReason.server(CloseReason.NORMAL, ""));
		assertThat(worker.statistics().messagesReceived()).isOne();
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("B-11 end() closes after a second if the client does not, also while receiving is paused")
	void endWhenClientStaysClosesAfterLinger() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.pauseRecv();
			connection.end(null);
		}));
		try (TestClient client = TestClient.of(worker)) {
			long start = System.nanoTime();
			client.send("go\n");
			assertThat(client.restAsText()).isEmpty();
			awaitClosed();
			assertThat(System.nanoTime() - start).isBetween(900_000_000L, 5_000_000_000L);
		}
	}

	@Test
	@DisplayName("B-11 end() closes at once when the client does, also while receiving is paused")
	void endWhenClientFinishesClosesAtOnce() throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.pauseRecv();
			connection.end("error");
		}));
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\n");
			assertThat(client.restAsText()).isEqualTo("error\n");
			long start = System.nanoTime();
			client.finish();
			awaitClosed();
			assertThat(System.nanoTime() - start).isLessThan(700_000_000L);
		}
	}

	@Test
	@DisplayName("C-27 close() from another thread leaves nothing behind that was accepted, and accepts no more")
	void closeFromAnotherThreadSendsWhatWasAccepted() throws Exception {
		Worker worker = start(StartedWorkers.text());
		for (int i = 0; i < 100; i++) {
			this.reasons.clear();
			try (TestClient client = TestClient.of(worker)) {
				Connection connection = StartedWorkers.connection(worker);
				assertThat(connection.send("one")).isEqualTo(SendResult.QUEUED);
				connection.close("two");
				assertThat(connection.send("three")).isEqualTo(SendResult.FAILED);
				assertThat(client.restAsText()).isEqualTo("one\ntwo\n");
			}
			awaitClosed();
			assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.SERVER);
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
		assertThat(worker.statistics().sendFailures()).isZero();
	}

	@Test
	@DisplayName("C-27 close(last) closes although the last message cannot be encoded")
	void closeWhenLastMessageIsUnencodableClosesAnyway() throws Exception {
		Worker worker = start(StartedWorkers.builder("lines://127.0.0.1:0").protocol(new LineProtocol()));
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			connection.close(LineProtocol.UNENCODABLE);
			assertThat(client.restAsText()).isEmpty();
		}
		StartedWorkers.await(() -> worker.statistics().exceptions() == 1);
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP", "WEBSOCKET" })
	@DisplayName("C-37 W-44 A peer that breaks the protocol and is gone before it is told closes once, not twice")
	void protocolBrokenWhenPeerIsGoneClosesOnce(Dialect dialect) throws Exception {
		assertClosesOnce(dialect, "\0\0\0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	@DisplayName("W-44 The fragment of a peer that is gone before its handshake is answered is released")
	void handshakeWhenPeerIsGoneReleasesWhatFollows() throws Exception {
		byte[] hello = Dialect.WEBSOCKET.hello();
		byte[] fragment = Dialect.WEBSOCKET.message("begin");
		fragment[0] = 0x01;
		byte[] both = Arrays.copyOf(hello, hello.length + fragment.length);
		System.arraycopy(fragment, 0, both, hello.length, fragment.length);
		assertClosesOnce(Dialect.WEBSOCKET, both);
	}

	/**
	 * Lets a client say something and be gone before the server looks at it.
	 */
	private void assertClosesOnce(Dialect dialect, byte[] said) throws Exception {
		CountDownLatch gone = new CountDownLatch(1);
		Worker worker = start(StartedWorkers.builder(dialect.address()).onConnect((connection) -> {
			try {
				assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}));
		TestClient client = TestClient.of(worker);
		client.send(said).reset();
		gone.countDown();
		StartedWorkers.await(() -> worker.statistics().opened() == 1 && worker.connections().isEmpty());
		worker.stop();
		assertThat(this.reasons).hasSize(1);
		Statistics statistics = worker.statistics();
		assertThat(statistics.closedByClient() + statistics.closedByServer() + statistics.closedByNetwork()).isOne();
	}

}
