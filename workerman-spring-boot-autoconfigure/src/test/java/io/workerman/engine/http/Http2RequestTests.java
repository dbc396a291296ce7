package io.workerman.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.http.Http2Client.Response;
import io.workerman.engine.http.HttpOptions.Compression;
import io.workerman.engine.http.HttpOptions.Http2;
import io.workerman.engine.http.files.FileRoot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What requests and responses of HTTP/2 are to a handler and a client.
 */
class Http2RequestTests {

	@TempDir
	private Path directory;

	private HttpServer server;

	private Http2Client client;

	@BeforeEach
	void start() throws IOException {
		HttpOptions options = HttpOptions.DEFAULTS.http2(Http2.ON)
			.compression(Compression.ON)
			.roots(List.of(FileRoot.of(this.directory)));
		this.server = new HttpServer(options, (builder) -> builder.maxPackageSize(600_000).onMessage(new Handler()));
		this.client = new Http2Client(this.server.worker().port());
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	private Response get(String path, String... fields) throws IOException {
		return this.client.await(this.client.get(path, fields));
	}

	private Response post(String path, byte[] body, String... fields) throws IOException {
		int stream = this.client.begin("POST", path, false, fields);
		for (int i = 0; i < body.length; i += 10_000) {
			int end = Math.min(body.length, i + 10_000);
			this.client.data(stream, end == body.length, Arrays.copyOfRange(body, i, end));
		}
		return this.client.await(stream);
	}

	@Test
	void requestWhenReceivedIsTheSameAsInHttp1() throws IOException {
		Response response = get("/info?q=%41&r=2", "cookie", "a=1", "x-one", "1", "cookie", "b=2", "x-one", "2");
		assertThat(response.status()).isEqualTo("200");
		assertThat(response.text())
			.isEqualTo("GET /info?q=%41&r=2 A 2.0 a.test 1,2 1/2 127.0.0.1 null 0 [:method, :scheme] false");
		assertThat(response.field("content-type")).isEqualTo("text/html;charset=utf-8");
		assertThat(response.field("content-length")).isEqualTo(Integer.toString(response.bytes().length));
		assertThat(response.field("date")).endsWith("GMT");
		assertThat(response.field("connection")).isNull();
	}

	@Test
	void trailerWhenSentIsThere() throws IOException {
		int stream = this.client.begin("POST", "/info", false);
		this.client.data(stream, false, "body".getBytes(StandardCharsets.US_ASCII));
		this.client.headers(stream, true, "x-trailer", "t");
		assertThat(this.client.await(stream).text()).contains(" t 4 ");
	}

	@Test
	void http1WhenOnTheSamePortIsServed() throws IOException {
		assertThat(this.server.get("/info")).startsWith("HTTP/1.1 200 OK\r\n").contains(" 1.1 a.test ");
	}

	@Test
	void prefaceWhenInPiecesOpensHttp2() throws Exception {
		try (Socket socket = this.server.connect()) {
			for (char next : Http2Client.PREFACE.toCharArray()) {
				HttpServer.say(socket, String.valueOf(next));
			}
			assertThat(socket.getInputStream().readNBytes(4)).endsWith(Http2Client.SETTINGS);
		}
	}

	@Test
	void prefaceWhenNotEnabledIsRefused() throws IOException {
		try (HttpServer plain = new HttpServer(HttpOptions.DEFAULTS, (builder) -> builder)) {
			assertThat(plain.exchange(Http2Client.PREFACE)).startsWith("HTTP/1.1 400 ");
			assertThat(new HttpProtocol().applicationProtocols()).containsExactly("http/1.1");
		}
	}

	@Test
	void formWhenPostedIsRead() throws IOException {
		Response response = post("/form", "a=1&b=2".getBytes(StandardCharsets.US_ASCII), "content-type",
				"application/x-www-form-urlencoded");
		assertThat(response.text()).isEqualTo("{a=[1], b=[2]} []");
	}

	@Test
	void uploadWhenLargeIsOnDisk() throws IOException {
		String part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n\r\n%s\r\n--b--\r\n"
			.formatted("x".repeat(400_000));
		Response response = post("/form", part.getBytes(StandardCharsets.US_ASCII), "content-type",
				"multipart/form-data; boundary=b");
		assertThat(response.text()).isEqualTo("{} [f.txt 400000]");
	}

	@Test
	void bodyWhenAboveLimitIsRefused() throws IOException {
		int stream = this.client.begin("POST", "/info", false, "content-length", "600001");
		assertThat(this.client.await(stream).status()).isEqualTo("413");
		byte[] body = new byte[601_000];
		assertThat(post("/info", body).status()).isEqualTo("413");
		assertThat(get("/info").status()).isEqualTo("200");
	}

	@Test
	void continueWhenExpectedIsSaid() throws IOException {
		int stream = this.client.begin("POST", "/info", false, "expect", "100-continue");
		this.client.await(stream, (response) -> response.status().equals("100"));
		this.client.data(stream, true, (byte) 'x');
		assertThat(this.client.await(stream).status()).isEqualTo("200");
	}

	@ParameterizedTest
	@CsvSource({ "/204, 204, 0", "/throw, 500, 67", "/missing, 404, 22", "/object, 200, 7", "/stream, 200, 6",
			"/publisher, 200, 4", "/later, 200, 5" })
	void responseWhenOfAnyKindIsComplete(String path, String status, int length) throws IOException {
		Response response = get(path);
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.bytes()).hasSize(length);
		assertThat(response.reset()).isEqualTo(-1);
		int head = this.client.begin("HEAD", path, true);
		assertThat(this.client.await(head).status()).isEqualTo(status);
		assertThat(this.client.await(head).bytes()).isEmpty();
	}

	@Test
	void publisherWhenItFailsResetsTheStream() throws IOException {
		assertThat(get("/broken").reset()).isEqualTo(2);
		assertThat(get("/closed").reset()).isEqualTo(Http2Client.CANCEL);
	}

	@Test
	void fileWhenServedHasRanges() throws IOException {
		byte[] content = new byte[200_000];
		new Random(1).nextBytes(content);
		Files.write(this.directory.resolve("a.bin"), content);
		assertThat(get("/a.bin").bytes()).isEqualTo(content);
		Response part = get("/a.bin", "range", "bytes=100-70000");
		assertThat(part.status()).isEqualTo("206");
		assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(content, 100, 70_001));
		Files.writeString(this.directory.resolve("b.txt"), "text ".repeat(1000));
		Response text = get("/b.txt", "accept-encoding", "gzip");
		assertThat(text.field("content-encoding")).isEqualTo("gzip");
		assertThat(get("/b.txt", "if-none-match", text.field("etag")).status()).isEqualTo("304");
	}

	@Test
	@DisplayName("B-39 A session goes on over HTTP/2")
	void sessionWhenCookieComesBackGoesOn() throws IOException {
		Response first = get("/session");
		String cookie = first.field("set-cookie");
		assertThat(cookie).contains("WORKERMANSID=");
		assertThat(get("/session", "cookie", cookie.substring(0, cookie.indexOf(';'))).text()).isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Upper,1", "connection,close", "transfer-encoding,chunked", "te,gzip", "x,a\u0001",
			"x, a", "a b,1", ":path,/again", ":unknown,1" })
	void fieldWhenMalformedResetsTheStream(String field) throws IOException {
		assertThat(get("/info", field.split(",")).reset()).isEqualTo(Http2Client.PROTOCOL_ERROR);
		assertThat(get("/info").status()).isEqualTo("200");
	}

	@ParameterizedTest
	@CsvSource({ "':scheme,http,:path,/'", "':method,GET,:path,/'", "':method,GET,:scheme,http'",
			"':method,GET,:scheme,http,:path,info'", "':method,GET,:scheme,http,:path,'",
			"'x,1,:method,GET,:scheme,http,:path,/'" })
	void requestWhenMalformedResetsTheStream(String fields) throws IOException {
		int stream = this.client.newStream();
		this.client.headers(stream, true, fields.split(",", -1));
		assertThat(this.client.await(stream).reset()).isEqualTo(Http2Client.PROTOCOL_ERROR);
		assertThat(get("/info").status()).isEqualTo("200");
	}

	@Test
	void lengthWhenNotThatOfTheBodyResetsTheStream() throws IOException {
		assertThat(post("/info", new byte[3], "content-length", "4").reset()).isEqualTo(Http2Client.PROTOCOL_ERROR);
		assertThat(post("/info", new byte[5], "content-length", "4").reset()).isEqualTo(Http2Client.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@CsvSource({ "TRACE, /, a.test,, 400", "GET, /%00, a.test,, 400", "GET, /, a/b,, 400",
			"GET, /, a.test, b.test, 400", "GET, /, ,, 400", "GET, /info, , c.test, 200", "OPTIONS, *, a.test,, 404" })
	void requestWhenNotServedIsRefused(String method, String path, @Nullable String authority, @Nullable String host,
			String status) throws IOException {
		int stream = this.client.newStream();
		String fields = ":method," + method + ",:scheme,http,:path," + path;
		fields += (authority != null) ? ",:authority," + authority : "";
		fields += (host != null) ? ",host," + host : "";
		this.client.headers(stream, true, fields.split(","));
		assertThat(this.client.await(stream).status()).isEqualTo(status);
	}

	@Test
	@DisplayName("B-31 The limits of the head hold for HTTP/2")
	void headWhenAboveLimitIsRefused() throws IOException {
		assertThat(get("/" + "a".repeat(8200)).status()).isEqualTo("414");
		String[] many = new String[402];
		Arrays.fill(many, "x");
		assertThat(get("/info", many).status()).isEqualTo("431");
		assertThat(get("/info", "x", "a".repeat(8_100), "y", "a".repeat(8_100)).status()).isEqualTo("431");
		assertThat(get("/info").status()).isEqualTo("200");
	}

	@Test
	void statisticsWhenAskedCountRequestsAndBytesOnce() throws IOException {
		long before = this.server.worker().statistics().messagesReceived();
		post("/info", new byte[100_000]);
		get("/info");
		assertThat(this.server.worker().statistics().messagesReceived() - before).isEqualTo(2);
		assertThat(this.server.worker().statistics().bytesReceived()).isBetween(100_000L, 102_000L);
		HttpServer.await(() -> this.server.worker().statistics().connections() == 1);
	}

	/**
	 * Answers by path.
	 */
	private static final class Handler implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable Object handle(Connection connection, Object message) {
			HttpRequest request = (HttpRequest) message;
			return switch (request.path()) {
				case "/info" ->
					String.join(" ", request.method(), request.uri(), request.query("q"), request.protocolVersion(),
							request.host(), request.header("x-one"), request.cookie("a") + "/" + request.cookie("b"),
							request.remoteIp(), request.trailer("x-trailer"), Integer.toString(request.body().length),
							"[:method, :scheme] " + request.headers().containsKey(":method"));
				case "/form" -> request.form() + " "
						+ request.files().stream().map((file) -> file.fileName() + " " + file.size()).toList();
				case "/204" -> HttpResponse.of(204);
				case "/throw" -> throw new IllegalStateException("secret");
				case "/object" -> List.of(1, 2, 3);
				case "/stream" -> stream(connection);
				case "/publisher" -> new Items(2, false);
				case "/broken" -> new Items(2, true);
				case "/closed" -> close(connection);
				case "/later" -> later(connection);
				case "/session" -> count(request.session());
				default -> HttpResponse.of(404).body("<h3>404 Not Found</h3>");
			};
		}

		private static @Nullable Object stream(Connection connection) {
			connection.send(HttpResponse.of(200).header("Transfer-Encoding", "chunked"));
			connection.send(Chunk.of("abc"));
			connection.send(Chunk.of("def"));
			connection.send(Chunk.last());
			return null;
		}

		private static @Nullable Object close(Connection connection) {
			connection.send(HttpResponse.of(200).header("Transfer-Encoding", "chunked").body("abc"));
			connection.close();
			return null;
		}

		private static @Nullable Object later(Connection connection) {
			Thread sender = new Thread(() -> connection.send("later"));
			sender.start();
			return null;
		}

		private static Object count(Session session) {
			int count = session.has("count") ? (int) session.get("count") + 1 : 1;
			session.set("count", count);
			return String.valueOf(count);
		}

	}

}
