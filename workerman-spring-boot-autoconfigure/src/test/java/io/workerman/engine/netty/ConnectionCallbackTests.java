package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.websocket.WebSocketOptions;
import io.workerman.engine.websocket.WebSocketProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callbacks that are set on a connection.
 */
class ConnectionCallbackTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private static byte[] handshake(String origin, String query) {
		return String
			.join("\r\n", "GET /chat?" + query + " HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket",
					"Connection: Upgrade", "Origin: " + origin, "Cookie: sid=77", "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "")
			.getBytes(StandardCharsets.US_ASCII);
	}

	@Test
	@DisplayName("P-23 B-15 onWebSocketConnect set in onConnect sees the request, and close() there refuses")
	void handshakeCallbackWhenSetInConnectRefusesOrigin() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of("*"), 0, null, false)))
			.onConnect((connection) -> connection.onWebSocketConnect((own, request) -> {
				this.events.add("%s %s".formatted(request.uri(), request.header("cookie")));
				if (!"http://chat.workerman.net".equals(request.header("origin"))) {
					own.close();
				}
			}))
			.onWebSocketConnect((connection, request) -> this.events.add("the worker's")));
		try (TestClient friend = TestClient.of(worker); TestClient stranger = TestClient.of(worker)) {
			friend.send(handshake("http://chat.workerman.net", "token=x"));
			assertThat(friend.line()).startsWith("HTTP/1.1 101");
			stranger.send(handshake("http://elsewhere", "token=y"));
			assertThat(stranger.line()).startsWith("HTTP/1.1 403");
		}
		assertThat(this.events).containsExactly("/chat?token=x sid=77", "/chat?token=y sid=77");
	}

	@Test
	@DisplayName("B-15 C-10 onFailure set on a connection replaces the worker's, for it alone")
	void failureCallbackWhenSetOnConnectionReplacesTheWorkers() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			if ("own".equals(message)) {
				connection.onFailure((own, failure) -> own.send("own " + failure.getMessage()));
			}
			throw new SQLException("broken");
		}).onFailure((connection, failure) -> connection.send("worker " + failure.getMessage())));
		try (TestClient own = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			assertThat(own.send("own\n").line()).isEqualTo("own broken");
			assertThat(other.send("?\n").line()).isEqualTo("worker broken");
		}
	}

	@Test
	@DisplayName("C-11 A closed connection lets go of its callbacks")
	void callbacksWhenClosedAreForgotten() throws Exception {
		AtomicReference<Connection> kept = new AtomicReference<>();
		Worker worker = this.workers.start(StartedWorkers.text().onConnect((connection) -> {
			kept.set(connection);
			connection.onMessage((own, message) -> {
			})
				.onClose((own, reason) -> this.events.add("own close"))
				.onFailure((own, failure) -> this.events.add("own failure"));
		}));
		TestClient.of(worker).close();
		StartedWorkers.await(() -> this.events.contains("own close") && worker.connections().isEmpty());
		NettyConnection connection = (NettyConnection) kept.get();
		StartedWorkers.on(worker.processes().get(0), () -> {
			assertThat(connection.messageHandler()).isNull();
			assertThat(connection.callbacks(io.workerman.engine.Callbacks::close)).isEmpty();
			assertThat(connection.callbacks(io.workerman.engine.Callbacks::failure)).isEmpty();
			return null;
		});
	}

	@Test
	@DisplayName("W-55 An open connection keeps the callbacks that its worker had when it opened")
	void callbacksWhenWorkerGetsMoreStayForOpenConnections() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.text().onClose((connection, reason) -> this.events.add("first")));
		TestClient early = TestClient.of(worker);
		StartedWorkers.connection(worker);
		worker
			.bind((process) -> new CallbacksBuilder().close((connection, reason) -> this.events.add("second")).build());
		StartedWorkers.on(worker.processes().get(0), () -> null);
		early.close();
		StartedWorkers.await(() -> this.events.size() == 1);
		TestClient late = TestClient.of(worker);
		StartedWorkers.connection(worker);
		late.close();
		StartedWorkers.await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("first", "first", "second");
	}

	@Test
	@DisplayName("What must know of every close is told also where a connection has replaced onClose, and after it")
	void closedWhenCloseIsReplacedIsCalledAllTheSame() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> connection.onClose((own, reason) -> this.events.add("own")))
			.bind((process) -> new CallbacksBuilder().closed((connection, reason) -> this.events.add("closed"))
				.close((connection, reason) -> this.events.add("worker"))
				.build()));
		TestClient.of(worker).close();
		StartedWorkers.await(() -> this.events.size() == 2);
		assertThat(this.events).containsExactly("own", "closed");
	}

}
