package io.workerman.engine.netty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is received while a process is behind, or after a connection is closed.
 */
class BusyProcessTests {

	private static final int SIZE = 20_000_000;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("B-72 a process that is behind reads nothing, holds nothing, and all bytes still arrive")
	void bytesWaitForProcessThatIsBehind() throws Exception {
		AtomicLong received = new AtomicLong();
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch busy = new CountDownLatch(1);
		Worker worker = this.workers.start(StartedWorkers.tcp().onMessage((connection, message) -> {
			if (received.getAndAdd(((byte[]) message).length) == 0) {
				busy.countDown();
				go.await(20, TimeUnit.SECONDS);
			}
		}));
		try (TestClient client = TestClient.of(worker)) {
			Thread sender = new Thread(() -> {
				try {
					client.send(new byte[SIZE]).finish();
				}
				catch (Exception ex) {
					received.set(Long.MIN_VALUE);
				}
			});
			sender.start();
			assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(StartedWorkers.connection(worker).receiveBufferSize()).isLessThan(200_000);
			go.countDown();
			StartedWorkers.await(() -> received.get() == SIZE);
			sender.join();
		}
	}

	@Test
	@DisplayName("B-73 what is received behind a close is not delivered, even if it came with it")
	void messagesBehindCloseAreDiscarded() throws Exception {
		List<Object> received = new CopyOnWriteArrayList<>();
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			received.add(message);
			connection.close("bye");
			assertThat(connection.status()).isNotEqualTo(Connection.Status.ESTABLISHED);
		}));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("a\nb\nc\n").restAsText()).isEqualTo("bye\n");
			StartedWorkers.await(() -> worker.connections().isEmpty());
			assertThat(received).containsExactly("a");
			assertThat(worker.statistics().messagesReceived()).isOne();
		}
	}

}
