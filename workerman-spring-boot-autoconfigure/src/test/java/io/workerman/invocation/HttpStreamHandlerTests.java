package io.workerman.invocation;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;
import io.workerman.engine.http.ServerSentEvent;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers of http listeners that return many values.
 */
@DisplayName("B-37 and B-38 a publisher is one response")
class HttpStreamHandlerTests {

	private static final AtomicLong produced = new AtomicLong();

	private static final AtomicBoolean cancelled = new AtomicBoolean();

	@Test
	void valuesAreTheChunksOfOneResponse() throws IOException {
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			assertThat(exchange(application, "/text", "/bytes", "/json", "/end")).containsSubsequence(
					"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n",
					"Transfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n",
					"Content-Type: application/octet-stream\r\n",
					"\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n",
					"Content-Type: application/x-ndjson\r\n",
					"\r\n\r\n8\r\n{\"a\":1}\n\r\n8\r\n{\"a\":2}\n\r\n0\r\n\r\n", "\r\n\r\nend");
		}
	}

	@Test
	void eventsAreAnEventStream() throws IOException {
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			assertThat(exchange(application, "/events", "/own", "/end")).containsSubsequence(
					"Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n", "\r\n\r\nb\r\ndata: one\n\n\r\n",
					"data: two\n\n", "0\r\n\r\nHTTP/1.1 201 Created\r\n", "Content-Type: text/event-stream\r\n",
					"data: {\"a\":1}\n\n", "0\r\n\r\n", "\r\n\r\nend");
		}
	}

	@Test
	void publisherWithoutValuesIsNoContent() throws IOException {
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			assertThat(exchange(application, "/none", "/plain", "/end")).startsWith("HTTP/1.1 204 No Content\r\n")
				.containsSubsequence("HTTP/1.1 418 ", "\r\n\r\ntea", "\r\n\r\nend");
		}
	}

	@Test
	void failureBeforeTheFirstValueIsAProblem() throws IOException {
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			assertThat(exchange(application, "/fails", "/end")).startsWith("HTTP/1.1 500 Internal Server Error\r\n")
				.contains("application/problem+json")
				.doesNotContain("secret")
				.endsWith("end");
		}
	}

	@Test
	void failureLaterLeavesTheResponseIncomplete() throws IOException {
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			assertThat(exchange(application, "/breaks", "/end")).startsWith("HTTP/1.1 200 OK\r\n")
				.endsWith("1\r\na\r\n");
		}
	}

	@Test
	void clientThatDoesNotReadIsNotAheadOfTheSendBuffer() throws Exception {
		produced.set(0);
		cancelled.set(false);
		try (Application application = Application.run("http://127.0.0.1:0", Streams.class)) {
			try (Socket socket = connect(application)) {
				say(socket, "/endless");
				AtomicLong before = new AtomicLong(-1);
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.pollInterval(Duration.ofMillis(200))
					.until(() -> produced.get() > 0 && before.getAndSet(produced.get()) == produced.get());
				long stalled = produced.get();
				assertThat(stalled).isLessThan(2000);
				InputStream in = socket.getInputStream();
				in.skipNBytes(20_000_000);
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> produced.get() > stalled);
			}
			Awaitility.await().atMost(Duration.ofSeconds(20)).untilTrue(cancelled);
		}
	}

	private static String exchange(Application application, String... paths) throws IOException {
		try (Socket socket = connect(application)) {
			for (String path : paths) {
				say(socket, path);
			}
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static Socket connect(Application application) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port("it"));
		socket.setSoTimeout(20_000);
		return socket;
	}

	private static void say(Socket socket, String path) throws IOException {
		String connection = path.equals("/end") ? "Connection: close\r\n" : "";
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + connection + "\r\n")
				.getBytes(StandardCharsets.US_ASCII));
	}

	@WorkerHandler
	static class Streams {

		@OnMessage
		Object answer(HttpRequest request) {
			return switch (request.path()) {
				case "/text" -> Flux.just("a", "b", "c");
				case "/bytes" -> Flux.just(new byte[] { 'x', 'y' }, new byte[] { 'z' });
				case "/json" -> Flux.just(Map.of("a", 1), Map.of("a", 2));
				case "/events" -> Flux.just(ServerSentEvent.of("one"), ServerSentEvent.of("two"));
				case "/own" -> Flux.just(HttpResponse.of(201).contentType("text/event-stream"), Map.of("a", 1), "text");
				case "/plain" -> Flux.just(HttpResponse.of(418).body("tea"));
				case "/none" -> Flux.empty();
				case "/fails" -> Flux.error(new IllegalStateException("secret"));
				case "/breaks" -> Flux.concat(Flux.just("a"), Flux.error(new IllegalStateException("secret")));
				case "/endless" -> Flux.generate((sink) -> {
					produced.incrementAndGet();
					sink.next("x".repeat(64 * 1024));
				}).doOnCancel(() -> cancelled.set(true));
				default -> "end";
			};
		}

	}

}
