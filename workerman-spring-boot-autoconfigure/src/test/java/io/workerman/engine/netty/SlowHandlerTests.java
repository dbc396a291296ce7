package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Much data, for handlers that are slow and from processes that are many.
 */
@Timeout(60)
class SlowHandlerTests {

	private static final int SIZE = 10 * 1024 * 1024;

	private static final int BOUND = 2 * 1024 * 1024;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("10 MB in pieces arrive whole at a slow handler, and little of it waits in memory")
	void piecesWhenTheHandlerIsSlowArriveWhole(boolean offLoop) throws Exception {
		byte[] content = new byte[SIZE];
		new Random(3).nextBytes(content);
		CRC32 expected = new CRC32();
		expected.update(content);
		CRC32 handled = new CRC32();
		AtomicLong total = new AtomicLong();
		AtomicLong most = new AtomicLong();
		ExecutorService pool = Executors.newFixedThreadPool(2);
		try {
			DispatchOptions dispatch = offLoop ? DispatchOptions.on(pool).withMaxPendingMessages(8)
					: DispatchOptions.EVENT_LOOP;
			Worker worker = this.workers
				.start(StartedWorkers.tcp().dispatch(dispatch).onMessage((connection, message) -> {
					byte[] piece = (byte[]) message;
					most.accumulateAndGet(connection.bytesRead() - total.get(), Math::max);
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
					handled.update(piece);
					if (total.addAndGet(piece.length) == SIZE) {
						connection.send("done\n");
					}
				}));
			try (TestClient client = TestClient.of(worker)) {
				CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, content));
				assertThat(client.line()).isEqualTo("done");
				sent.get(10, TimeUnit.SECONDS);
			}
			assertThat(total).hasValue(SIZE);
			assertThat(handled.getValue()).isEqualTo(expected.getValue());
			assertThat(most.get()).isBetween(1L, (long) BOUND);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private static void send(TestClient client, byte[] content) {
		Random random = new Random(4);
		try {
			for (int from = 0; from < content.length;) {
				int to = Math.min(content.length, from + 1 + random.nextInt(64 * 1024));
				client.send(Arrays.copyOfRange(content, from, to));
				from = to;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	@DisplayName("S-20 Large framed replies of four processes to all clients never interleave")
	void framesWhenOfFourProcessesDoNotInterleave() throws Exception {
		int size = 300_000;
		int each = 5;
		Worker worker = this.workers.start(StartedWorkers.builder("frame://127.0.0.1:0")
			.count(4)
			.maxSendBufferSize(64 * 1024 * 1024)
			.onMessage((connection, message) -> connection.worker().processes().forEach((process) -> {
				byte[] reply = new byte[size];
				Arrays.fill(reply, (byte) process.id());
				process.execute(() -> {
					for (int i = 0; i < each; i++) {
						assertThat(connection.send(reply)).isNotEqualTo(SendResult.FAILED);
					}
				});
			})));
		List<TestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				clients.add(TestClient.of(worker));
			}
			StartedWorkers.await(() -> worker.connections().size() == 4);
			assertThat(worker.processes()).extracting(WorkerProcess::connections).allMatch((open) -> open.size() == 1);
			for (TestClient client : clients) {
				client.send(new byte[] { 0, 0, 0, 5, '?' });
			}
			byte[] header = ByteBuffer.allocate(4).putInt(size + 4).array();
			for (TestClient client : clients) {
				int[] counts = new int[4];
				for (int i = 0; i < 4 * each; i++) {
					assertThat(client.bytes(4)).isEqualTo(header);
					byte[] content = client.bytes(size);
					byte[] expected = new byte[size];
					Arrays.fill(expected, content[0]);
					assertThat(content).isEqualTo(expected);
					counts[content[0]]++;
				}
				assertThat(counts).containsOnly(each);
			}
		}
		finally {
			for (TestClient client : clients) {
				client.close();
			}
		}
		assertThat(worker.statistics().exceptions()).isZero();
	}

}
