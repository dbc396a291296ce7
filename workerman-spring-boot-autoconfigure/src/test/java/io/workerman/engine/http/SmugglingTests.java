package io.workerman.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.websocket.WebSocketOptions;
import io.workerman.engine.websocket.WebSocketProtocol;
import io.workerman.peer.Certificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is hidden behind a request that others may understand differently is never
 * answered: on a plain port, over TLS, and beside a WebSocket.
 */
@DisplayName("B-30 no request is smuggled")
class SmugglingTests {

	private static final String CANARY = "GET /canary HTTP/1.1\r\nHost: a.test\r\n\r\n";

	private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n";

	private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

	private static final int TIMEOUT_MILLIS = 20_000;

	private static final Queue<String> paths = new ConcurrentLinkedQueue<>();

	private static List<Worker> listeners = List.of();

	private static Workers workers;

	@BeforeAll
	static void start() {
		HttpProtocol http = new HttpProtocol();
		listeners = List.of(builder("http", "http").build(),
				builder("https", "http").tls(TlsOptions.of(Certificates.server("server"))).build(),
				builder("websocket", "websocket").protocol(new WebSocketProtocol(WebSocketOptions.DEFAULTS, http))
					.build());
		workers = Workers.of(WorkersOptions.DEFAULTS, listeners);
		workers.start();
	}

	private static WorkerBuilder builder(String name, String scheme) {
		return Worker.builder(name).listen(scheme + "://127.0.0.1:0").onMessage(new Recorder());
	}

	@AfterAll
	static void stop() {
		workers.stop();
	}

	static Stream<String> ambiguous() {
		return Stream.of(lengths(), codings(), chunks(), fields(), targets(), versions()).flatMap((each) -> each);
	}

	private static Stream<String> lengths() {
		return Stream
			.of("0\r\nContent-Length: 35", "0, 35", "0,0", "+0", "-0", "0x0", "0 0", "0\t0", "0;", "0\0", "0_0",
					"\"0\"", "0.0", "1e0", "\u0660", "18446744073709551616", "0\r\nContent-length: 0",
					"0\r\n Content-Length: 35", "a", "")
			.map((value) -> POST + "Content-Length: " + value + "\r\n\r\n");
	}

	private static Stream<String> codings() {
		Stream<String> names = Stream.of("Transfer-Encoding : chunked", " Transfer-Encoding: chunked",
				"Transfer-Encoding\t: chunked", "Transfer\0Encoding: chunked", "Transfer-Encoding:\r\n chunked",
				"X: y\rTransfer-Encoding: chunked", "X: y\nTransfer-Encoding: chunked", "Transfer Encoding: chunked",
				"Transfer-Encoding\r\n: chunked", "\u000bTransfer-Encoding: chunked", "Transfer-Encoding: chunked\n",
				"(Transfer-Encoding: chunked");
		Stream<String> values = Stream
			.of("xchunked", "chunked, chunked", "identity", "chunked, identity", "gzip", "identity, chunked",
					"\"chunked\"", "chunked;q=1", "chunked\0", "\u000bchunked", "chunked\u000b", "chunked, ",
					",chunked", "chun ked", "'chunked'", "", "chunked\r\nTransfer-Encoding: identity",
					"identity\r\nTransfer-Encoding: chunked", "x\r\nTransfer-Encoding: y")
			.map((value) -> "Transfer-Encoding: " + value);
		Stream<String> both = Stream.of("Content-Length: 5\r\nTransfer-Encoding: chunked",
				"Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: identity",
				"Transfer-Encoding: x\r\nContent-Length: 5");
		return Stream.concat(
				Stream.concat(Stream.concat(names, values), both).map((field) -> POST + field + "\r\n\r\n0\r\n\r\n"),
				Stream.of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
						"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"));
	}

	private static Stream<String> chunks() {
		return Stream.of("0x0\r\n\r\n", "+0\r\n\r\n", "-0\r\n\r\n", "0_0\r\n\r\n", " 0\r\n\r\n", "0 0\r\n\r\n",
				"0;\r\n\r\n", "0;a\nb\r\n\r\n", "0;a\rb\r\n\r\n", "0;a\0\r\n\r\n", "0\n\r\n", "0\r\r\n\r\n", "0\r\n\n",
				"\r\n\r\n", ";a\r\n\r\n", "g\r\n\r\n", "10000000000000000\r\n\r\n", "ffffffffffffffff1\r\n\r\n",
				"7fffffffffffffff\r\n\r\n", "-1\r\n\r\n", "1\r\nab\r\n0\r\n\r\n", "1\r\na\n0\r\n\r\n",
				"1\r\na0\r\n\r\n", "2\r\na\r\n0\r\n\r\n", "1\na\r\n0\r\n\r\n", "1\r\na\r\n0\r\nX : y\r\n\r\n",
				"0\r\n X: y\r\n\r\n", "0\r\nX\r\n\r\n", "0\r\nX: y\n\r\n", "0\r\nX: y\rz\r\n\r\n", "0\r\nX: \0\r\n\r\n",
				"0\r\nX: y\r\n z\r\n\r\n", "0\r\n: y\r\n\r\n", "0\u00a0\r\n\r\n", "0\t\t\0\r\n\r\n",
				"0;" + "a".repeat(20_000) + "\r\n\r\n", "0\r\n" + "X: y\r\n".repeat(20_000) + "\r\n")
			.map((body) -> CHUNKED + body);
	}

	private static Stream<String> fields() {
		return Stream
			.of("X\r\n", "X : y\r\n", "X\t: y\r\n", " X: y\r\n", "X: y\r\n z\r\n", "X: y\r\n\tz\r\n", ": y\r\n",
					"X: \0\r\n", "X\0: y\r\n", "X: y\n", "X: y\rZ: a\r\n", "X: y\r\r\n", "X(: y\r\n", "X\u00e4: y\r\n",
					"X: \u0001\r\n", "X: \u007f\r\n", "Host: b.test\r\n", "host: a.test\r\n", "\r", "\n",
					"X: " + "y".repeat(20_000) + "\r\n", "X: y\r\n".repeat(300), "X".repeat(20_000) + ": y\r\n",
					"Expect: tea\r\n")
			.map((field) -> "GET / HTTP/1.1\r\nHost: a.test\r\n" + field + "\r\n");
	}

	private static Stream<String> targets() {
		Stream<String> lines = Stream.of("GET /a b HTTP/1.1", "GET  / HTTP/1.1", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1",
				" GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET /\0 HTTP/1.1", "GET /\u00e4 HTTP/1.1", "GET /#a HTTP/1.1",
				"GET a HTTP/1.1", "GET * HTTP/1.1", "get / HTTP/1.1", "G\u00c9T / HTTP/1.1", "GET /%00 HTTP/1.1",
				"GET /%zz HTTP/1.1", "CONNECT a.test:443 HTTP/1.1", "TRACE / HTTP/1.1", "GET http://u@a.test/ HTTP/1.1",
				"GET http:///a HTTP/1.1", "GET ftp://a.test/ HTTP/1.1", "GET http://a.test:99999/ HTTP/1.1",
				"GET http://b.test\\@a.test/ HTTP/1.1", "GET /" + "a".repeat(9000) + " HTTP/1.1",
				"G".repeat(9000) + " / HTTP/1.1", "/ HTTP/1.1", "GET", "HTTP/1.1 200 OK");
		Stream<String> hosts = Stream.of("", "a b", "a,b", "a/b", "a?b", "a#b", "u@a", "a:b", "a:99999", "[::1",
				"[::1]x", "a%41", "a\0", "a\\b", "<a>", "a\r\nHost: a");
		return Stream.concat(lines.map((line) -> line + "\r\nHost: a.test\r\n\r\n"),
				Stream.concat(hosts.map((host) -> "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"),
						Stream.of("GET / HTTP/1.1\r\n\r\n", "GET http://a.test/ HTTP/1.1\r\n\r\n",
								"GET http://a.test/ HTTP/1.1\r\nHost: a b\r\n\r\n")));
	}

	private static Stream<String> versions() {
		return Stream
			.of("GET /\r\n", "GET / \r\n", "GET / HTTP/0.9\r\n", "GET / HTTP/2.0\r\n", "GET / HTTP/1.2\r\n",
					"GET / HTTP/9.9\r\n", "GET / HTTP/1\r\n", "GET / HTTP/1.10\r\n", "GET / HTTP/01.1\r\n",
					"GET / http/1.1\r\n", "GET / Http/1.1\r\n", "GET / HTTP/1,1\r\n", "GET / HTTP /1.1\r\n",
					"GET / HTTP/1.1\r", "GET / HTTP/1.1\n", "GET / XTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
			.map((line) -> line + "Host: a.test\r\n\r\n");
	}

	@ParameterizedTest
	@MethodSource("ambiguous")
	void canaryBehindAnAmbiguousRequestIsNotAnswered(String request) throws IOException {
		for (Worker listener : listeners) {
			paths.clear();
			String answer = exchange(listener, request + CANARY);
			assertThat(paths).as(listener.name()).isEmpty();
			assertThat(answer).as(listener.name())
				.matches("(?s)HTTP/1\\.1 (400|408|413|414|417|431|501|505) .*")
				.contains("\r\nConnection: close\r\n")
				.satisfies((text) -> assertThat(text.indexOf("HTTP/1.1", 1)).isNegative());
		}
	}

	static Stream<String> clear() {
		return Stream.of("\r\n" + POST + "Content-Length: 3\r\n\r\nabc", POST + "Content-Length: 003\r\n\r\nabc",
				POST + "Content-Length: \t3 \t\r\n\r\nabc", POST + "content-length:3\r\n\r\nabc",
				CHUNKED + "3\r\nabc\r\n0\r\n\r\n", CHUNKED + "003;a=b;c=\"d\"\r\nabc\r\n000\r\nX: y\r\n\r\n",
				CHUNKED + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
				POST + "TRANSFER-ENCODING: \tChunked \r\n\r\n3\r\nabc\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n",
				POST + "X-Content-Length: 9\r\nContent-Length: 3\r\n\r\nabc");
	}

	@ParameterizedTest
	@MethodSource("clear")
	void requestBehindAClearOneIsAnsweredOnce(String request) throws IOException {
		for (Worker listener : listeners) {
			paths.clear();
			String answer = exchange(listener, request + CANARY.replace("Host", "Connection: close\r\nHost"));
			assertThat(paths).as(listener.name()).containsExactly("/ abc", "/canary ");
			assertThat(answer).matches("(?s)HTTP/1\\.1 200 OK\r\n.*HTTP/1\\.1 200 OK\r\n.*");
		}
	}

	private static String exchange(Worker listener, String said) throws IOException {
		try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.port());
				Socket socket = listener.name().equals("https") ? Certificates.client()
					.getSocketFactory()
					.createSocket(plain, "localhost", listener.port(), true) : plain) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/**
	 * Notes the requests that it gets.
	 */
	private static final class Recorder implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			HttpRequest request = (HttpRequest) message;
			paths.add(request.path() + ' ' + request.bodyText());
			connection.send("");
		}

		@Override
		public boolean takesRequests() {
			return true;
		}

	}

}
