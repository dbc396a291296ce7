package io.workerman.engine.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker has counted against what its clients have.
 * {@code -Dworkerman.counters.connections} and {@code -Dworkerman.counters.messages} say
 * how many there are.
 */
class CountersTests {

	private static final Logger logger = LoggerFactory.getLogger(CountersTests.class);

	private static final int CONNECTIONS = Integer.getInteger("workerman.counters.connections", 2000);

	private static final int MESSAGES = Integer.getInteger("workerman.counters.messages", 200_000);

	private static final int THREADS = 4;

	private static final int RESETS = 10;

	private static final int BATCH = 500;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("X-12: as many connections, messages and bytes as the clients have counted")
	void countersAreWhatClientsCounted() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.text().count(2).onMessage((connection, message) -> connection.send(message)));
		long began = System.nanoTime();
		LongAdder messages = new LongAdder();
		LongAdder bytes = new LongAdder();
		AtomicInteger left = new AtomicInteger(CONNECTIONS);
		CompletableFuture<?>[] threads = new CompletableFuture<?>[THREADS];
		for (int i = 0; i < THREADS; i++) {
			threads[i] = CompletableFuture.runAsync(() -> {
				for (int number = left.decrementAndGet(); number >= 0; number = left.decrementAndGet()) {
					visit(worker, number, messages, bytes);
				}
			}, (task) -> new Thread(task).start());
		}
		CompletableFuture.allOf(threads).get(10, TimeUnit.MINUTES);
		StartedWorkers.await(() -> worker.connections().isEmpty());
		Statistics statistics = worker.statistics();
		logger.info("{} connections and {} messages in {} ms", CONNECTIONS, messages,
				Duration.ofNanos(System.nanoTime() - began).toMillis());
		assertThat(messages.sum()).isGreaterThanOrEqualTo(MESSAGES);
		assertThat(statistics.opened()).isEqualTo(CONNECTIONS);
		assertThat(statistics.messagesReceived()).isEqualTo(messages.sum());
		assertThat(statistics.messagesSent()).isEqualTo(messages.sum());
		assertThat(statistics.bytesReceived()).isEqualTo(bytes.sum());
		assertThat(statistics.bytesSent()).isEqualTo(bytes.sum());
		int resets = (CONNECTIONS + RESETS - 1) / RESETS;
		assertThat(statistics.closedByNetwork()).isEqualTo(resets);
		assertThat(statistics.closedByClient()).isEqualTo(CONNECTIONS - resets);
		assertThat(statistics.closedByServer()).isZero();
		assertThat(statistics.connections()).isZero();
		assertThat(statistics.sendFailures()).isZero();
		assertThat(statistics.sendPending()).isZero();
	}

	private static void visit(Worker worker, int number, LongAdder messages, LongAdder bytes) {
		try (TestClient client = TestClient.of(worker)) {
			int count = Math.max(1, (MESSAGES + CONNECTIONS - 1) / CONNECTIONS);
			String message = number + "\n";
			for (int sent = 0; sent < count; sent += BATCH) {
				int batch = Math.min(BATCH, count - sent);
				String text = message.repeat(batch);
				assertThat(new String(client.send(text).bytes(text.length()), StandardCharsets.UTF_8)).isEqualTo(text);
				messages.add(batch);
				bytes.add(text.length());
			}
			if (number % RESETS == 0) {
				client.reset();
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
