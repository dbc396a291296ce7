package io.workerman.engine.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.http.Http2Client.Response;
import io.workerman.engine.http.HttpOptions.Http2;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of one connection beside one another.
 */
class Http2FlowTests {

	private static final int LIMIT = 200_000;

	private static final int INITIAL_WINDOW = 4;

	private final Map<String, CompletableFuture<Object>> pending = new ConcurrentHashMap<>();

	private final Map<String, Connection> connections = new ConcurrentHashMap<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final Items items = new Items(10_000, false, new byte[10_000]);

	private volatile boolean pausing;

	private HttpServer server;

	private Http2Client client;

	@BeforeEach
	void start() throws IOException {
		this.server = new HttpServer(HttpOptions.DEFAULTS.http2(Http2.ON),
				(builder) -> builder.maxSendBufferSize(LIMIT)
					.onConnect(this::connected)
					.onMessage(new Handler())
					.onClose((connection, reason) -> this.closed.add(reason)));
		this.client = new Http2Client(this.server.worker().port());
	}

	private void connected(Connection connection) {
		if (this.pausing) {
			connection.pauseRecv();
			this.connections.put("/opened", connection);
		}
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	private String get(String path) throws IOException {
		return this.client.await(this.client.get(path)).text();
	}

	@Test
	void repliesWhenInAnyOrderReachTheirStreams() throws IOException {
		List<Integer> streams = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			streams.add(this.client.get("/pending/" + i));
		}
		HttpServer.await(() -> this.pending.size() == 100);
		List<String> paths = new ArrayList<>(this.pending.keySet());
		Collections.shuffle(paths);
		paths.forEach((path) -> this.pending.get(path).complete(path));
		for (int i = 0; i < 100; i++) {
			assertThat(this.client.await(streams.get(i)).text()).isEqualTo("/pending/" + i);
		}
	}

	@Test
	void sendsWhenFromOtherThreadsReachTheirStreams() throws IOException {
		int first = this.client.get("/connection/1");
		int second = this.client.get("/connection/2");
		HttpServer.await(() -> this.connections.size() == 2);
		this.connections.get("/connection/2").send("two");
		assertThat(this.client.await(second).text()).isEqualTo("two");
		this.connections.get("/connection/1").send("one");
		assertThat(this.client.await(first).text()).isEqualTo("one");
		HttpServer.await(() -> this.closed.size() == 2);
		assertThat(this.closed).allMatch((reason) -> reason.code() == CloseReason.NORMAL);
	}

	@Test
	void eventsWhenOnSeveralStreamsAreApart() throws IOException {
		int first = this.client.get("/events/1");
		int second = this.client.get("/events/2");
		HttpServer.await(() -> this.connections.size() == 2);
		this.client.await(second, (response) -> response.status().equals("200"));
		this.server.worker().processes().get(0).execute(() -> {
			for (String name : List.of("1", "2")) {
				Connection connection = this.connections.get("/events/" + name);
				connection.send(ServerSentEvent.of(name));
				connection.send(Chunk.last());
			}
		});
		assertThat(this.client.await(first).text()).isEqualTo("data: 1\n\n");
		assertThat(this.client.await(second).text()).isEqualTo("data: 2\n\n");
	}

	@Test
	void bodiesWhenMixedAreApart() throws IOException {
		int first = this.client.begin("POST", "/echo", false);
		int second = this.client.begin("POST", "/echo", false);
		for (int i = 0; i < 300; i++) {
			this.client.data(first, i == 299, "a".repeat(1000).getBytes(StandardCharsets.US_ASCII));
			this.client.data(second, i == 299, "b".repeat(1000).getBytes(StandardCharsets.US_ASCII));
		}
		assertThat(this.client.await(first).text()).isEqualTo("a".repeat(300_000));
		assertThat(this.client.await(second).text()).isEqualTo("b".repeat(300_000));
	}

	@Test
	void streamWhenNotReadHoldsNoOther() throws IOException {
		int slow = this.client.get("/large");
		this.client.stall(slow);
		for (int i = 0; i < 50; i++) {
			assertThat(get("/echo")).isEmpty();
			assertThat(get("/large")).hasSize(150_000);
		}
		Response response = this.client.response(slow);
		assertThat(response.isEnded()).isFalse();
		assertThat(response.bytes()).hasSize(65_535);
		this.client.window(slow, 1_000_000);
		assertThat(this.client.await(slow).bytes()).hasSize(150_000);
	}

	@Test
	void publisherWhenNotReadIsNotAsked() throws IOException {
		int slow = this.client.get("/items");
		this.client.stall(slow);
		HttpServer.await(() -> this.server.worker().statistics().sendPending() >= LIMIT);
		assertThat(get("/echo")).isEmpty();
		assertThat(this.items.published()).isLessThan(40);
		this.client.reset(slow);
		HttpServer.await(this.items::isCancelled);
		HttpServer.await(() -> this.server.worker().statistics().sendPending() == 0);
		HttpServer.await(
				() -> this.closed.stream().anyMatch((reason) -> reason.initiator() == CloseReason.Initiator.NETWORK));
		assertThat(get("/echo")).isEmpty();
	}

	@Test
	void publishersWhenManyAreNotReadShareOneBuffer() throws IOException {
		try (Http2Client closed = new Http2Client(this.server.worker().port(), INITIAL_WINDOW, 0)) {
			for (int i = 0; i < 50; i++) {
				closed.get("/own-items");
			}
			HttpServer.await(() -> this.server.worker().statistics().sendPending() >= LIMIT);
			assertThat(get("/echo")).isEmpty();
			assertThat(this.server.worker().statistics().sendPending()).isLessThan(LIMIT + 50 * 10_000);
		}
	}

	@Test
	void requestsWhenResponsesAreNotReadWait() throws IOException {
		List<Integer> streams = new ArrayList<>();
		try (Http2Client closed = new Http2Client(this.server.worker().port(), INITIAL_WINDOW, 0)) {
			for (int i = 0; i < 50; i++) {
				streams.add(closed.get("/large"));
			}
			HttpServer.await(() -> this.server.worker().statistics().sendPending() >= LIMIT);
			assertThat(get("/echo")).isEmpty();
			assertThat(this.server.worker().statistics().messagesReceived()).isLessThan(10);
			for (int stream : streams) {
				closed.window(stream, 150_000);
			}
			for (int stream : streams) {
				assertThat(closed.await(stream).bytes()).hasSize(150_000);
			}
		}
	}

	@Test
	void streamsWhenTheSocketIsFullGoOnLater() throws IOException {
		List<Integer> streams = new ArrayList<>();
		try (Http2Client late = new Http2Client(this.server.worker().port(), INITIAL_WINDOW, 1 << 30)) {
			late.window(0, 1 << 30);
			for (int i = 0; i < 100; i++) {
				streams.add(late.get("/large"));
			}
			HttpServer.await(() -> this.server.worker().statistics().sendPending() >= LIMIT);
			for (int stream : streams) {
				assertThat(late.await(stream).bytes()).hasSize(150_000);
			}
		}
	}

	@Test
	void streamWhenPausedHoldsNoOther() throws IOException {
		assertThat(get("/echo")).isEmpty();
		this.pausing = true;
		int paused = this.client.begin("POST", "/echo", false);
		HttpServer.await(() -> this.connections.containsKey("/opened"));
		this.pausing = false;
		this.client.data(paused, true, "late".getBytes(StandardCharsets.US_ASCII));
		for (int i = 0; i < 20; i++) {
			assertThat(get("/echo")).isEmpty();
		}
		assertThat(this.client.response(paused).isEnded()).isFalse();
		this.connections.get("/opened").resumeRecv();
		assertThat(this.client.await(paused).text()).isEqualTo("late");
	}

	/**
	 * Answers by path.
	 */
	private final class Handler implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable Object handle(Connection connection, Object message) {
			HttpRequest request = (HttpRequest) message;
			String path = request.path();
			if (path.startsWith("/pending")) {
				return Http2FlowTests.this.pending.computeIfAbsent(path, (key) -> new CompletableFuture<>());
			}
			if (path.startsWith("/events")) {
				connection.send(HttpResponse.of(200).contentType("text/event-stream"));
			}
			return switch (path) {
				case "/echo" -> request.bodyText();
				case "/large" -> new byte[150_000];
				case "/items" -> Http2FlowTests.this.items;
				case "/own-items" -> new Items(1000, false, new byte[10_000]);
				default -> {
					Http2FlowTests.this.connections.put(path, connection);
					yield null;
				}
			};
		}

	}

}
