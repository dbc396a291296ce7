package io.workerman.invocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.http.Chunk;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.HttpResponse;
import io.workerman.engine.http.Session;
import io.workerman.engine.http.SessionStore;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in a store that takes its time.
 */
@DisplayName("B-39 sessions in a remote store")
class RemoteSessionTests {

	private static final String ID = "0123456789abcdef";

	@TempDir
	private static Path directory;

	@BeforeAll
	static void writeFile() throws IOException {
		Files.writeString(directory.resolve("name.txt"), "Bob");
	}

	@Test
	void requestWaitsForItsSessionAndNobodyElseDoes() throws Exception {
		try (Application application = run(); Peer peer = application.connect(); Peer other = application.connect()) {
			peer.send(get("/", "WORKERMANSID=" + ID));
			CompletableFuture<Optional<Session>> found = Store.find();
			assertThat(answer(other.send(get("/none", null)))).endsWith("none");
			found.complete(Optional.of(Session.of(ID, Map.of("name", "Ada"))));
			Store.save().complete(true);
			assertThat(answer(peer)).endsWith("Ada").doesNotContain("Set-Cookie");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/,http", "/closed,http", "/stage,http", "/file,http", "/,off-loop", "/closed,off-loop",
			"/file,off-loop" })
	void answerWaitsUntilItsSessionIsKept(String path, String kind) throws Exception {
		try (Application application = run(kind); Peer peer = application.connect()) {
			peer.send(get(path, null));
			CompletableFuture<Object> kept = Store.save();
			Connection connection = application.bean(Worker.class).connections().iterator().next();
			Awaitility.await().until(() -> connection.sendBufferSize() > 0);
			peer.send(get("/none", null));
			assertThat(connection.bytesWritten()).isZero();
			kept.complete(true);
			assertThat(answer(peer)).contains("\r\nSet-Cookie: WORKERMANSID=").endsWith("Bob");
			if (path.equals("/closed")) {
				assertThat(peer.read()).isNegative();
			}
			else {
				assertThat(answer(peer)).endsWith("none");
			}
		}
	}

	@Test
	void streamWaitsUntilItsSessionIsKept() throws Exception {
		try (Application application = run(); Peer peer = application.connect()) {
			peer.send(get("/stream", null));
			CompletableFuture<Object> kept = Store.save();
			Connection connection = application.bean(Worker.class).connections().iterator().next();
			Awaitility.await().until(() -> connection.sendBufferSize() > 0);
			assertThat(connection.bytesWritten()).isZero();
			kept.complete(true);
			assertThat(answer(peer)).contains("chunked");
			assertThat(peer.line() + peer.line() + peer.line() + peer.line()).isEqualTo("1\ra\r0\r\r");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/closed", "/stream" })
	void answerIsDroppedWhenItsSessionCannotBeKept(String path) throws Exception {
		try (Application application = run(); Peer peer = application.connect()) {
			peer.send(get(path, null));
			Store.save().completeExceptionally(new IllegalStateException("secret"));
			assertThat(answer(peer)).startsWith("HTTP/1.1 503 ")
				.contains("\r\nConnection: close\r\n")
				.doesNotContain("secret");
			assertThat(peer.read()).isNegative();
			Awaitility.await().until(() -> application.bean(Worker.class).connections().isEmpty());
			assertThat(application.bean(Worker.class).statistics().exceptions()).isEqualTo(1);
		}
	}

	@Test
	void storeThatFailsHarmsThoseOnlyWhoAskForASession() throws Exception {
		try (Application application = run(); Peer peer = application.connect()) {
			peer.send(get("/", "WORKERMANSID=" + ID));
			Store.find().completeExceptionally(new IllegalStateException("secret"));
			assertThat(answer(peer)).startsWith("HTTP/1.1 503 ").doesNotContain("secret");
			peer.send(get("/none", "WORKERMANSID=" + ID));
			Store.find().completeExceptionally(new IllegalStateException("secret"));
			assertThat(answer(peer)).endsWith("none");
		}
	}

	@Test
	void clientLeavesMeanwhile() throws Exception {
		try (Application application = run()) {
			CompletableFuture<Optional<Session>> found;
			try (Peer peer = application.connect()) {
				peer.send(get("/", "WORKERMANSID=" + ID));
				found = Store.find();
			}
			CompletableFuture<Object> kept;
			try (Peer peer = application.connect()) {
				peer.send(get("/", null));
				kept = Store.save();
			}
			found.complete(Optional.empty());
			kept.completeExceptionally(new IllegalStateException());
			Store.save().complete(true);
			Awaitility.await().until(() -> application.bean(Worker.class).connections().isEmpty());
		}
	}

	@Test
	void handshakeWaitsToo() throws Exception {
		try (Application application = run("websocket");
				Peer peer = application.connect();
				Peer lost = application.connect()) {
			peer.send(upgrade());
			Store.find().complete(Optional.empty());
			CompletableFuture<Object> kept = Store.save();
			assertThat(application.bean(Worker.class).connections()).extracting(Connection::bytesWritten)
				.containsOnly(0L);
			kept.complete(true);
			assertThat(answer(peer)).startsWith("HTTP/1.1 101 ").contains("\r\nSet-Cookie: WORKERMANSID=");
			assertThat(peer.read()).isEqualTo(0x81);
			assertThat(peer.text(peer.read())).isEqualTo("Bob");
			lost.send(upgrade());
			Store.find().complete(Optional.empty());
			Store.save().completeExceptionally(new IllegalStateException("secret"));
			assertThat(answer(lost)).startsWith("HTTP/1.1 503 ").doesNotContain("Bob", "secret");
			assertThat(lost.read()).isNegative();
		}
	}

	@Test
	void sessionIsKeptWhenAMessageSaysSo() throws Exception {
		try (Application application = run("websocket"); Peer peer = application.connect()) {
			peer.send(upgrade());
			Store.find().complete(Optional.empty());
			Store.save().complete(true);
			assertThat(answer(peer)).startsWith("HTTP/1.1 101 ");
			assertThat(peer.text(2 + 3)).endsWith("Bob");
			peer.send(new byte[] { (byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x' });
			CompletableFuture<Object> kept = Store.save();
			assertThat(Store.changed).containsExactly("said");
			kept.complete(true);
			assertThat(peer.text(2 + 4)).endsWith("kept");
		}
	}

	private static Application run() {
		return run("http");
	}

	private static Application run(String kind) {
		Store.finds.clear();
		Store.saves.clear();
		Class<?> handler = switch (kind) {
			case "websocket" -> Sockets.class;
			case "off-loop" -> BlockingNames.class;
			default -> Names.class;
		};
		String scheme = kind.equals("websocket") ? kind : "http";
		return Application.run(List.of("workerman.listeners.it.address=" + scheme + "://127.0.0.1:0"), Store.class,
				handler);
	}

	private static String get(String path, @Nullable String cookie) {
		return "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n".formatted(path,
				(cookie != null) ? "Cookie: " + cookie + "\r\n" : "");
	}

	private static String upgrade() {
		return get("/", "WORKERMANSID=" + ID).replace("Host", """
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
				Sec-WebSocket-Version: 13\r
				Host""");
	}

	private static String answer(Peer peer) {
		StringBuilder head = new StringBuilder();
		int length = 0;
		for (String line = peer.line(); !line.equals("\r"); line = peer.line()) {
			head.append(line).append('\n');
			if (line.startsWith("Content-Length: ")) {
				length = Integer.parseInt(line.substring(16).strip());
			}
		}
		return head + "\r\n" + peer.text(length);
	}

	static class Store implements SessionStore {

		private static final BlockingQueue<CompletableFuture<Optional<Session>>> finds = new LinkedBlockingQueue<>();

		private static final BlockingQueue<CompletableFuture<Object>> saves = new LinkedBlockingQueue<>();

		private static final ConcurrentLinkedQueue<String> changed = new ConcurrentLinkedQueue<>();

		static CompletableFuture<Optional<Session>> find() throws InterruptedException {
			return Objects.requireNonNull(finds.poll(10, TimeUnit.SECONDS));
		}

		static CompletableFuture<Object> save() throws InterruptedException {
			return Objects.requireNonNull(saves.poll(10, TimeUnit.SECONDS));
		}

		@Override
		public boolean isRemote() {
			return true;
		}

		@Override
		public CompletionStage<Optional<Session>> find(String id) {
			CompletableFuture<Optional<Session>> found = new CompletableFuture<>();
			finds.add(found);
			return found;
		}

		@Override
		public CompletionStage<?> save(Session session, Set<String> keys) {
			changed.clear();
			changed.addAll(keys);
			CompletableFuture<Object> kept = new CompletableFuture<>();
			saves.add(kept);
			return kept;
		}

		@Override
		public CompletionStage<?> delete(String id) {
			return CompletableFuture.completedStage(true);
		}

	}

	@WorkerHandler
	static class Names {

		@OnMessage
		@Nullable Object name(HttpRequest request, Connection connection) {
			if (request.path().equals("/none")) {
				return "none";
			}
			if (!request.session().has("name")) {
				request.session().set("name", "Bob");
			}
			Object name = request.session().get("name");
			return switch (request.path()) {
				case "/closed" -> {
					connection.close(name);
					yield null;
				}
				case "/file" -> {
					connection.sendFile(directory.resolve("name.txt"));
					yield null;
				}
				case "/stage" -> CompletableFuture.supplyAsync(() -> name,
						CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
				case "/stream" -> {
					connection.send(HttpResponse.of(200).header("Transfer-Encoding", "chunked"));
					connection.send(Chunk.of("a"));
					yield Chunk.last();
				}
				default -> name;
			};
		}

	}

	@WorkerHandler
	static class BlockingNames extends Names {

		@Bean
		ThreadPoolTaskExecutor applicationTaskExecutor() {
			return new ThreadPoolTaskExecutor();
		}

		@Override
		@Blocking
		@OnMessage
		@Nullable Object name(HttpRequest request, Connection connection) {
			return super.name(request, connection);
		}

	}

	@WorkerHandler
	static class Sockets {

		private @Nullable Session session;

		@OnWebSocketConnect
		String enter(HttpRequest request) {
			this.session = request.session();
			request.session().set("name", "Bob");
			return "Bob";
		}

		@OnMessage
		CompletionStage<String> hear(String text) {
			Session session = Objects.requireNonNull(this.session);
			session.set("said", text);
			return session.save().thenApply((done) -> "kept");
		}

	}

}
