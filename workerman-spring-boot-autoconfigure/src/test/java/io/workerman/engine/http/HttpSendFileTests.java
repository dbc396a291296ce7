package io.workerman.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.SendResult;
import io.workerman.engine.http.Http2Client.Response;
import io.workerman.engine.http.HttpOptions.Http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Files that are sent like messages, as answers.
 */
class HttpSendFileTests {

	private static final int SIZE = 700_000;

	private static final String FILE = "200 OK|text/plain;charset=utf-8|700000|null";

	private static final String PART = "206 Partial Content|text/plain;charset=utf-8|5|bytes 10-14/700000";

	@TempDir
	private Path directory;

	private final byte[] content = new byte[SIZE];

	private Path file = Path.of(".");

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		new Random(1).nextBytes(this.content);
		this.file = Files.write(this.directory.resolve("a.txt"), this.content);
		this.server = new HttpServer(HttpOptions.DEFAULTS.http2(Http2.ON), (builder) -> builder
			.onMessage((connection, message) -> answer(connection, ((HttpRequest) message).path())));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void answer(Connection connection, String path) {
		switch (path) {
			case "/file" -> connection.sendFile(this.file);
			case "/part" -> connection.sendFile(this.file, 10, 5);
			case "/elsewhere" -> CompletableFuture.runAsync(() -> connection.sendFile(this.file));
			case "/none" -> {
				assertThat(connection.sendFile(this.directory)).isEqualTo(SendResult.FAILED);
				connection.send(HttpResponse.of(404).body("none"));
			}
			case "/twice" -> {
				connection.sendFile(this.file);
				assertThatIllegalStateException().isThrownBy(() -> connection.sendFile(this.file))
					.withMessage("No request is waiting for an answer");
			}
			case "/stream" -> {
				connection.send(HttpResponse.of(200).header("Transfer-Encoding", "chunked").body("a"));
				assertThatIllegalStateException().isThrownBy(() -> connection.sendFile(this.file))
					.withMessageStartingWith("The response is a stream");
				connection.send(Chunk.last());
			}
			default -> connection.send(path);
		}
	}

	private static String line(Socket socket) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = socket.getInputStream().read(); next != '\n'; next = socket.getInputStream().read()) {
			line.append((char) next);
		}
		return line.toString().strip();
	}

	/**
	 * What of the head of an answer tells of a file.
	 */
	private static String head(Socket socket) throws IOException {
		String status = line(socket).substring("HTTP/1.1 ".length());
		String[] values = new String[3];
		for (String line = line(socket); !line.isEmpty(); line = line(socket)) {
			String[] field = line.split(": ", 2);
			switch (field[0]) {
				case "Content-Type" -> values[0] = field[1];
				case "Content-Length" -> values[1] = field[1];
				case "Content-Range" -> values[2] = field[1];
				default -> {
				}
			}
		}
		return status + "|" + String.join("|", values[0], values[1], String.valueOf(values[2]));
	}

	private static void ask(Socket socket, String method, String path, String... headers) throws IOException {
		String fields = String.join("", headers);
		HttpServer.say(socket, "%s %s HTTP/1.1\r\nHost: a.test\r\n%s\r\n".formatted(method, path, fields));
	}

	private byte[] part(int from, int to) {
		return Arrays.copyOfRange(this.content, from, to);
	}

	@Test
	@DisplayName("S-26 over HTTP/1.1 a file is the answer, and the next request is answered too")
	void fileWhenSentOverHttpIsTheAnswer() throws Exception {
		try (Socket socket = this.server.connect()) {
			for (String path : new String[] { "/file", "/elsewhere", "/twice" }) {
				ask(socket, "GET", path);
				assertThat(head(socket)).isEqualTo(FILE);
				assertThat(socket.getInputStream().readNBytes(SIZE)).isEqualTo(this.content);
			}
			ask(socket, "GET", "/part");
			assertThat(head(socket)).isEqualTo(PART);
			assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(part(10, 15));
			ask(socket, "GET", "/file", "Range: bytes=7-8\r\n");
			assertThat(head(socket)).startsWith("206 ").endsWith("|2|bytes 7-8/700000");
			assertThat(socket.getInputStream().readNBytes(2)).isEqualTo(part(7, 9));
			ask(socket, "HEAD", "/file");
			assertThat(head(socket)).isEqualTo(FILE);
			ask(socket, "HEAD", "/part");
			assertThat(head(socket)).isEqualTo(PART);
			ask(socket, "GET", "/none");
			assertThat(head(socket)).startsWith("404 ");
			assertThat(socket.getInputStream().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("none");
			ask(socket, "GET", "/next");
			assertThat(head(socket)).startsWith("200 ");
			assertThat(socket.getInputStream().readNBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("/next");
		}
		assertThat(this.server.worker().statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("S-26 over HTTP/1.1 no file is sent into a stream, or unasked")
	void fileWhenNobodyWaitsForItIsRefused() throws Exception {
		assertThat(this.server.get("/stream")).endsWith("\r\n\r\n1\r\na\r\n0\r\n\r\n");
		assertThat(this.server.worker().statistics().exceptions()).isZero();
		try (Socket socket = this.server.connect()) {
			ask(socket, "HEAD", "/file");
			assertThat(head(socket)).isEqualTo(FILE);
			HttpServer.await(() -> this.server.worker().connections().size() == 1);
			Connection connection = this.server.worker().connections().iterator().next();
			assertThatIllegalStateException().isThrownBy(() -> connection.sendFile(this.file))
				.withMessage("No request is waiting for an answer");
			ask(socket, "GET", "/next");
			assertThat(head(socket)).startsWith("200 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/file", "/elsewhere" })
	@DisplayName("S-26 over HTTP/2 a file is the answer on the stream of the request")
	void fileWhenSentOverHttp2IsTheAnswer(String path) throws Exception {
		try (Http2Client client = new Http2Client(this.server.worker().port())) {
			int file = client.get(path);
			int part = client.get("/part");
			int head = client.begin("HEAD", "/file", true);
			int next = client.get("/next");
			Response response = client.await(file);
			assertThat(response.status()).isEqualTo("200");
			assertThat(response.field("content-type")).isEqualTo("text/plain;charset=utf-8");
			assertThat(response.field("content-length")).isEqualTo("700000");
			assertThat(response.bytes()).isEqualTo(this.content);
			assertThat(client.await(part).status()).isEqualTo("206");
			assertThat(client.await(part).bytes()).isEqualTo(part(10, 15));
			assertThat(client.await(head).field("content-length")).isEqualTo("700000");
			assertThat(client.await(head).bytes()).isEmpty();
			assertThat(client.await(next).text()).isEqualTo("/next");
		}
		assertThat(this.server.worker().statistics().exceptions()).isZero();
	}

	@Test
	@DisplayName("S-26 on the connection that carries HTTP/2 there is no request to answer with a file")
	void fileWhenConnectionCarriesStreamsIsRefused() throws Exception {
		CompletableFuture<Connection> carrier = new CompletableFuture<>();
		try (HttpServer carrying = new HttpServer(HttpOptions.DEFAULTS.http2(Http2.ON),
				(builder) -> builder.onConnect(carrier::complete)
					.onMessage((connection, message) -> connection.send("ok")));
				Http2Client client = new Http2Client(carrying.worker().port())) {
			assertThat(client.await(client.get("/")).text()).isEqualTo("ok");
			assertThatIllegalStateException().isThrownBy(() -> carrier.join().sendFile(this.file))
				.withMessageContaining("request.connection()");
			assertThat(client.await(client.get("/")).text()).isEqualTo("ok");
		}
	}

}
