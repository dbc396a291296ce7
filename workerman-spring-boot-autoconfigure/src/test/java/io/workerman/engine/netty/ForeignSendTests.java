package io.workerman.engine.netty;

import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends from other threads than the process of the connection.
 */
class ForeignSendTests {

	private static final int LIMIT = 100_000;

	private static final int THREADS = 4;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final AtomicInteger full = new AtomicInteger();

	private final AtomicInteger drained = new AtomicInteger();

	private final AtomicInteger errors = new AtomicInteger();

	private Worker start() {
		return this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.maxSendBufferSize(LIMIT)
			.onBufferFull((connection) -> this.full.incrementAndGet())
			.onBufferDrain((connection) -> this.drained.incrementAndGet())
			.onError((connection, code, message) -> this.errors.incrementAndGet()));
	}

	private static void inThreads(Task task) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int number = i;
			Thread thread = new Thread(() -> task.run(number));
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private static byte[] message(int thread, int number, int size) {
		return ByteBuffer.allocate(8 + size).putInt(thread).putInt(number).array();
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 3000, 60_000 })
	@DisplayName("C-24 What answers QUEUED arrives complete and in the order of its thread, FAILED is counted")
	void sendWhenManyThreadsSendKeepsItsPromise(int size) throws Exception {
		Worker worker = start();
		AtomicLong accepted = new AtomicLong();
		AtomicLong failed = new AtomicLong();
		try (TestClient client = TestClient.narrow(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			CountDownLatch sent = new CountDownLatch(1);
			Thread sender = new Thread(() -> {
				try {
					inThreads((thread) -> {
						Random random = new Random(thread);
						for (int number = 0; number < 3000; number++) {
							SendResult result = connection.send(message(thread, number, random.nextInt(size)));
							assertThat(result).isNotEqualTo(SendResult.SENT);
							((result == SendResult.QUEUED) ? accepted : failed).incrementAndGet();
						}
					});
					connection.close(message(-1, 0, 0));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				sent.countDown();
			});
			sender.start();
			long received = readAll(client);
			assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(received).isBetween(accepted.get(), accepted.get() + 1);
		}
		assertThat(worker.statistics().sendFailures()).isBetween(failed.get(), failed.get() + 1);
		assertThat(this.errors.get()).isEqualTo(worker.statistics().sendFailures());
		assertThat(worker.statistics().messagesSent()).isBetween(accepted.get(), accepted.get() + 1);
	}

	private static long readAll(TestClient client) throws Exception {
		DataInputStream in = new DataInputStream(client.socket().getInputStream());
		Map<Integer, Integer> last = new HashMap<>();
		long received = 0;
		for (int length = readLength(in); length >= 0; length = readLength(in)) {
			int thread = in.readInt();
			int number = in.readInt();
			in.readNBytes(length - 12);
			assertThat(number).isGreaterThan(last.getOrDefault(thread, -1));
			last.put(thread, number);
			received++;
		}
		return received;
	}

	private static int readLength(DataInputStream in) throws Exception {
		int first = in.read();
		return (first < 0) ? -1 : (first << 24) | (in.read() << 16) | in.readUnsignedShort();
	}

	@Test
	@DisplayName("C-24 Threads together never get more accepted than the limit and one message each allow")
	void sendWhenProcessIsBusyIsBounded() throws Exception {
		Worker worker = start();
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			CountDownLatch go = new CountDownLatch(1);
			CountDownLatch blocked = new CountDownLatch(1);
			connection.process().execute(() -> {
				blocked.countDown();
				awaitQuietly(go);
			});
			assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
			AtomicLong accepted = new AtomicLong();
			AtomicLong failed = new AtomicLong();
			inThreads((thread) -> {
				for (int i = 0; i < 200; i++) {
					if (connection.send(new byte[996]) == SendResult.QUEUED) {
						accepted.incrementAndGet();
					}
					else {
						failed.incrementAndGet();
					}
				}
			});
			assertThat(accepted).hasValue(LIMIT / 1000);
			assertThat(connection.sendBufferSize()).isEqualTo(LIMIT);
			assertThat(worker.statistics().sendFailures()).isEqualTo(failed.get());
			go.countDown();
			assertThat(client.bytes(LIMIT)).hasSize(LIMIT);
			StartedWorkers.await(() -> this.errors.get() == failed.get());
			StartedWorkers.await(() -> this.drained.get() == 1);
			assertThat(connection.sendBufferSize()).isZero();
			StartedWorkers.await(() -> connection.bytesWritten() == LIMIT);
			assertThat(this.full).hasValue(1);
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	@DisplayName("W-46 A thread that fills the buffer hears of the drain, although the operating system took all")
	void drainWhenThreadsFilledTheBufferIsReported() throws Exception {
		Worker worker = start();
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			Thread reader = new Thread(client::drain);
			reader.start();
			for (int round = 1; round <= 50; round++) {
				int drainedBefore = this.drained.get();
				while (connection.send(new byte[1000]) != SendResult.FAILED) {
					Thread.onSpinWait();
				}
				StartedWorkers.await(() -> this.drained.get() > drainedBefore);
			}
			connection.close();
			reader.join();
		}
		assertThat(this.full.get()).isPositive();
	}

	@Test
	@DisplayName("C-27 Connections that close under foreign sends lose nothing accepted and leak nothing")
	void closeWhenThreadsSendKeepsTheirPromise() throws Exception {
		Worker worker = start();
		for (int round = 0; round < 40; round++) {
			try (TestClient client = TestClient.of(worker)) {
				Connection connection = StartedWorkers.connection(worker);
				AtomicLong accepted = new AtomicLong();
				Thread closer = new Thread(() -> {
					while (accepted.get() < 50) {
						Thread.onSpinWait();
					}
					connection.process().execute(connection::close);
				});
				closer.start();
				Thread reader = new Thread(() -> {
					try {
						inThreads((thread) -> {
							for (int number = 0; connection.status() == Connection.Status.ESTABLISHED; number++) {
								if (connection.send(message(thread, number, 10)) == SendResult.QUEUED) {
									accepted.incrementAndGet();
								}
							}
						});
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
				reader.start();
				long received = readAll(client);
				closer.join();
				reader.join();
				assertThat(received).isEqualTo(accepted.get());
			}
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
	}

	@Test
	@DisplayName("C-23 C-27 A send of another thread that comes too late does not keep the connection from closing")
	void closeWhenASendComesTooLateCloses() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("http://127.0.0.1:0"));
		try (TestClient client = TestClient.of(worker)) {
			Link link = ((StreamConnection) StartedWorkers.connection(worker)).link();
			link.sendBuffer().occupancy().reserve(5);
			client.send("\0\r\n\r\n");
			assertThat(client.line()).startsWith("HTTP/1.1 400");
			client.finish();
			StartedWorkers.await(() -> link.life().status() == Connection.Status.ENDING);
			link.foreignSends().giveBack(5);
			StartedWorkers.await(() -> worker.connections().isEmpty());
		}
	}

	@Test
	@DisplayName("C-23 Threads that send while connections are destroyed and the worker stops leak nothing")
	void destroyWhenThreadsSendLeaksNothing() throws Exception {
		for (int round = 0; round < 10; round++) {
			Worker worker = start();
			try (TestClient client = TestClient.of(worker); TestClient other = TestClient.narrow(worker)) {
				StartedWorkers.await(() -> worker.connections().size() == 2);
				assertThat(client.socket().isConnected() && other.socket().isConnected()).isTrue();
				List<Connection> connections = List.copyOf(worker.connections());
				CountDownLatch sent = new CountDownLatch(200);
				Thread senders = new Thread(() -> {
					try {
						inThreads((thread) -> {
							for (int i = 0; i < 2000; i++) {
								connections.forEach((connection) -> connection.send(new byte[500]));
								worker.broadcast("all");
								sent.countDown();
							}
						});
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
				senders.start();
				assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
				connections.get(0).destroy();
				worker.stop();
				senders.join();
				assertThat(connections).allSatisfy((connection) -> {
					assertThat(connection.send("late")).isEqualTo(SendResult.FAILED);
					assertThat(connection.sendBufferSize()).isZero();
				});
			}
			worker.start();
			try (TestClient client = TestClient.of(worker)) {
				StartedWorkers.connection(worker).send("again");
				assertThat(client.bytes(9)).endsWith('a', 'g', 'a', 'i', 'n');
			}
			worker.stop();
		}
	}

	@FunctionalInterface
	interface Task {

		void run(int thread);

	}

}
