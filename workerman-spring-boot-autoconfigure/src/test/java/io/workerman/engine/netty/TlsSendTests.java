package io.workerman.engine.netty;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSocket;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What is sent and how a connection ends, over TLS as without it.
 */
@EachTlsProvider
class TlsSendTests {

	private static final int LIMIT = 100_000;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();

	private final AtomicInteger drained = new AtomicInteger();

	private final TlsOptions tls;

	TlsSendTests(TlsOptions.Provider provider) {
		this.tls = Certificates.tls("server", provider);
	}

	private Worker start(WorkerBuilder builder) {
		return this.workers.start(builder.tls(this.tls)
			.onBufferFull((connection) -> this.events.add("full"))
			.onBufferDrain((connection) -> this.drained.incrementAndGet())
			.onError((connection, code, message) -> this.events.add(code + " " + message))
			.onClose((connection, reason) -> this.reasons.add(reason)));
	}

	private static TestClient client(Worker worker) throws Exception {
		return shakeHands(TestClient.tls(worker, Certificates.client()));
	}

	private static TestClient narrow(Worker worker) throws Exception {
		return shakeHands(TestClient.narrow(worker).overTls(Certificates.client()));
	}

	private static TestClient shakeHands(TestClient client) throws Exception {
		((SSLSocket) client.socket()).startHandshake();
		return client;
	}

	private static Connection secured(Worker worker) {
		Connection connection = StartedWorkers.connection(worker);
		StartedWorkers.await(() -> connection.sslSession() != null);
		return connection;
	}

	private static long fill(Connection connection) {
		byte[] chunk = new byte[50_000];
		long accepted = 0;
		while (connection.sendBufferSize() == 0) {
			assertThat(connection.send(chunk)).isNotEqualTo(SendResult.FAILED);
			accepted += chunk.length;
		}
		return accepted;
	}

	@Test
	@DisplayName("C-21 Outside of a burst a message that the operating system takes is SENT, whatever its size")
	void sendWhenTakenAnswersSent() throws Exception {
		Worker worker = start(StartedWorkers.tcp());
		try (TestClient client = client(worker)) {
			Connection connection = secured(worker);
			// with OpenSSL the first message takes the tickets of the session along
			connection.send("first");
			client.bytes(5);
			StartedWorkers.await(() -> connection.sendBufferSize() == 0);
			StartedWorkers.on(connection, () -> {
				this.drained.set(0);
				return true;
			});
			for (int size : new int[] { 1, 5, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 64 * 1024 + 1, 200_000 }) {
				assertThat(StartedWorkers.on(connection, () -> connection.send(new byte[size])))
					.isEqualTo(SendResult.SENT);
				client.bytes(size);
			}
			assertThat(connection.sendBufferSize()).isZero();
			assertThat(this.events).isEmpty();
			assertThat(this.drained).hasValue(0);
		}
	}

	@Test
	@DisplayName("C-24 Below the limit by one byte a whole message is accepted, at the limit none, to the byte")
	void sendWhenAtLimitIsDropped() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		try (TestClient client = narrow(worker)) {
			Connection connection = secured(worker);
			long accepted = StartedWorkers.on(connection, () -> {
				long sent = fill(connection);
				int limit = (int) connection.sendBufferSize() + 1000;
				connection.maxSendBufferSize(limit);
				assertThat(connection.send(new byte[999])).isEqualTo(SendResult.QUEUED);
				assertThat(connection.sendBufferSize()).isEqualTo(limit - 1);
				assertThat(this.events).isEmpty();
				assertThat(connection.send(new byte[5_000_000])).isEqualTo(SendResult.QUEUED);
				assertThat(this.events).containsExactly("full");
				assertThat(connection.sendBufferSize()).isEqualTo(limit - 1 + 5_000_000);
				assertThat(connection.send(new byte[1])).isEqualTo(SendResult.FAILED);
				assertThat(this.events).containsExactly("full", "2 send buffer full and drop package");
				assertThat(connection.bytesWritten() + connection.sendBufferSize()).isEqualTo(sent + 5_000_999);
				return sent + 5_000_999;
			});
			assertThat(client.bytes((int) accepted)).hasSize((int) accepted);
			StartedWorkers.await(() -> this.drained.get() == 1);
			StartedWorkers.await(() -> connection.bytesWritten() == accepted);
			assertThat(connection.sendBufferSize()).isZero();
			assertThat(worker.statistics().sendFailures()).isOne();
		}
	}

	@Test
	@DisplayName("C-24 What waits goes down as the reader takes it, record by record")
	void sendBufferSizeWhenReaderIsSlowFollowsIt() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		try (TestClient client = narrow(worker)) {
			Connection connection = secured(worker);
			int size = 20_000_000;
			assertThat(connection.send(new byte[size])).isEqualTo(SendResult.QUEUED);
			StartedWorkers.await(() -> connection.bytesWritten() > 0);
			client.bytes(size / 2);
			StartedWorkers.await(() -> connection.sendBufferSize() <= size / 2);
			assertThat(connection.sendBufferSize()).isPositive();
			assertThat(connection.sendBufferSize() % (16 * 1024)).isEqualTo(size % (16 * 1024));
			StartedWorkers.await(() -> connection.sendBufferSize() + connection.bytesWritten() == size);
			client.bytes(size / 2);
			StartedWorkers.await(() -> this.drained.get() == 1);
		}
	}

	@Test
	@DisplayName("W-45 W-46 A producer that waits for the drain loses nothing")
	void producerWhenItWaitsForDrainLosesNothing() throws Exception {
		byte[] sent = new byte[20_000_000];
		new Random(5).nextBytes(sent);
		AtomicInteger position = new AtomicInteger();
		Worker worker = start(StartedWorkers.tcp()
			.maxSendBufferSize(LIMIT)
			.onMessage((connection, message) -> produce(connection, sent, position))
			.onBufferDrain((connection) -> produce(connection, sent, position)));
		try (TestClient client = narrow(worker)) {
			client.send("go");
			assertThat(Arrays.equals(client.bytes(sent.length), sent)).isTrue();
		}
		assertThat(worker.statistics().sendFailures()).isZero();
		assertThat(this.events).allMatch("full"::equals);
	}

	private static void produce(Connection connection, byte[] bytes, AtomicInteger position) {
		while (position.get() < bytes.length && connection.sendBufferSize() < connection.maxSendBufferSize()) {
			int end = Math.min(bytes.length, position.get() + 7000);
			connection.send(Arrays.copyOfRange(bytes, position.get(), end));
			position.set(end);
		}
	}

	@Test
	@DisplayName("C-24 Readers that do not read cost no more memory than the limit and one window of records")
	void memoryWhenNobodyReadsIsBounded() throws Exception {
		int readers = 20;
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(LIMIT));
		TestClient[] clients = new TestClient[readers];
		for (int i = 0; i < readers; i++) {
			clients[i] = narrow(worker);
		}
		StartedWorkers.await(() -> worker.connections().size() == readers
				&& worker.connections().stream().allMatch((connection) -> connection.sslSession() != null));
		long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
		byte[] message = new byte[64 * 1024];
		for (int i = 0; i < 1600; i++) {
			worker.connections().forEach((connection) -> connection.send(message));
		}
		StartedWorkers.await(() -> worker.statistics().sendFailures() > readers * 1000L);
		// the system may take more meanwhile
		StartedWorkers.await(() -> {
			worker.connections().forEach((connection) -> connection.send(message));
			return worker.statistics().sendPending() >= (long) readers * LIMIT / 2;
		});
		assertThat(worker.statistics().sendPending()).isLessThanOrEqualTo(readers * (LIMIT + 64L * 1024));
		long used = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
		assertThat(used).isLessThan(readers * (LIMIT + 3L * 64 * 1024) + 16L * 1024 * 1024);
		for (TestClient client : clients) {
			client.close();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("C-20 sendAsync completes when the operating system has taken the message, in order")
	void sendAsyncWhenTakenCompletes() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(20_000_000));
		try (TestClient client = narrow(worker)) {
			Connection connection = secured(worker);
			List<CompletableFuture<SendResult>> stages = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 20; i++) {
				stages.add(connection.sendAsync(new byte[500_000]).toCompletableFuture());
			}
			StartedWorkers.await(() -> stages.get(0).isDone());
			assertThat(stages.get(19)).isNotDone();
			client.bytes(20 * 500_000);
			assertThat(stages.get(19).get(10, TimeUnit.SECONDS)).isEqualTo(SendResult.SENT);
		}
	}

	@Test
	@DisplayName("C-27 close() sends everything that was accepted to a slow reader, and a close_notify")
	void closeWhenBytesWaitSendsAllOfThem() throws Exception {
		byte[] big = new byte[20_000_000];
		new Random(6).nextBytes(big);
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000).onMessage((connection, message) -> {
			connection.send(big);
			connection.close("bye");
			assertThat(connection.status()).isEqualTo(Status.CLOSING);
		}));
		try (TestClient client = narrow(worker)) {
			client.send("go");
			byte[] rest = client.rest();
			assertThat(rest).hasSize(big.length + 3);
			assertThat(Arrays.equals(rest, 0, big.length, big, 0, big.length)).isTrue();
		}
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.SERVER);
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	@DisplayName("C-27 B-11 close() and end() say close_notify before the FIN")
	void closeSaysCloseNotify(String version) throws Exception {
		Worker worker = start(StartedWorkers.text().onMessage((connection, message) -> {
			if ("close".equals(message)) {
				connection.close("bye");
			}
			else {
				connection.end("bye");
			}
		}));
		for (String how : List.of("close", "end")) {
			try (TestClient client = TestClient.tls(worker, Certificates.client())) {
				((SSLSocket) client.socket()).setEnabledProtocols(new String[] { version });
				// without close_notify the JDK throws
				assertThat(client.send(how + "\nnever\n").restAsText()).isEqualTo("bye\n");
			}
		}
		StartedWorkers.await(() -> this.reasons.size() == 2);
		assertThat(this.reasons).extracting(CloseReason::initiator).containsOnly(Initiator.SERVER);
		assertThat(worker.statistics().messagesReceived()).isEqualTo(2);
	}

	@Test
	@DisplayName("B-12 The client reads every accepted byte although it sent much that was never read")
	void closeWhenMuchIsUnreadLosesNothing() throws Exception {
		byte[] big = new byte[4 * 1024 * 1024];
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000));
		try (TestClient client = narrow(worker)) {
			Connection connection = secured(worker);
			connection.pauseRecv();
			client.send(new byte[200_000]);
			connection.send(big);
			connection.close("bye");
			for (int i = 0; i < 20; i++) {
				client.send(new byte[100_000]);
			}
			assertThat(client.rest()).hasSize(big.length + 3);
		}
	}

	@Test
	@DisplayName("C-28 destroy() closes at once although the client does not read")
	void destroyWhenBytesWaitClosesAtOnce() throws Exception {
		Worker worker = start(StartedWorkers.tcp().onMessage((connection, message) -> {
			connection.send(new byte[50_000_000]);
			connection.destroy();
		}));
		try (TestClient client = narrow(worker)) {
			long start = System.nanoTime();
			client.send("go");
			StartedWorkers.await(() -> !this.reasons.isEmpty());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			assertThat(client.drain()).isLessThan(50_000_000);
		}
		assertThat(this.reasons).containsExactly(CloseReason.server(CloseReason.NORMAL, ""));
		assertThat(this.events).doesNotContain("2 client closed");
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("P-60 A client that has ended its side gets all answers, but not of OpenSSL")
	void clientWhenHalfClosedGetsEverything() throws Exception {
		assumeThat(this.tls.provider()).isEqualTo(TlsOptions.Provider.JDK);
		byte[] big = new byte[5_000_000];
		CompletableFuture<Connection> asked = new CompletableFuture<>();
		Worker worker = start(StartedWorkers.text().maxSendBufferSize(100_000_000).onMessage((connection, message) -> {
			connection.send(message);
			connection.send(big, true);
			asked.complete(connection);
		}));
		try (TestClient client = narrow(worker)) {
			client.send("hello\n").finish();
			asked.get(10, TimeUnit.SECONDS);
			assertThat(client.rest()).hasSize(6 + big.length);
		}
		StartedWorkers.await(() -> !this.reasons.isEmpty());
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.CLIENT);
	}

	@Test
	@DisplayName("P-60 OpenSSL knows no half-closed connection: what waits is lost and reported")
	void clientWhenHalfClosedEndsOpenSsl() throws Exception {
		assumeThat(this.tls.provider()).isEqualTo(TlsOptions.Provider.OPENSSL);
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(100_000_000));
		try (TestClient client = narrow(worker)) {
			Connection connection = secured(worker);
			connection.send(new byte[20_000_000]);
			client.finish().drain();
			StartedWorkers.await(() -> !this.reasons.isEmpty());
		}
		assertThat(this.events).containsExactly("2 client closed");
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("C-25 A client that is reset while bytes wait is reported once and closed")
	void sendWhenClientIsResetFails() throws Exception {
		Worker worker = start(StartedWorkers.tcp().maxSendBufferSize(Integer.MAX_VALUE));
		TestClient plain = TestClient.narrow(worker);
		// a client that is not used any more would be closed by its finalizer
		try (TestClient client = shakeHands(plain.overTls(Certificates.client()))) {
			Connection connection = secured(worker);
			StartedWorkers.on(connection, () -> fill(connection));
			plain.reset();
			StartedWorkers.await(() -> this.reasons.size() == 1);
			assertThat(client.drain()).isZero();
		}
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.NETWORK);
		assertThat(worker.statistics().sendPending()).isZero();
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("P-60 A broken record closes that connection")
	void recordWhenItIsBrokenClosesTheConnection() throws Exception {
		Worker worker = start(StartedWorkers.text());
		TestClient plain = TestClient.of(worker);
		try (TestClient client = shakeHands(plain.overTls(Certificates.client()))) {
			client.send("hello\n");
			StartedWorkers.await(() -> worker.statistics().messagesReceived() == 1);
			// OpenSSL says at the first one what is wrong, and closes at the second
			byte[] broken = Arrays.copyOf(new byte[] { 23, 3, 3, 0, 32 }, 37);
			for (int i = 0; i < ((this.tls.provider() == TlsOptions.Provider.JDK) ? 1 : 2); i++) {
				plain.send(broken);
			}
			StartedWorkers.await(() -> this.reasons.size() == 1);
		}
		assertThat(this.reasons).extracting(CloseReason::initiator).containsExactly(Initiator.NETWORK);
		assertThat(worker.statistics().exceptions()).isZero();
		assertThat(worker.rejections()).containsEntry("tls-handshake", 0L);
	}

}
