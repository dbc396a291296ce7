package io.workerman.engine.netty;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that are piped into one another: a TCP proxy.
 */
class PipeTests {

	private static final int CHUNK = 64 * 1024;

	private static final int CHUNKS = 4096;

	private static final int LIMIT = 256 * 1024;

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	/**
	 * The process on which upstreams are connected, or {@code null} for that of the
	 * client.
	 */
	private @Nullable Worker elsewhere;

	private final AtomicLong mostWaiting = new AtomicLong();

	private Worker proxy(int port) {
		return this.workers.start(StartedWorkers.tcp().maxSendBufferSize(LIMIT).onConnect((downstream) -> {
			AsyncTcpConnection upstream = AsyncTcpConnection.builder("tcp://127.0.0.1:" + port)
				.maxSendBufferSize(LIMIT)
				.build();
			downstream.pipe(upstream);
			upstream.pipe(downstream);
			if (this.elsewhere != null) {
				this.elsewhere.processes().get(0).execute(upstream::connect);
			}
			else {
				upstream.connect();
			}
			downstream.process().timers().add(Duration.ofMillis(1), () -> measure(downstream, upstream));
		}));
	}

	private void measure(Connection downstream, Connection upstream) {
		this.mostWaiting.accumulateAndGet(Math.max(downstream.sendBufferSize(), upstream.sendBufferSize()), Math::max);
	}

	private static long write(Socket socket) throws Exception {
		CRC32 sum = new CRC32();
		byte[] chunk = new byte[CHUNK];
		OutputStream out = socket.getOutputStream();
		for (int i = 0; i < CHUNKS; i++) {
			chunk[i % CHUNK] = (byte) i;
			sum.update(chunk);
			out.write(chunk);
		}
		socket.shutdownOutput();
		return sum.getValue();
	}

	private static long read(Socket socket) throws Exception {
		CRC32 sum = new CRC32();
		byte[] chunk = new byte[CHUNK];
		long total = 0;
		InputStream in = socket.getInputStream();
		for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
			sum.update(chunk, 0, size);
			total += size;
			if (total < 4L * 1024 * 1024) {
				Thread.sleep(2);
			}
		}
		assertThat(total).isEqualTo((long) CHUNK * CHUNKS);
		return sum.getValue();
	}

	@ParameterizedTest
	@DisplayName("C-31 256 MB pass a slow reader in bounded memory, and the close passes behind them")
	@ValueSource(booleans = { false, true })
	void pipeWhenReaderIsSlowBoundsItsMemory(boolean otherProcess) throws Exception {
		this.elsewhere = otherProcess ? this.workers.start(Worker.builder("elsewhere")) : null;
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Worker proxy = proxy(server.getLocalPort());
			try (TestClient client = TestClient.of(proxy); Socket upstream = server.accept()) {
				CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> {
					try {
						return write(client.socket());
					}
					catch (Exception ex) {
						throw new IllegalStateException(ex);
					}
				});
				assertThat(read(upstream)).isEqualTo(sent.get(60, TimeUnit.SECONDS));
			}
			StartedWorkers.await(() -> proxy.connections().isEmpty());
			assertThat(this.mostWaiting.get()).isBetween(1L, LIMIT + 2L * CHUNK);
			assertThat(proxy.statistics().sendFailures()).isZero();
		}
	}

	@Test
	@DisplayName("C-31 What the upstream sends passes a slow client in bounded memory too")
	void pipeWhenClientIsSlowBoundsItsMemory() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Worker proxy = proxy(server.getLocalPort());
			try (TestClient client = TestClient.narrow(proxy); Socket upstream = server.accept()) {
				CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> {
					try {
						return write(upstream);
					}
					catch (Exception ex) {
						throw new IllegalStateException(ex);
					}
				});
				assertThat(read(client.socket())).isEqualTo(sent.get(60, TimeUnit.SECONDS));
			}
			assertThat(this.mostWaiting.get()).isBetween(1L, LIMIT + 2L * CHUNK);
		}
	}

	@Test
	@DisplayName("D4 What was sent before the upstream was up arrives although the client has left")
	void pipeWhenClientLeavesBeforeUpstreamIsUpFlushes() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Worker proxy = this.workers.start(StartedWorkers.tcp().onMessage((downstream, first) -> {
				AsyncTcpConnection upstream = AsyncTcpConnection.to("tcp://127.0.0.1:" + server.getLocalPort());
				downstream.pipe(upstream);
				upstream.pipe(downstream);
				upstream.connect();
				upstream.send(first);
				downstream.close();
			}));
			try (TestClient client = TestClient.of(proxy)) {
				client.send("last words");
				try (Socket upstream = server.accept()) {
					assertThat(upstream.getInputStream().readAllBytes()).asString().isEqualTo("last words");
				}
				assertThat(client.rest()).isEmpty();
			}
		}
	}

	@Test
	@DisplayName("A-10 When the upstream cannot be reached the client is closed")
	void pipeWhenUpstreamIsUnreachableClosesTheClient() throws Exception {
		int free;
		try (ServerSocket socket = new ServerSocket(0)) {
			free = socket.getLocalPort();
		}
		try (TestClient client = TestClient.of(proxy(free))) {
			assertThat(client.rest()).isEmpty();
		}
	}

	@Test
	@DisplayName("A-10 When the upstream closes the client gets what came before and is closed")
	void pipeWhenUpstreamClosesFlushesToTheClient() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				TestClient client = TestClient.of(proxy(server.getLocalPort()))) {
			try (Socket upstream = server.accept()) {
				upstream.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
			}
			assertThat(client.restAsText()).isEqualTo("bye");
		}
	}

}
