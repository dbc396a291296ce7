package io.workerman.invocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;
import io.workerman.engine.http.ServerSentEvent;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages and WebSockets on one port.
 */
@DisplayName("F-14 one port for HTTP and WebSocket")
class OnePortTests {

	private static final String UPGRADE = """
			GET /room HTTP/1.1\r
			Host: a.test\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			Sec-WebSocket-Version: 13\r
			Cookie: %s\r
			\r
			""".formatted("x=y");

	private static final byte[] HELLO = { (byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i' };

	@Test
	void plainRequestsAndThenAnUpgradeOnOneConnection() {
		try (Application application = run(Chat.class); Peer peer = application.connect()) {
			assertThat(answer(peer.send(get("/")))).startsWith("HTTP/1.1 200 OK").endsWith("page of a.test");
			assertThat(answer(peer.send(get("/null")))).startsWith("HTTP/1.1 204 ");
			assertThat(
					answer(peer.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 13\r\n\r\n{\"x\":1,\"y\":2}")))
				.startsWith("HTTP/1.1 200 ");
			assertThat(answer(peer.send(get("/broken")))).startsWith("HTTP/1.1 500 ")
				.contains("application/problem+json");
			assertThat(application.bean(Worker.class).connections()).singleElement()
				.extracting(Connection::status)
				.isEqualTo(Connection.Status.ESTABLISHED);
			upgrade(peer);
			assertThat(frame(peer.send(HELLO))).isEqualTo("you said hi");
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(application.bean(Worker.class).statistics().messagesReceived()).isEqualTo(5));
		}
	}

	@Test
	void requestsGluedToAnUpgradeAndAFrame() {
		try (Application application = run(Chat.class); Peer peer = application.connect()) {
			peer.send(get("/") + get("/") + UPGRADE).send(HELLO);
			assertThat(answer(peer)).endsWith("page of a.test");
			assertThat(answer(peer)).endsWith("page of a.test");
			assertThat(answer(peer)).startsWith("HTTP/1.1 101 ");
			assertThat(frame(peer)).isEqualTo("welcome");
			assertThat(frame(peer)).isEqualTo("you said hi");
		}
	}

	@Test
	@DisplayName("P-26 what is sent before a request is for the WebSocket only")
	void greetingReachesTheWebSocketOnly() {
		try (Application application = run(Greets.class);
				Peer page = application.connect();
				Peer socket = application.connect()) {
			assertThat(answer(page.send(get("/")))).isEqualTo(answer(page.send(get("/"))));
			assertThat(answer(page.send(UPGRADE))).startsWith("HTTP/1.1 101 ");
			assertThat(frame(page.send(HELLO))).isEqualTo("hi");
			assertThat(answer(socket.send(UPGRADE))).startsWith("HTTP/1.1 101 ");
			assertThat(frame(socket)).isEqualTo("hello");
			assertThat(frame(socket.send(HELLO))).isEqualTo("hi");
		}
	}

	@Test
	void blockingMethodAnswersInOrder() {
		try (Application application = run(BlockingPages.class); Peer peer = application.connect()) {
			peer.send(get("/1") + get("/2") + UPGRADE).send(HELLO);
			assertThat(answer(peer)).endsWith("/1");
			assertThat(answer(peer)).endsWith("/2");
			assertThat(answer(peer)).startsWith("HTTP/1.1 101 ");
			assertThat(frame(peer)).isEqualTo("hi");
		}
	}

	@Test
	void listenerOfPagesOnlyRefusesMessages() {
		try (Application application = run(Pages.class); Peer peer = application.connect()) {
			assertThat(answer(peer.send(get("/")))).endsWith("\r\n\r\n/");
			assertThat(answer(peer.send(UPGRADE))).startsWith("HTTP/1.1 101 ");
			peer.send(HELLO);
			assertThat(peer.read()).isEqualTo(0x88);
			int length = peer.read();
			assertThat(peer.read() << 8 | peer.read()).isEqualTo(1003);
			assertThat(peer.text(length - 2)).isNotEmpty();
		}
	}

	@Test
	@DisplayName("P-21 without a method for requests a plain one is refused")
	void plainRequestsAreRefusedWithoutAMethodForThem() {
		try (Application application = run(Echo.class)) {
			try (Peer peer = application.connect()) {
				assertThat(answer(peer.send(get("/")))).startsWith("HTTP/1.1 400 ")
					.contains("Sec-WebSocket-Key not found");
				assertThat(peer.read()).isNegative();
			}
			try (Peer peer = application.connect()) {
				assertThat(answer(peer.send(UPGRADE.replace("Upgrade: websocket\r\n", "")))).startsWith("HTTP/1.1 426 ")
					.contains("\r\nUpgrade: websocket\r\n");
				assertThat(peer.read()).isNegative();
			}
		}
	}

	@Test
	@DisplayName("H-20 static roots beside a WebSocket")
	void filesAreServedBesideAWebSocket(@TempDir Path root) throws IOException {
		Files.writeString(root.resolve("a.txt"), "file");
		for (Class<?> handler : List.of(Echo.class, Pages.class)) {
			try (Application application = Application
				.run(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
						"workerman.listeners.it.http.roots[0].path=" + root), handler);
					Peer peer = application.connect()) {
				assertThat(answer(peer.send(get("/a.txt")))).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nfile");
				String other = answer(peer.send(get("/b.txt")));
				if (handler == Pages.class) {
					assertThat(other).endsWith("\r\n\r\n/b.txt");
				}
				else {
					assertThat(other).startsWith("HTTP/1.1 404 ");
				}
				assertThat(answer(peer.send("HEAD /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), true))
					.contains("\r\nContent-Length: 4\r\n")
					.endsWith("\r\n\r\n");
				assertThat(peer.read()).isNegative();
			}
		}
	}

	@Test
	@DisplayName("B-30 limits and timeouts are those of http")
	void limitsAndTimeoutsAreThoseOfHttp() {
		List<String> properties = List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.max-package-size=1KB", "workerman.listeners.it.http.max-uri-length=100B",
				"workerman.listeners.it.http.header-timeout=300ms", "workerman.listeners.it.http.body-timeout=300ms",
				"workerman.listeners.it.http.keep-alive-timeout=300ms");
		for (Class<?> handler : List.of(Echo.class, Pages.class)) {
			try (Application application = Application.run(properties, handler)) {
				assertRefused(application, get("/" + "a".repeat(100)), 414);
				assertRefused(application, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\n\r\n", 413);
				assertRefused(application, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", 408);
				assertRefused(application, "GET / HTTP/1.1\r\n", 408);
				assertRefused(application, "GET / HTTP/1.1\r\n\r\n", 400);
				assertRefused(application, "", 0);
			}
		}
		try (Application application = Application.run(properties, Pages.class); Peer peer = application.connect()) {
			assertThat(answer(peer.send(get("/")))).endsWith("\r\n\r\n/");
			assertThat(peer.read()).isNegative();
		}
		try (Application application = Application.run(properties, Echo.class); Peer peer = application.connect()) {
			assertThat(answer(peer.send(UPGRADE))).startsWith("HTTP/1.1 101 ");
			Awaitility.await()
				.during(Duration.ofMillis(500))
				.until(() -> application.bean(Worker.class).connections().size() == 1);
			assertThat(frame(peer.send(HELLO))).isEqualTo("hi");
		}
	}

	private static void assertRefused(Application application, String request, int status) {
		try (Peer peer = application.connect()) {
			peer.send(request);
			if (status != 0) {
				assertThat(answer(peer)).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
			}
			assertThat(peer.read()).isNegative();
		}
	}

	@Test
	@DisplayName("H-10 a page and the handshake have one session")
	void sessionIsThatOfThePage() {
		try (Application application = run(Visits.class);
				Peer page = application.connect();
				Peer socket = application.connect();
				Peer stranger = application.connect()) {
			String cookie = cookie(answer(page.send(get("/"))));
			answer(socket.send(UPGRADE.replace("x=y", cookie)));
			assertThat(frame(socket)).isEqualTo("visit 2");
			assertThat(answer(page.send(get("/").replace("Host", "Cookie: " + cookie + "\r\nHost"))))
				.endsWith("visit 3");
			String begun = cookie(answer(stranger.send(UPGRADE)));
			assertThat(frame(stranger)).isEqualTo("visit 1");
			assertThat(answer(page.send(get("/").replace("Host", "Cookie: " + begun + "\r\nHost"))))
				.endsWith("visit 2");
		}
	}

	@Test
	void broadcastIsForWebSockets() {
		try (Application application = run(Events.class);
				Peer events = application.connect();
				Peer idle = application.connect();
				Peer socket = application.connect()) {
			assertThat(answer(events.send(get("/")), true)).contains("text/event-stream");
			assertThat(chunk(events)).isEqualTo("data: a\n\n");
			answer(idle.send(get("/none")));
			answer(socket.send(UPGRADE));
			assertThat(frame(socket.send(HELLO))).isEqualTo("hi");
			application.bean(Worker.class).broadcast("news");
			assertThat(frame(socket)).isEqualTo("news");
			assertThat(answer(idle.send(get("/none")))).startsWith("HTTP/1.1 204 ");
			assertThat(application.bean(Worker.class).statistics().exceptions()).isZero();
		}
	}

	private static Application run(Class<?> handler) {
		return Application.run("websocket://127.0.0.1:0", handler);
	}

	private static String get(String path) {
		return "GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n".formatted(path);
	}

	private static void upgrade(Peer peer) {
		assertThat(answer(peer.send(UPGRADE))).startsWith("HTTP/1.1 101 ");
		assertThat(frame(peer)).isEqualTo("welcome");
	}

	private static String answer(Peer peer) {
		return answer(peer, false);
	}

	private static String answer(Peer peer, boolean headOnly) {
		List<String> head = new ArrayList<>();
		int length = 0;
		for (String line = peer.line(); !line.equals("\r"); line = peer.line()) {
			head.add(line);
			if (line.startsWith("Content-Length: ")) {
				length = Integer.parseInt(line.substring(16).strip());
			}
		}
		return String.join("\n", head) + "\n\r\n" + (headOnly ? "" : peer.text(length));
	}

	private static String chunk(Peer peer) {
		String chunk = peer.text(Integer.parseInt(peer.line().strip(), 16));
		peer.line();
		return chunk;
	}

	private static String frame(Peer peer) {
		assertThat(peer.read()).isEqualTo(0x81);
		return peer.text(peer.read());
	}

	private static String cookie(String answer) {
		return answer.replaceAll("(?s).*Set-Cookie: ([^;]*);.*", "$1");
	}

	@WorkerHandler
	static class Chat {

		@OnWebSocketConnect
		String enter() {
			return "welcome";
		}

		@OnMessage
		String say(String text) {
			return "you said " + text;
		}

		@OnMessage
		@Nullable Object page(HttpRequest request) {
			return switch (request.path()) {
				case "/null" -> null;
				case "/broken" -> throw new IllegalStateException("secret");
				default -> HttpResponse.ok("page of " + request.host());
			};
		}

	}

	@WorkerHandler
	static class Greets extends Echo {

		@OnConnect
		String greet() {
			return "hello";
		}

		@OnMessage
		String page(HttpRequest request) {
			return request.path();
		}

	}

	@WorkerHandler
	static class BlockingPages extends Echo {

		@Bean
		ThreadPoolTaskExecutor applicationTaskExecutor() {
			return new ThreadPoolTaskExecutor();
		}

		@OnMessage
		@Blocking
		String page(HttpRequest request) {
			return request.path();
		}

	}

	@WorkerHandler
	static class Pages {

		@OnMessage
		String page(HttpRequest request) {
			return request.path();
		}

	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String echo(String text) {
			return text;
		}

	}

	@WorkerHandler
	static class Visits {

		@OnWebSocketConnect
		String enter(HttpRequest request) {
			return page(request);
		}

		@OnMessage
		String page(HttpRequest request) {
			Integer count = (Integer) request.session().get("count");
			request.session().set("count", (count != null) ? count + 1 : 1);
			return "visit " + request.session().get("count");
		}

	}

	@WorkerHandler
	static class Events extends Echo {

		@OnMessage
		@Nullable Object page(HttpRequest request, Connection connection) {
			if (request.path().equals("/none")) {
				return null;
			}
			connection.send(HttpResponse.of(200).contentType("text/event-stream"));
			return ServerSentEvent.of("a");
		}

	}

}
