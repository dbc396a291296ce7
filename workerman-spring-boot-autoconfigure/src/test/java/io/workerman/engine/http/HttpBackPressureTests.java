package io.workerman.engine.http;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that pipeline requests and read their answers late, or ask where nobody
 * answers.
 */
class HttpBackPressureTests {

	private static final int REQUESTS = 200;

	private static final int BODY = 100_000;

	private static final String LARGE = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";

	private final Worker worker = Worker.builder("web")
		.listen("http://127.0.0.1:0")
		.maxSendBufferSize(200_000)
		.onMessage((connection, message) -> connection
			.send("Q".repeat(((HttpRequest) message).path().equals("/large") ? 200 * BODY : BODY)))
		.build();

	private final Worker silent = Worker.builder("silent").listen("http://127.0.0.1:0").build();

	private final Workers workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker, this.silent));

	@AfterEach
	void stop() {
		this.workers.stop();
	}

	@Test
	void answersAreNotDroppedWhenClientReadsLate() throws Exception {
		this.workers.start();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.worker.port())) {
			client.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(REQUESTS).getBytes(StandardCharsets.US_ASCII));
			Awaitility.await().until(() -> this.worker.statistics().sendPending() >= 200_000);
			assertThat(this.worker.statistics().messagesReceived()).isLessThan(REQUESTS);
			client.shutdownOutput();
			int bodies = 0;
			byte[] bytes = new byte[64 * 1024];
			InputStream in = client.getInputStream();
			for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
				for (int i = 0; i < n; i++) {
					bodies += (bytes[i] == 'Q') ? 1 : 0;
				}
			}
			assertThat(bodies).isEqualTo(REQUESTS * BODY);
			assertThat(this.worker.statistics().sendFailures()).isZero();
			assertThat(this.worker.statistics().memory()).isZero();
		}
	}

	@Test
	void clientThatIsDoneAndReadsLateIsClosed() throws Exception {
		this.workers.start();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.worker.port());
				Socket other = new Socket(InetAddress.getLoopbackAddress(), this.worker.port())) {
			client.setSoTimeout(20_000);
			client.getOutputStream().write(LARGE.getBytes(StandardCharsets.US_ASCII));
			client.shutdownOutput();
			Awaitility.await().until(() -> this.worker.statistics().sendPending() >= 200_000);
			other.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(other.getInputStream().readAllBytes()).hasSizeGreaterThan(BODY);
			assertThat(client.getInputStream().readAllBytes()).hasSizeGreaterThan(200 * BODY);
		}
	}

	@Test
	void notFoundIsAnsweredWhenNobodyHandlesRequests() throws Exception {
		this.workers.start();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.silent.port())) {
			client.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 404 Not Found\r\n");
		}
	}

}
