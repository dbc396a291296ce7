package io.workerman.engine.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A websocket whose callbacks run off the event loop.
 */
class OffLoopWebSocketTests {

	private static final String REQUEST = """
			GET /%s HTTP/1.1
			Host: localhost
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			Sec-WebSocket-Version: 13

			""".replace("\n", "\r\n");

	private final ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(4);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<String> steps = new CopyOnWriteArrayList<>();

	private Worker worker = start(this.pool);

	private Worker start(Executor executor) {
		WorkerBuilder builder = Worker.builder("chat")
			.listen("websocket://127.0.0.1:0")
			.dispatch(DispatchOptions.on(executor))
			.onConnect((connection) -> this.steps.add("connect"))
			.onWebSocketConnect((connection, request) -> {
				assertThat(connection.process().inProcess()).isFalse();
				this.steps.add("handshake " + request.path());
				connection.send("hello");
				switch (request.path()) {
					case "/throw" -> throw new IllegalStateException("no");
					case "/close" -> connection.close();
					default -> {
					}
				}
			})
			.onMessage((connection, message) -> {
				assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
				this.steps.add("message " + message);
				connection.send("re " + message);
			})
			.onClose((connection, reason) -> this.steps.add("close " + reason.code() + " " + reason.initiator()));
		Worker worker = builder.build();
		worker.start();
		return worker;
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.worker.stop();
		this.pool.shutdownNow();
	}

	@Test
	@DisplayName("S-10 Handshake, messages and close come in order, and the close waits for the replies")
	void closeWhenMessagesArePendingIsAnsweredAfterThem() throws Exception {
		try (Socket socket = connect()) {
			int sent = write(socket, REQUEST.formatted("chat").getBytes(StandardCharsets.US_ASCII), Frames.text("a"),
					Frames.text("b"), Frames.close(1000, "done"));
			assertThat(head(socket)).startsWith("HTTP/1.1 101 ");
			assertThat(frame(socket)).isEqualTo("hello");
			Awaitility.await().until(() -> this.worker.connections().iterator().next().bytesRead() == sent);
			this.gate.countDown();
			assertThat(frame(socket)).isEqualTo("re a");
			assertThat(frame(socket)).isEqualTo("re b");
			assertThat(frame(socket)).isEqualTo("close 1000");
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		Awaitility.await().until(() -> this.steps.size() == 5);
		assertThat(this.steps).containsExactly("connect", "handshake /chat", "message a", "message b",
				"close 1000 CLIENT");
	}

	@Test
	@DisplayName("Bytes that break the protocol end the connection after the messages before them")
	void violationWhenMessagesArePendingIsAnsweredAfterThem() throws Exception {
		try (Socket socket = connect()) {
			write(socket, REQUEST.formatted("chat").getBytes(StandardCharsets.US_ASCII), Frames.text("a"),
					Frames.frame(0xF1, "reserved bits"), Frames.text("never seen"));
			assertThat(head(socket)).startsWith("HTTP/1.1 101 ");
			assertThat(frame(socket)).isEqualTo("hello");
			this.gate.countDown();
			assertThat(frame(socket)).isEqualTo("re a");
			assertThat(frame(socket)).isEqualTo("close 1002");
		}
		Awaitility.await().until(() -> this.steps.size() == 4);
		assertThat(this.steps).startsWith("connect", "handshake /chat", "message a");
	}

	@Test
	void handshakeWhenCallbackRefusesIsAnsweredWith403() throws Exception {
		for (String path : List.of("throw", "close")) {
			try (Socket socket = connect()) {
				write(socket, REQUEST.formatted(path).getBytes(StandardCharsets.US_ASCII));
				assertThat(head(socket)).startsWith("HTTP/1.1 403 ");
			}
		}
		Awaitility.await().until(() -> this.steps.stream().filter((step) -> step.startsWith("close ")).count() == 2);
	}

	@Test
	@DisplayName("An executor that takes no more: the client is told with 1013")
	void executorWhenItRejectsSaysTryAgainLater() throws Exception {
		this.worker.stop();
		AtomicBoolean full = new AtomicBoolean();
		this.worker = start((task) -> {
			if (full.get()) {
				throw new RejectedExecutionException("full");
			}
			this.pool.execute(task);
		});
		try (Socket socket = connect()) {
			write(socket, REQUEST.formatted("chat").getBytes(StandardCharsets.US_ASCII));
			assertThat(head(socket)).startsWith("HTTP/1.1 101 ");
			assertThat(frame(socket)).isEqualTo("hello");
			Awaitility.await().until(() -> this.pool.getActiveCount() == 0);
			full.set(true);
			write(socket, Frames.text("a"));
			assertThat(frame(socket)).isEqualTo("close 1013");
		}
		Awaitility.await().until(() -> this.steps.contains("close 1013 SERVER"));
		assertThat(this.steps).containsExactly("connect", "handshake /chat", "close 1013 SERVER");
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.worker.port());
		socket.setSoTimeout(15_000);
		return socket;
	}

	private static int write(Socket socket, byte[]... parts) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.write(part);
		}
		socket.getOutputStream().write(all.toByteArray());
		return all.size();
	}

	private static String head(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = socket.getInputStream().read();
			assertThat(next).as(head::toString).isNotNegative();
			head.append((char) next);
		}
		return head.toString();
	}

	private static String frame(Socket socket) throws IOException {
		int first = socket.getInputStream().read();
		int length = socket.getInputStream().read();
		byte[] payload = socket.getInputStream().readNBytes(length);
		if (first == 0x88) {
			return "close " + ((payload[0] & 0xFF) << 8 | (payload[1] & 0xFF));
		}
		return new String(payload, StandardCharsets.UTF_8);
	}

}
