package io.workerman.engine.netty;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Guards.RateLimit;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that send faster than they may.
 */
@Timeout(60)
class RateLimitTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

	private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private WorkerBuilder recording(WorkerBuilder builder) {
		return builder.onMessage((connection, message) -> {
			this.received.add(message);
			connection.send("ok");
		}).onClose((connection, reason) -> this.closed.add(reason));
	}

	@Test
	@DisplayName("Messages above the rate wait: all arrive, in order, none sooner than it may")
	void messagesAboveTheRateWait() throws Exception {
		RateLimit limit = RateLimit.ofMessages(50).withBurst(Duration.ofMillis(200));
		Worker worker = this.workers.start(recording(StartedWorkers.text()).rateLimit(limit));
		try (TestClient client = TestClient.of(worker)) {
			long began = System.nanoTime();
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 60; i++) {
				lines.append(i).append('\n');
			}
			client.send(lines.toString()).finish();
			assertThat(client.restAsText()).isEqualTo("ok\n".repeat(60));
			assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(950));
		}
		for (int i = 0; i < 60; i++) {
			assertThat(this.received.poll()).isEqualTo(String.valueOf(i));
		}
		assertThat(worker.rejections().get("rate-limit")).isPositive();
		assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseReason.client(CloseReason.NORMAL, ""));
	}

	@Test
	@DisplayName("Bytes above the rate wait, and TCP slows the peer down")
	void bytesAboveTheRateWait() throws Exception {
		RateLimit limit = RateLimit.ofBytes(400_000).withBurst(Duration.ofMillis(100));
		Worker worker = this.workers.start(recording(StartedWorkers.builder("frame://127.0.0.1:0")).rateLimit(limit));
		try (TestClient client = TestClient.of(worker)) {
			long began = System.nanoTime();
			byte[] frame = new byte[40_000];
			frame[1] = 0;
			frame[2] = (byte) (frame.length >> 8);
			frame[3] = (byte) frame.length;
			for (int i = 0; i < 15; i++) {
				client.send(frame);
			}
			client.finish();
			assertThat(client.rest()).hasSize(15 * 6);
			assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1000));
		}
		assertThat(this.received).hasSize(15);
	}

	@Test
	@DisplayName("With exceeded: close a peer that is too fast is told and closed")
	void peerAboveTheRateIsClosed() throws Exception {
		Worker worker = this.workers
			.start(recording(StartedWorkers.text()).rateLimit(RateLimit.ofMessages(5).closing()));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\n".repeat(20));
			assertThat(client.restAsText()).isEqualTo("ok\n".repeat(5));
			assertThat(this.closed.poll(5, TimeUnit.SECONDS))
				.isEqualTo(CloseReason.server(CloseReason.TRY_AGAIN_LATER, "More was sent than rate-limit allows"));
			assertThat(this.received).hasSize(5);
			assertThat(worker.rejections()).containsEntry("rate-limit", 1L);
		}
	}

	@Test
	@DisplayName("A client of HTTP that asks too often gets 429")
	void httpClientAboveTheRateGets429() throws Exception {
		Worker worker = this.workers.start(
				recording(StartedWorkers.builder("http://127.0.0.1:0")).rateLimit(RateLimit.ofMessages(1).closing()));
		try (TestClient client = TestClient.of(worker)) {
			client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
			assertThat(client.restAsText()).startsWith("HTTP/1.1 200 OK\r\n")
				.contains("HTTP/1.1 429 Too Many Requests\r\n", "Retry-After: 1\r\n")
				.endsWith("\r\n\r\nMore was sent than rate-limit allows");
		}
	}

	@Test
	@DisplayName("A peer within the rate is neither slowed down nor counted, and idle time is no excuse to burst")
	void peerWithinTheRateIsLeftAlone() throws Exception {
		Worker worker = this.workers.start(recording(StartedWorkers.text()).rateLimit(RateLimit.ofMessages(100)));
		try (TestClient client = TestClient.of(worker)) {
			for (int i = 0; i < 90; i++) {
				assertThat(client.send("a\n").line()).isEqualTo("ok");
			}
			assertThat(worker.rejections()).containsEntry("rate-limit", 0L);
		}
	}

}
