package io.workerman.engine.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An http listener and real clients.
 */
class HttpListenerTests {

	private static final Pattern RESPONSE = Pattern
		.compile("\\AHTTP/1\\.1 200 OK\r\n(?:[^\r]+\r\n)*?" + "Content-Length: (\\d+)\r\n(?:[^\r]+\r\n)*\r\n");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Worker worker = Worker.builder("web")
		.listen("http://127.0.0.1:0")
		.count(2)
		.onMessage((connection, message) -> handle(connection, (HttpRequest) message))
		.build();

	private final Workers workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker));

	private Path directory = Path.of(".");

	@BeforeEach
	void start(@TempDir Path directory) {
		this.directory = directory;
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.workers.stop();
	}

	private void handle(Connection connection, HttpRequest request) {
		switch (request.path()) {
			case "/echo" -> connection.send(HttpResponse.ok(request.body()).contentType("text/plain"));
			case "/path" -> connection.send(request.uri());
			case "/file" -> connection.send(HttpResponse.file(this.directory.resolve("large.bin")));
			case "/later" ->
				CompletableFuture.runAsync(() -> connection.send(request.query("n")), ForkJoinPool.commonPool());
			case "/close" -> connection.close("bye");
			case "/throw" -> throw new UnsupportedOperationException("secret");
			case "/chunks" -> {
				connection.send(HttpResponse.of(200).header("Transfer-Encoding", "chunked"));
				List.of("a", "b", "c").forEach((part) -> connection.send(Chunk.of(part)));
				connection.send(Chunk.last());
			}
			case "/events" -> connection.send(HttpResponse.of(200).contentType("text/event-stream"));
			default -> connection.send(HttpResponse.of(404));
		}
	}

	@Test
	void clientIsAnsweredOnOneConnection() throws Exception {
		byte[] large = new byte[3_000_000];
		new Random(1).nextBytes(large);
		for (int i = 0; i < 5; i++) {
			assertThat(post("/echo", BodyPublishers.ofByteArray(large))).isEqualTo(large);
			assertThat(post("/echo", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
				.isEqualTo(large);
			assertThat(get("/chunks").body()).asString().isEqualTo("abc");
			assertThat(get("/none").statusCode()).isEqualTo(404);
			assertThat(get("/throw").statusCode()).isEqualTo(500);
			assertThat(get("/throw").body()).asString().doesNotContain("secret");
		}
		assertThat(this.worker.connections()).hasSize(1);
	}

	@Test
	void clientThatExpectsContinueIsAnswered() throws Exception {
		java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(uri("/echo"))
			.expectContinue(true)
			.POST(BodyPublishers.ofString("hello"))
			.build();
		assertThat(this.client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
	}

	@Test
	void fileIsSentWhole() throws Exception {
		byte[] large = new byte[5_000_001];
		new Random(2).nextBytes(large);
		Files.write(this.directory.resolve("large.bin"), large);
		for (int i = 0; i < 3; i++) {
			assertThat(get("/file").body()).isEqualTo(large);
			assertThat(get("/path?after").body()).asString().isEqualTo("/path?after");
		}
	}

	@Test
	@DisplayName("C-36 answers of other threads are in the order of the requests")
	void pipelinedRequestsAreAnsweredInOrder() throws Exception {
		StringBuilder requests = new StringBuilder();
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			requests.append("GET ")
				.append((i % 3 != 0) ? "/later?n=" + i : "/path?" + i)
				.append(" HTTP/1.1\r\nHost: a\r\n\r\n");
			expected.add((i % 3 != 0) ? String.valueOf(i) : "/path?" + i);
		}
		requests.append("GET /close HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
		expected.add("bye");
		String received = exchange(requests.toString());
		List<String> bodies = new ArrayList<>();
		Matcher matcher = RESPONSE.matcher(received);
		for (int position = 0; position < received.length();) {
			assertThat(matcher.region(position, received.length()).find()).as(received.substring(position)).isTrue();
			position = matcher.end() + Integer.parseInt(matcher.group(1));
			bodies.add(received.substring(matcher.end(), position));
		}
		assertThat(bodies).isEqualTo(expected);
	}

	@Test
	@DisplayName("C-36 one byte at a time")
	void requestByteByByteIsAnswered() throws Exception {
		assertThat(exchangeWith((socket) -> {
			try {
				socket.setTcpNoDelay(true);
				for (byte value : "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello"
					.getBytes(StandardCharsets.US_ASCII)) {
					socket.getOutputStream().write(value);
				}
				return read(socket);
			}
			catch (IOException ex) {
				return ex.toString();
			}
		})).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nConnection: close\r\n").endsWith("\r\n\r\nhello");
	}

	@Test
	@DisplayName("B-11 a client that is still sending can read why it is refused")
	void refusalReachesClientThatSends() throws Exception {
		String flood = "x".repeat(1_000_000);
		assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n" + flood))
			.startsWith("HTTP/1.1 413 ")
			.endsWith("The body is too large");
		assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/7.0\r\n" + flood))
			.startsWith("HTTP/1.1 404 Not Found\r\n")
			.contains("HTTP/1.1 505 ");
	}

	@Test
	void halfClosedClientIsAnswered() throws Exception {
		assertThat(exchangeWith((socket) -> {
			try {
				socket.getOutputStream()
					.write("GET /later?n=7 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				socket.shutdownOutput();
				return read(socket);
			}
			catch (IOException ex) {
				return ex.toString();
			}
		})).endsWith("\r\n\r\n7");
	}

	@Test
	void eventsReachOnlyThoseWhoListen() throws Exception {
		try (InputStream events = this.client
			.send(java.net.http.HttpRequest.newBuilder(uri("/events")).build(), BodyHandlers.ofInputStream())
			.body()) {
			assertThat(get("/path").body()).asString().isEqualTo("/path");
			assertThat(this.worker.connections()).hasSize(2);
			this.worker.broadcast(ServerSentEvent.of("tick").id("1"));
			assertThat(new String(events.readNBytes(18), StandardCharsets.UTF_8)).isEqualTo("id: 1\ndata: tick\n\n");
			assertThat(get("/path").body()).asString().isEqualTo("/path");
		}
	}

	@Test
	@DisplayName("F-14 a WebSocket client on an http port")
	void clientThatWantsAWebSocketGetsACleanAnswer() throws Exception {
		String request = """
				GET /path HTTP/1.1\r
				Host: a\r
				Connection: Upgrade, close\r
				Upgrade: websocket\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
				\r
				""";
		assertThat(exchange(request)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n/path");
		URI address = URI.create("ws://127.0.0.1:" + this.worker.port() + "/none");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.client.newWebSocketBuilder().buildAsync(address, new WebSocket.Listener() {
			}).join())
			.withCauseInstanceOf(WebSocketHandshakeException.class);
	}

	private java.net.http.HttpResponse<byte[]> get(String path) throws Exception {
		return this.client.send(java.net.http.HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
	}

	private byte[] post(String path, BodyPublisher body) throws Exception {
		return this.client
			.send(java.net.http.HttpRequest.newBuilder(uri(path)).POST(body).build(), BodyHandlers.ofByteArray())
			.body();
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.worker.port() + path);
	}

	private String exchange(String sent) throws IOException {
		return exchangeWith((socket) -> {
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				try {
					socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
				}
				catch (IOException ex) {
					// the server has closed by now
				}
			});
			String received = read(socket);
			sending.join();
			return received;
		});
	}

	private String exchangeWith(Function<Socket, String> talk) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.worker.port())) {
			socket.setSoTimeout(5000);
			return talk.apply(socket);
		}
	}

	private static String read(Socket socket) {
		try {
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
