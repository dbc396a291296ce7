package io.workerman.engine.netty;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.util.ReflectionTestUtils;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections that never read. The size is set by the system properties
 * {@code workerman.stalled.connections}, {@code .megabytes} (sent to each) and
 * {@code .limit} (of the send buffer, in bytes).
 */
@Timeout(540)
class StalledReaderTests {

	private static final int CONNECTIONS = Integer.getInteger("workerman.stalled.connections", 200);

	private static final int MEGABYTES = Integer.getInteger("workerman.stalled.megabytes", 4);

	private static final int LIMIT = Integer.getInteger("workerman.stalled.limit", 512 * 1024);

	private static final int MESSAGE = 64 * 1024;

	private static final int BURST = 64 * 1024;

	/**
	 * What may be left over in pools and caches, however many connections there are.
	 */
	private static final long CONSTANT = 24L * 1024 * 1024;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final AtomicLong failed = new AtomicLong();

	@Test
	@DisplayName("D-6 C-24 connections that never read cost no more than their buffers, and each lost send is counted")
	void stalledReadersCostNoMoreThanTheirBuffers(TestReporter reporter) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("frame://0.0.0.0:0").maxSendBufferSize(LIMIT));
		List<Socket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CONNECTIONS; i++) {
				clients.add(connect(worker.port(), i));
			}
			StartedWorkers.await(() -> worker.connections().size() == CONNECTIONS);
			worker.connections().forEach(StalledReaderTests::narrow);
			long heap = heap();
			long direct = direct();
			sendToAll(worker);
			long pending = worker.statistics().sendPending();
			long grown = direct() - direct;
			long grownHeap = heap() - heap;
			reporter.publishEntry(Map.of("connections", String.valueOf(CONNECTIONS), "pending", String.valueOf(pending),
					"direct", String.valueOf(grown), "heap", String.valueOf(grownHeap), "failed",
					String.valueOf(this.failed.get())));
			assertThat(worker.connections()).hasSize(CONNECTIONS);
			assertThat(pending).isGreaterThan((long) CONNECTIONS * LIMIT / 2);
			assertThat(grown + grownHeap).isLessThan((long) CONNECTIONS * (LIMIT + MESSAGE + BURST) + CONSTANT);
			assertThat(this.failed.get()).isPositive().isEqualTo(worker.statistics().sendFailures());
		}
		finally {
			for (Socket client : clients) {
				client.setSoLinger(true, 0);
				client.close();
			}
		}
		StartedWorkers.await(() -> worker.connections().isEmpty());
		assertThat(worker.statistics().sendPending()).isZero();
	}

	private static Socket connect(int port, int number) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4 * 1024);
		socket.bind(new InetSocketAddress("127.0.0." + (1 + number % 250), 0));
		socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
		return socket;
	}

	/**
	 * Lets the operating system hold less than it usually does, which is no part of what
	 * is measured.
	 */
	private static void narrow(Connection connection) {
		Link link = ((StreamConnection) connection).link();
		Channel channel = (Channel) ReflectionTestUtils.getField(link, "channel");
		assertThat(channel).isNotNull();
		channel.config().setOption(ChannelOption.SO_SNDBUF, BURST);
	}

	/**
	 * Sends to one half on the process and to the other half from this thread.
	 */
	private void sendToAll(Worker worker) throws InterruptedException {
		List<Connection> connections = List.copyOf(worker.connections());
		CountDownLatch sent = new CountDownLatch(connections.size() / 2);
		byte[] message = new byte[MESSAGE - 4];
		for (int i = 0; i < connections.size(); i++) {
			Connection connection = connections.get(i);
			if (i % 2 == 0 && sent.getCount() > 0) {
				connection.process().execute(() -> {
					send(connection, message);
					sent.countDown();
				});
			}
			else {
				send(connection, message);
			}
		}
		assertThat(sent.await(400, TimeUnit.SECONDS)).isTrue();
	}

	private void send(Connection connection, byte[] message) {
		for (int i = 0; i < MEGABYTES * 16; i++) {
			if (connection.send(message) == SendResult.FAILED) {
				this.failed.incrementAndGet();
			}
		}
	}

	private static long direct() {
		long pooled = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
		return pooled + UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
