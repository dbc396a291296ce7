package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are piped to each other. {@code -Dworkerman.pipe.megabytes} says how
 * much goes through in each direction.
 */
class PairedPipeTests {

	private static final Logger logger = LoggerFactory.getLogger(PairedPipeTests.class);

	private static final int MEGABYTES = Integer.getInteger("workerman.pipe.megabytes", 48);

	private static final int LIMIT = 256 * 1024;

	private static final int READ = 64 * 1024;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final AtomicReference<Connection> waiting = new AtomicReference<>();

	/**
	 * Every second connection is piped to the one before it.
	 */
	private WorkerBuilder pairing() {
		return StartedWorkers.tcp().maxSendBufferSize(LIMIT).onConnect((connection) -> {
			connection.pauseRecv();
			Connection other = this.waiting.getAndSet(null);
			if (other == null) {
				this.waiting.set(connection);
				return;
			}
			connection.pipe(other);
			other.pipe(connection);
			connection.resumeRecv();
			other.resumeRecv();
		});
	}

	private TestClient connect(Worker worker, int number) throws IOException {
		TestClient client = TestClient.narrow(worker);
		StartedWorkers.await(() -> worker.connections().size() == number);
		return client;
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "2, 0", "2, 1" })
	@DisplayName("C-31 B-16 D4 A pipe in both directions loses nothing, holds little, and closes with a flush")
	void pipeWhenReadersAreSlowHoldsLittle(int count, int pauseMillis) throws Exception {
		Worker worker = this.workers.start(pairing().count(count));
		long total = MEGABYTES * 1024L * 1024 / (1 + pauseMillis * 3);
		AtomicLong most = new AtomicLong();
		worker.processes()
			.get(0)
			.timers()
			.add(Duration.ofMillis(1), () -> most.accumulateAndGet(worker.statistics().memory(), Math::max));
		long began = System.nanoTime();
		try (TestClient left = connect(worker, 1); TestClient right = connect(worker, 2)) {
			CompletableFuture<Long> leftSends = async(() -> write(left, total, 1));
			CompletableFuture<Long> rightSends = async(() -> write(right, total, 2));
			CompletableFuture<Long> leftReads = async(() -> read(left, total, pauseMillis));
			CompletableFuture<Long> rightReads = async(() -> read(right, total, pauseMillis));
			assertThat(leftReads.get(10, TimeUnit.MINUTES)).isEqualTo(rightSends.get(1, TimeUnit.MINUTES));
			assertThat(rightReads.get(10, TimeUnit.MINUTES)).isEqualTo(leftSends.get(1, TimeUnit.MINUTES));
			CompletableFuture<Long> last = async(() -> {
				long sum = write(left, LIMIT, 3);
				left.finish();
				return sum;
			});
			assertThat(read(right, LIMIT, pauseMillis)).isEqualTo(last.get(1, TimeUnit.MINUTES));
			assertThat(right.rest()).isEmpty();
			assertThat(left.rest()).isEmpty();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		logger.info("{} bytes in each direction in {} ms with {} processes, at most {} bytes held", total,
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), count, most);
		assertThat(most).hasValueLessThanOrEqualTo(2L * (LIMIT + 3 * READ));
		assertThat(worker.statistics().sendFailures()).isZero();
		assertThat(worker.statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("C-31 The end of a pipe closes its beginning, however it ends")
	void pipeWhenOneSideIsResetClosesTheOther() throws Exception {
		Worker worker = this.workers.start(pairing().count(2));
		try (TestClient left = connect(worker, 1); TestClient right = connect(worker, 2)) {
			left.send("hello");
			assertThat(right.bytes(5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
			right.reset();
			assertThat(left.rest()).isEmpty();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
	}

	private static CompletableFuture<Long> async(Transfer transfer) {
		CompletableFuture<Long> result = new CompletableFuture<>();
		new Thread(() -> {
			try {
				result.complete(transfer.run());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}).start();
		return result;
	}

	private static long write(TestClient client, long total, int seed) throws IOException {
		CRC32 sum = new CRC32();
		byte[] chunk = new byte[READ];
		long number = seed;
		for (long left = total; left > 0; left -= Math.min(left, chunk.length)) {
			for (int i = 0; i < chunk.length; i++) {
				number = number * 6364136223846793005L + 1442695040888963407L;
				chunk[i] = (byte) (number >>> 33);
			}
			int size = (int) Math.min(left, chunk.length);
			sum.update(chunk, 0, size);
			client.socket().getOutputStream().write(chunk, 0, size);
		}
		return sum.getValue();
	}

	private static long read(TestClient client, long total, int pauseMillis) throws Exception {
		CRC32 sum = new CRC32();
		byte[] chunk = new byte[READ];
		for (long left = total; left > 0;) {
			int size = client.socket().getInputStream().read(chunk, 0, (int) Math.min(left, chunk.length));
			if (size < 0) {
				throw new IOException(left + " of " + total + " bytes are missing");
			}
			sum.update(chunk, 0, size);
			left -= size;
			if (pauseMillis > 0 && left % 8 == 0) {
				TimeUnit.MILLISECONDS.sleep(pauseMillis);
			}
		}
		return sum.getValue();
	}

	/**
	 * Writes or reads, and answers the checksum.
	 */
	@FunctionalInterface
	interface Transfer {

		long run() throws Exception;

	}

}
