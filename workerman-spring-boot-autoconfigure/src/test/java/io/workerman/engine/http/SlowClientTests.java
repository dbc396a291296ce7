package io.workerman.engine.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.http.HttpOptions.Timeouts;
import io.workerman.engine.http.files.FileRoot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that take their time.
 */
class SlowClientTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration NEVER = Duration.ZERO;

	private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";

	@Test
	void clientThatSaysNothingIsLost() throws IOException {
		try (HttpServer server = echo(new Timeouts(SHORT, NEVER, 0, NEVER))) {
			assertThat(server.exchange("")).isEmpty();
		}
	}

	@Test
	void headThatDoesNotComeInTimeIsRefused() throws IOException {
		try (HttpServer server = echo(new Timeouts(SHORT, NEVER, 0, NEVER))) {
			assertThat(server.exchange("GET / HTTP/1.1\r\nHost: a\r\n")).startsWith("HTTP/1.1 408 Request Timeout\r\n")
				.contains("\r\nConnection: close\r\n")
				.endsWith("The request took too long");
			assertThat(server.exchange(GET + "G")).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 408 ");
		}
	}

	@Test
	void bodyThatDoesNotComeInTimeIsRefused() throws IOException {
		try (HttpServer server = echo(new Timeouts(NEVER, SHORT, 10, NEVER))) {
			assertThat(server.exchange(POST)).startsWith("HTTP/1.1 408 ");
			assertThat(server.exchange(POST + "a")).startsWith("HTTP/1.1 408 ");
		}
	}

	@Test
	void bodyThatComesFastEnoughIsServed() throws Exception {
		try (HttpServer server = echo(new Timeouts(NEVER, Duration.ofSeconds(1), 1, NEVER));
				Socket socket = server.connect()) {
			HttpServer.say(socket, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 30\r\n\r\n");
			for (int i = 0; i < 30; i++) {
				HttpServer.say(socket, "a");
				Thread.sleep(80);
			}
			assertThat(HttpServer.rest(socket)).startsWith("HTTP/1.1 200 ").endsWith("30");
		}
	}

	@Test
	@DisplayName("B-71 a connection without a next request")
	void connectionThatIsKeptForNothingIsClosed() throws IOException {
		try (HttpServer server = echo(new Timeouts(NEVER, NEVER, 0, SHORT))) {
			assertThat(server.exchange(GET)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n0");
			assertThat(server.exchange(GET + "\r\n\r\n")).endsWith("\r\n\r\n0");
		}
	}

	@Test
	@DisplayName("The time of a callback is not the client's, although a part of its next request came before")
	void timeOfTheServerIsNotTheClients() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch sent = new CountDownLatch(1);
		try (HttpServer server = new HttpServer(HttpOptions.DEFAULTS.timeouts(new Timeouts(SHORT, SHORT, 10, SHORT)),
				(builder) -> builder.onMessage((connection, message) -> {
					called.countDown();
					sent.await();
					// longer than all timeouts
					Thread.sleep(2 * SHORT.toMillis());
					connection.send("x".repeat(100_000));
				})); Socket socket = server.connect()) {
			HttpServer.say(socket, GET + "GET / HT");
			called.await();
			HttpServer.say(socket, "TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
			sent.countDown();
			assertThat(HttpServer.rest(socket).split("HTTP/1.1 200 ", -1)).hasSize(3);
		}
	}

	@Test
	void answerOfTheApplicationMayTakeLonger() throws IOException {
		Timeouts all = new Timeouts(SHORT, SHORT, 10, SHORT);
		try (HttpServer server = new HttpServer(HttpOptions.DEFAULTS.timeouts(all),
				(builder) -> builder.onMessage((connection, message) -> connection.process()
					.timers()
					.add(Duration.ofMillis(900), () -> connection.send("late"), false)))) {
			assertThat(server.exchange(GET)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nlate");
		}
	}

	@Test
	void clientThatReadsSlowlyButReadsIsServed(@TempDir Path directory) throws Exception {
		Files.write(directory.resolve("large.bin"), new byte[12_000_000]);
		HttpOptions options = HttpOptions.DEFAULTS.timeouts(new Timeouts(NEVER, NEVER, 0, SHORT))
			.roots(List.of(FileRoot.of(directory)));
		try (HttpServer server = new HttpServer(options, (builder) -> builder); Socket socket = new Socket()) {
			socket.setReceiveBufferSize(64 * 1024);
			socket.connect(new InetSocketAddress("127.0.0.1", server.worker().port()));
			HttpServer.say(socket, "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
			long total = 0;
			byte[] chunk = new byte[1_000_000];
			for (int read = 0; read >= 0; read = socket.getInputStream().readNBytes(chunk, 0, chunk.length)) {
				total += read;
				if (read == 0 && total > 0) {
					break;
				}
				Thread.sleep(100);
			}
			assertThat(total).isGreaterThan(12_000_000);
		}
	}

	@Test
	@DisplayName("Slow clients are gone while others are served")
	void slowClientsAreLostWhileOthersAreServed(@TempDir Path directory) throws IOException {
		Files.write(directory.resolve("large.bin"), new byte[30_000_000]);
		HttpOptions options = HttpOptions.DEFAULTS
			.timeouts(new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), 240, Duration.ofSeconds(1)))
			.roots(List.of(FileRoot.of(directory)));
		List<Socket> slow = new ArrayList<>();
		try (HttpServer server = new HttpServer(options,
				(builder) -> builder.onMessage((connection, message) -> connection.send("hello")))) {
			for (int i = 0; i < 300; i++) {
				slow.add(started(server, "GET / HTTP/1.1\r\nHost: a\r\nX: "));
				slow.add(started(server, POST));
				String end = (i % 2 == 0) ? "\r\n" : "Connection: close\r\n\r\n";
				slow.add(started(server, "GET /large.bin HTTP/1.1\r\nHost: a\r\n" + end));
				assertThat(server.get("/hello")).endsWith("\r\n\r\nhello");
			}
			Set<Integer> ports = slow.stream().map(Socket::getLocalPort).collect(Collectors.toSet());
			HttpServer.await(() -> {
				assertThat(server.get("/hello")).endsWith("\r\n\r\nhello");
				return server.worker()
					.connections()
					.stream()
					.noneMatch((connection) -> ports.contains(connection.remotePort()));
			});
		}
		finally {
			for (Socket socket : slow) {
				socket.close();
			}
		}
	}

	private static Socket started(HttpServer server, String said) throws IOException {
		Socket socket = server.connect();
		HttpServer.say(socket, said);
		return socket;
	}

	private static HttpServer echo(Timeouts timeouts) {
		return new HttpServer(HttpOptions.DEFAULTS.timeouts(timeouts), (builder) -> builder.onMessage(
				(connection, message) -> connection.send(String.valueOf(((HttpRequest) message).body().length))));
	}

}
