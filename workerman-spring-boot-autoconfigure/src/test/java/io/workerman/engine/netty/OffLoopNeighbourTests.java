package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.DispatchOptions.Mode;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that block, and connections beside them that must not notice.
 */
class OffLoopNeighbourTests {

	private static final int CONNECTIONS = 500;

	private static final int MESSAGES = 5;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final AtomicInteger answered = new AtomicInteger();

	@Test
	@DisplayName("W-68 500 connections whose handlers sleep on an executor slow down no event loop")
	void neighboursWhenHandlersSleepOnExecutorGoOn() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS / 2);
		try {
			neighboursGoOn(DispatchOptions.on(pool), new DispatchOptions(Mode.EVENT_LOOP, pool, 256));
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	@DisplayName("W-68 500 connections whose handlers sleep on virtual threads slow down no event loop")
	void neighboursWhenHandlersSleepOnVirtualThreadsGoOn() throws Exception {
		neighboursGoOn(DispatchOptions.VIRTUAL, DispatchOptions.EVENT_LOOP);
	}

	/**
	 * Half of the slow messages go to a listener of their own, and half to the very loop
	 * that answers the quick ones.
	 */
	private void neighboursGoOn(DispatchOptions slow, DispatchOptions mixed) throws Exception {
		Worker listener = this.workers.start(StartedWorkers.text().dispatch(slow).onMessage(new Handling(this::sleep)));
		Worker neighbour = this.workers.start(StartedWorkers.text()
			.dispatch(mixed)
			.onMessage(new Handling.Selective(
					(connection, message) -> message.equals("slow") ? sleep(connection, message) : message)));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			clients.add(TestClient.of((i % 2 == 0) ? listener : neighbour));
		}
		int roundTrips = 0;
		try (TestClient quick = TestClient.of(neighbour)) {
			for (TestClient client : clients) {
				client.send("slow\n".repeat(MESSAGES));
			}
			while (this.answered.get() < CONNECTIONS * MESSAGES) {
				assertThat(quick.send("quick\n").line()).isEqualTo("quick");
				roundTrips++;
			}
		}
		// a loop that slept would have answered once for each round of sleep at the most
		assertThat(roundTrips).isGreaterThan(10 * MESSAGES);
		for (TestClient client : clients) {
			for (int i = 0; i < MESSAGES; i++) {
				assertThat(client.line()).isEqualTo("slow");
			}
			client.close();
		}
		assertThat(listener.statistics().blocked() + neighbour.statistics().blocked()).isZero();
	}

	private Object sleep(Object connection, Object message) throws InterruptedException {
		Thread.sleep(200);
		this.answered.incrementAndGet();
		return message;
	}

}
