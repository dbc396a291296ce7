package io.workerman.engine.netty;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.workerman.engine.CloseReason;
import io.workerman.engine.CloseReason.Initiator;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The callbacks of connections: their order, what they throw, and closing in them.
 */
class CallbackTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	static Stream<Arguments> closings() {
		return Stream.of(Place.values())
			.flatMap((place) -> Stream.of(Closing.values()).map((closing) -> Arguments.of(place, closing)));
	}

	@ParameterizedTest
	@MethodSource("closings")
	@DisplayName("C-27 C-28 W-44 Closing in any callback, in any way, calls onClose exactly once with SERVER")
	void closeWhenInACallbackClosesOnce(Place place, Closing closing) throws Exception {
		List<CloseReason> reasons = new CopyOnWriteArrayList<>();
		CountDownLatch filled = new CountDownLatch(1);
		Consumer<Connection> close = (connection) -> {
			closing.close(connection);
			closing.close(connection);
		};
		Worker worker = this.workers.start(StartedWorkers.tcp().maxSendBufferSize(10_000).onConnect((connection) -> {
			if (place == Place.CONNECT) {
				close.accept(connection);
			}
		}).onMessage((connection, message) -> {
			switch (place) {
				case MESSAGE -> close.accept(connection);
				case TIMER ->
					connection.process().timers().add(Duration.ofMillis(1), () -> close.accept(connection), false);
				case FAILURE -> throw new IllegalStateException("failure");
				case ELSEWHERE -> new Thread(() -> close.accept(connection)).start();
				default -> {
					connection.send(new byte[20_000_000]);
					connection.send(new byte[20_000_000]);
					filled.countDown();
				}
			}
		}).onBufferFull((connection) -> {
			if (place == Place.FULL) {
				close.accept(connection);
			}
		}).onBufferDrain((connection) -> {
			if (place == Place.DRAIN) {
				close.accept(connection);
			}
		}).onError((connection, code, message) -> {
			if (place == Place.ERROR) {
				close.accept(connection);
			}
		}).onFailure((connection, failure) -> {
			this.events.add(failure.getMessage());
			close.accept(connection);
		}).onClose((connection, reason) -> {
			close.accept(connection);
			connection.send("late");
			reasons.add(reason);
		}));
		try (TestClient client = TestClient.narrow(worker)) {
			if (place != Place.CONNECT) {
				client.send("go");
			}
			if (place.fills) {
				assertThat(filled.await(10, TimeUnit.SECONDS)).isTrue();
			}
			client.drain();
			client.finish();
		}
		StartedWorkers.await(() -> worker.connections().isEmpty() && !reasons.isEmpty());
		assertThat(reasons).extracting(CloseReason::initiator).containsExactly(Initiator.SERVER);
		assertThat(this.events).hasSize((place == Place.FAILURE) ? 1 : 0);
		assertThat(worker.statistics().closedByServer()).isOne();
		assertThat(worker.statistics().sendPending()).isZero();
	}

	@Test
	@DisplayName("W-42 W-43 W-44 A connection connects once, then has messages, then closes once")
	void callbacksWhenConnectionLivesComeInOrder() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.onConnect((connection) -> this.events.add("connect " + connection.worker().connections().size()))
			.onMessage((connection, message) -> this.events.add("message " + message))
			.onClose((connection, reason) -> this.events.add("close")));
		try (TestClient client = TestClient.of(worker)) {
			client.send("a\nb\n").finish();
			assertThat(client.rest()).isEmpty();
		}
		StartedWorkers.await(() -> this.events.contains("close"));
		assertThat(this.events).containsExactly("connect 1", "message a", "message b", "close");
	}

	@Test
	@DisplayName("W-50 A callback that throws is counted and told to onFailure; the connection and others go on")
	void callbackWhenThrowingCostsNobodyAnything() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onConnect((connection) -> {
			throw new AssertionError("connect");
		}).onMessage((connection, message) -> {
			if (message.equals("throw")) {
				throw new SQLException("message");
			}
			connection.send(message);
		}).onClose((connection, reason) -> {
			throw new IllegalStateException("close");
		}).onFailure((connection, failure) -> {
			this.events.add(failure.getMessage());
			throw new IllegalStateException("failure");
		}));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("throw\nfine\n").line()).isEqualTo("fine");
		}
		StartedWorkers.await(() -> this.events.contains("close"));
		assertThat(this.events).containsExactly("connect", "message", "close");
		StartedWorkers.await(() -> worker.statistics().exceptions() == 6);
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("fine\n").line()).isEqualTo("fine");
		}
	}

	@Test
	@DisplayName("W-50 What a callback throws after it has closed the connection is told to onFailure too")
	void callbackWhenThrowingBehindACloseIsTold() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			connection.destroy();
			throw new SQLException("behind");
		}).onFailure((connection, failure) -> this.events.add(failure.getMessage() + " " + connection.status())));
		try (TestClient client = TestClient.of(worker)) {
			client.send("go\n").drain();
		}
		StartedWorkers.await(() -> !this.events.isEmpty());
		assertThat(this.events).containsExactly("behind CLOSED");
	}

	@Test
	@DisplayName("C-10 Callbacks set on a connection replace those of the worker, for it alone")
	void callbackWhenSetOnConnectionReplacesTheWorkers() throws Exception {
		AtomicInteger number = new AtomicInteger();
		Worker worker = this.workers.start(StartedWorkers.text().onConnect((connection) -> {
			if (number.incrementAndGet() == 1) {
				connection.onMessage((own, message) -> own.send("own " + message))
					.onClose((own, reason) -> this.events.add("own close"));
			}
		})
			.onMessage((connection, message) -> connection.send("worker " + message))
			.onClose((connection, reason) -> this.events.add("worker close")));
		try (TestClient first = TestClient.of(worker)) {
			assertThat(first.send("a\n").line()).isEqualTo("own a");
			try (TestClient second = TestClient.of(worker)) {
				assertThat(second.send("a\n").line()).isEqualTo("worker a");
			}
			StartedWorkers.await(() -> this.events.size() == 1);
		}
		StartedWorkers.await(() -> this.events.size() == 2);
		assertThat(this.events).containsExactly("worker close", "own close");
	}

	@ParameterizedTest
	@EnumSource(Closing.class)
	@DisplayName("W-26 A broadcast reaches all processes, is encoded once, and passes by those that close meanwhile")
	void broadcastWhenManyProcessesIsEncodedOnce(Closing closing) throws Exception {
		LineProtocol protocol = new LineProtocol();
		Worker worker = this.workers.start(StartedWorkers.builder("lines://127.0.0.1:0")
			.protocol(protocol)
			.count(3)
			.onMessage((connection, message) -> connection.attributes().put("name", message)));
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			clients.add(TestClient.of(worker).send("n" + i + "\n"));
		}
		StartedWorkers.await(() -> worker.statistics().messagesReceived() == 12);
		worker.broadcast("all");
		for (TestClient client : clients) {
			assertThat(client.line()).isEqualTo("all");
		}
		assertThat(protocol.encodings).hasValue(1);
		worker.broadcast("one", (connection) -> "n7".equals(connection.attributes().get("name")));
		assertThat(clients.get(7).line()).isEqualTo("one");
		assertThat(protocol.encodings).hasValue(2);
		for (Connection connection : worker.connections()) {
			if (!"n0".equals(connection.attributes().get("name"))) {
				closing.close(connection);
			}
			worker.broadcast("meanwhile");
		}
		StartedWorkers.await(() -> worker.connections().size() == 1);
		worker.broadcast("last");
		String line = clients.get(0).line();
		while (line.equals("meanwhile")) {
			line = clients.get(0).line();
		}
		assertThat(line).isEqualTo("last");
		for (TestClient client : clients) {
			client.close();
		}
		assertThat(worker.statistics().sendFailures()).isZero();
		assertThat(worker.statistics().exceptions()).isZero();
	}

	/**
	 * Where a connection is closed.
	 */
	enum Place {

		CONNECT(false), MESSAGE(false), TIMER(false), FULL(true), DRAIN(true), ERROR(true), FAILURE(false),
		ELSEWHERE(false);

		private final boolean fills;

		Place(boolean fills) {
			this.fills = fills;
		}

	}

	/**
	 * How a connection is closed.
	 */
	enum Closing {

		CLOSE, CLOSE_LAST, END, DESTROY;

		void close(Connection connection) {
			switch (this) {
				case CLOSE -> connection.close();
				case CLOSE_LAST -> connection.close("last");
				case END -> connection.end("last");
				case DESTROY -> connection.destroy();
			}
		}

	}

}
