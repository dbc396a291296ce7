package io.workerman.engine.netty;

import java.io.DataInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.Guards.Heartbeat;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.protocol.TextProtocol;
import io.workerman.engine.websocket.WebSocketProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heartbeats, and what becomes of those that do not answer.
 */
@Timeout(60)
class HeartbeatTests {

	private static final Heartbeat BEAT = Heartbeat.every(Duration.ofMillis(300)).saying("ping");

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private WorkerBuilder recording(WorkerBuilder builder) {
		return builder.onClose((connection, reason) -> this.closed.add(reason));
	}

	@Test
	@DisplayName("B-52 F-01 a silent connection gets heartbeats, then it is closed and counted")
	void silentConnectionIsAskedAndClosed() throws Exception {
		Worker worker = this.workers.start(recording(StartedWorkers.text()).heartbeat(BEAT));
		long began = System.nanoTime();
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.restAsText()).isEqualTo("ping\nping\n");
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
			assertThat(millis).isGreaterThan(550);
			assertThat(this.closed.poll(5, TimeUnit.SECONDS))
				.isEqualTo(CloseReason.server(CloseReason.GOING_AWAY, "No sign of life for 600 ms"));
			assertThat(worker.rejections()).containsEntry("heartbeat", 1L);
		}
	}

	@Test
	@DisplayName("B-52 what a client sends resets its count, and it is asked only when it was silent")
	void answeringConnectionStays() throws Exception {
		Worker worker = this.workers.start(recording(StartedWorkers.text()).heartbeat(BEAT));
		try (TestClient client = TestClient.of(worker)) {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1200);
			while (System.nanoTime() < end) {
				assertThat(client.line()).isEqualTo("ping");
				client.send("pong\n");
			}
			assertThat(worker.connections()).hasSize(1);
			assertThat(this.closed).isEmpty();
		}
	}

	@Test
	@DisplayName("B-52 with missed-limit 0 nobody is closed, with an empty payload nothing is said")
	void limitZeroNeverClosesAndEmptyPayloadSaysNothing() throws Exception {
		Worker patient = this.workers.start(recording(StartedWorkers.text()).heartbeat(BEAT.closingAfter(0)));
		Worker mute = this.workers.start(recording(StartedWorkers.text()).heartbeat(BEAT.saying("")));
		try (TestClient kept = TestClient.of(patient); TestClient dropped = TestClient.of(mute)) {
			for (int i = 0; i < 5; i++) {
				assertThat(kept.line()).isEqualTo("ping");
			}
			assertThat(dropped.restAsText()).isEmpty();
			assertThat(patient.connections()).hasSize(1);
			assertThat(this.closed).hasSize(1);
		}
	}

	@Test
	@DisplayName("B-52 a WebSocket gets ping frames without a mask, and a pong is a sign of life")
	void webSocketGetsPingFrames() throws Exception {
		Worker worker = this.workers
			.start(recording(StartedWorkers.builder("websocket://127.0.0.1:0")).heartbeat(BEAT));
		try (TestClient client = TestClient.of(worker)) {
			client.send(WebSocketClient.UPGRADE);
			WebSocketClient.readHead(client);
			byte[] ping = { (byte) 0x89, 4, 'p', 'i', 'n', 'g' };
			for (int i = 0; i < 5; i++) {
				assertThat(client.bytes(6)).isEqualTo(ping);
				// in the middle of two looks at the silence, so that its length is clear
				Thread.sleep(BEAT.interval().toMillis() / 4);
				client.send(new byte[] { (byte) 0x8A, (byte) 0x84, 0, 0, 0, 0, 'p', 'i', 'n', 'g' });
			}
			assertThat(this.closed).isEmpty();
			assertThat(client.bytes(12)).startsWith(ping).endsWith(ping);
			DataInputStream in = new DataInputStream(client.socket().getInputStream());
			assertThat(in.readUnsignedByte()).isEqualTo(0x88);
			int length = in.readUnsignedByte();
			assertThat(in.readUnsignedShort()).isEqualTo(CloseReason.GOING_AWAY);
			assertThat(in.readNBytes(length - 2)).asString().isEqualTo("No sign of life for 600 ms");
		}
	}

	@Test
	@DisplayName("B-52 a worker that sets no heartbeat has that of its protocol, of a WebSocket every 30 seconds")
	void protocolHasHeartbeatUnlessWorkerSetsOne() throws Exception {
		assertThat(new WebSocketProtocol().heartbeat()).isEqualTo(Heartbeat.every(Duration.ofSeconds(30)));
		assertThat(TextProtocol.INSTANCE.heartbeat()).isEqualTo(Heartbeat.NONE);
		Worker usual = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0").protocol(new Beating()));
		Worker silent = this.workers
			.start(StartedWorkers.builder("websocket://127.0.0.1:0").protocol(new Beating()).heartbeat(Heartbeat.NONE));
		try (TestClient asked = TestClient.of(usual); TestClient left = TestClient.of(silent)) {
			for (TestClient client : List.of(left, asked)) {
				client.send(WebSocketClient.UPGRADE);
				WebSocketClient.readHead(client);
			}
			assertThat(asked.bytes(12))
				.isEqualTo(new byte[] { (byte) 0x89, 4, 'p', 'i', 'n', 'g', (byte) 0x89, 4, 'p', 'i', 'n', 'g' });
			assertThat(left.socket().getInputStream().available()).isZero();
		}
	}

	@Test
	void connectionThatDialsOutIsNotClosed() throws Exception {
		Worker quiet = this.workers.start(StartedWorkers.text());
		Worker worker = this.workers.start(recording(StartedWorkers.text()).heartbeat(BEAT));
		AsyncTcpConnection dialled = AsyncTcpConnection.to("text://127.0.0.1:" + quiet.port());
		worker.processes().get(0).execute(dialled::connect);
		StartedWorkers.connection(quiet);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.restAsText()).startsWith("ping\n");
		}
		assertThat(dialled.status()).isEqualTo(Connection.Status.ESTABLISHED);
	}

	@Test
	void reloadBeginsAndChangesHeartbeats() throws Exception {
		Worker worker = this.workers.start(recording(StartedWorkers.text()));
		try (TestClient client = TestClient.of(worker)) {
			StartedWorkers.connection(worker);
			worker.renewOptions(() -> StartedWorkers.text().heartbeat(BEAT.closingAfter(0)).options());
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(client.line()).isEqualTo("ping");
			worker.renewOptions(() -> StartedWorkers.text().heartbeat(BEAT.saying("pong")).options());
			worker.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(client.restAsText()).doesNotContain("ping").endsWith("pong\n");
		}
	}

	@Test
	@DisplayName("S-25 a protected connection is asked but not closed, and neither is one whose reading is paused")
	void protectedOrPausedConnectionStays() throws Exception {
		Worker worker = this.workers.start(
				recording(StartedWorkers.text()).heartbeat(BEAT).onConnect((connection) -> connection.protect(true)));
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 0; i < 4; i++) {
				assertThat(client.line()).isEqualTo("ping");
			}
			Connection connection = StartedWorkers.connection(worker);
			connection.pauseRecv();
			StartedWorkers.on(connection, () -> null);
			connection.protect(false);
			for (int i = 0; i < 4; i++) {
				assertThat(client.line()).isEqualTo("ping");
			}
			connection.resumeRecv();
			assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	@DisplayName("B-52 a client of HTTP is not asked, and closed unless it waits for an answer")
	void httpIsOnlyClosed() throws Exception {
		Worker worker = this.workers.start(recording(StartedWorkers.builder("http://127.0.0.1:0")).heartbeat(BEAT)
			.onMessage((connection, request) -> connection.timers()
				.add(Duration.ofMillis(900), () -> connection.send("late"), false)));
		try (TestClient client = TestClient.of(worker)) {
			client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(client.restAsText()).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nlate");
			assertThat(worker.rejections()).containsEntry("heartbeat", 1L);
		}
	}

	/**
	 * A protocol with a heartbeat of its own.
	 */
	private static final class Beating implements ConnectionProtocol {

		private final WebSocketProtocol webSocket = new WebSocketProtocol();

		@Override
		public Heartbeat heartbeat() {
			return BEAT.closingAfter(0);
		}

		@Override
		public ConnectionCodec newCodec(CodecContext context) {
			return this.webSocket.newCodec(context);
		}

	}

}
