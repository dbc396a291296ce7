package io.workerman.engine.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Statistics;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections, one after another, that behave and end in all ways. Chance decides:
 * {@code -Dworkerman.soak.seed} repeats the decisions of a run, and
 * {@code -Dworkerman.soak.connections} says how many connections there are.
 */
class SoakTests {

	private static final Logger logger = LoggerFactory.getLogger(SoakTests.class);

	private static final int CONNECTIONS = Integer.getInteger("workerman.soak.connections", 5000);

	private static final long SEED = Long.getLong("workerman.soak.seed", System.nanoTime());

	private static final int THREADS = 8;

	private static final List<Class<?>> MADE_FOR_A_CONNECTION = List.of(StreamConnection.class, Link.class,
			StreamHandler.class, ConnectionLife.class, SendBuffer.class, SendQueue.class, ReceiveBuffer.class,
			Dispatch.class, Replies.class, EpollSocketChannel.class, NioSocketChannel.class);

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@ParameterizedTest
	@EnumSource(Dialect.class)
	@DisplayName("C-25 C-27 C-28 C-37 W-42 W-44 W-47 Whatever clients and callbacks do: one connect, errors before "
			+ "the one close, nothing behind it, exact counts, nothing retained")
	void connectionsWhenTheyEndInAnyWayAreCountedAndForgotten(Dialect dialect) throws Exception {
		soak(dialect, DispatchOptions.EVENT_LOOP);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	@DisplayName("C-25 C-27 C-28 C-37 W-42 W-44 W-47 So it is where callbacks run off the event loop")
	void connectionsWhenCallbacksRunOffTheLoopAreCountedAndForgotten(Dialect dialect) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			soak(dialect, DispatchOptions.on(executor));
		}
		finally {
			executor.shutdown();
		}
	}

	private void soak(Dialect dialect, DispatchOptions dispatch) throws Exception {
		long began = System.nanoTime();
		Heap start = Heap.now();
		SoakServer server = new SoakServer(dialect, SEED, dispatch);
		Worker worker = this.workers.start(server.builder());
		SoakClient client = new SoakClient(worker, dialect);
		int share = CONNECTIONS / Dialect.values().length;
		talk(client, Math.min(200, share), SEED + 1);
		Heap before = awaitIdle(worker, server, start);
		talk(client, share, SEED);
		awaitIdle(worker, server, start);
		server.stop();
		Heap after = Heap.now();
		Statistics statistics = worker.statistics();
		logger.info("{}: seed {}, {} connections in {} ms, {}, {} broken sends; heap {} -> {}, buffers {} -> {}",
				dialect, SEED, share, Duration.ofNanos(System.nanoTime() - began).toMillis(), statistics,
				server.brokenSends, before.bytes(), after.bytes(), before.buffers(), after.buffers());
		String seed = "-Dworkerman.soak.seed=" + SEED;
		assertThat(client.violations).as(seed).isEmpty();
		assertThat(server.violations).as(seed).isEmpty();
		assertCounts(seed, statistics, server, client);
		assertThat(after.bytes() - before.bytes()).as(seed).isLessThan(1_000_000);
		assertThat(after.buffers() - before.buffers()).as(seed).isLessThan(16_000_000);
	}

	private static void assertCounts(String seed, Statistics statistics, SoakServer server, SoakClient client) {
		assertThat(statistics.opened()).as(seed).isEqualTo(client.connected.sum());
		assertThat(server.connects.sum()).as(seed).isEqualTo(client.connected.sum());
		assertThat(server.closesByClient.sum()).as(seed).isEqualTo(statistics.closedByClient());
		assertThat(server.closesByServer.sum()).as(seed).isEqualTo(statistics.closedByServer());
		assertThat(server.closesByNetwork.sum()).as(seed).isEqualTo(statistics.closedByNetwork());
		assertThat(server.closes()).as(seed).isEqualTo(server.connects.sum());
		assertThat(server.messages.sum()).as(seed).isEqualTo(statistics.messagesReceived());
		assertThat(statistics.sendFailures() - server.errors.sum()).as(seed)
			.isBetween(0L, server.failedElsewhere.sum());
		assertThat(server.failures.sum()).as(seed).isEqualTo(statistics.exceptions());
		assertThat(statistics.sendPending()).as(seed).isZero();
		assertThat(statistics.memory()).as(seed).isZero();
	}

	private static void talk(SoakClient client, int connections, long seed) throws Exception {
		AtomicInteger left = new AtomicInteger(connections);
		CompletableFuture<?>[] threads = new CompletableFuture<?>[THREADS];
		for (int i = 0; i < THREADS; i++) {
			threads[i] = CompletableFuture.runAsync(() -> {
				for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
					try {
						client.run(new Random(seed * 31 + number));
					}
					catch (IOException ex) {
						client.violations.add(ex.toString());
					}
				}
			}, (task) -> new Thread(task).start());
		}
		CompletableFuture.allOf(threads).get(30, TimeUnit.MINUTES);
	}

	/**
	 * Waits for the end of all connections, also of the sockets that linger behind them.
	 */
	private static Heap awaitIdle(Worker worker, SoakServer server, Heap start) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> (worker.connections().isEmpty() && server.closes() == server.connects.sum()) ? Heap.now()
					: null, (heap) -> heap != null && retained(heap, start).isEmpty());
	}

	private static List<String> retained(Heap heap, Heap start) {
		return MADE_FOR_A_CONNECTION.stream()
			.filter((type) -> heap.count(type) > start.count(type))
			.map((type) -> heap.count(type) - start.count(type) + " " + type.getSimpleName())
			.toList();
	}

}
