package io.workerman.engine.websocket;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What an application sees of a WebSocket beside messages, and what it can say.
 */
class WebSocketControlTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ExecutorService pool = Executors.newFixedThreadPool(2);

	private Worker worker = telling(Worker.builder("chat")).build();

	private WorkerBuilder telling(WorkerBuilder builder) {
		return builder.listen("websocket://127.0.0.1:0").onConnect((connection) -> {
			this.events.add("connect");
			connection.send("queued");
		})
			.onWebSocketConnect((connection, request) -> this.events.add("handshake " + connection.status()))
			.onWebSocketConnected((connection) -> {
				this.events.add("connected " + connection.status());
				connection.send("welcome");
			})
			.onWebSocketPing((connection, payload) -> this.events.add("ping " + text(payload)))
			.onWebSocketPong((connection, payload) -> this.events.add("pong " + text(payload)))
			.onWebSocketClose((connection, reason) -> {
				this.events.add("goodbye " + reason.code() + reason.reason());
				connection.send("last words");
			})
			.onMessage((connection, message) -> {
				this.events.add("message " + message);
				connection.send(message);
			})
			.onFailure((connection, failure) -> this.events.add("failure " + failure.getMessage()))
			.onClose((connection, reason) -> this.events.add("close " + reason.code() + " " + reason.initiator()));
	}

	private static String text(byte[] payload) {
		return new String(payload, StandardCharsets.UTF_8);
	}

	private WirePeer connect() throws Exception {
		this.worker.start();
		WirePeer peer = WirePeer.of(this.worker.port());
		assertThat(peer.frame()).isEqualTo("text queued");
		assertThat(peer.frame()).isEqualTo("text welcome");
		return peer;
	}

	private Connection connection() {
		Awaitility.await().until(() -> this.worker.connections().size() == 1);
		return this.worker.connections().iterator().next();
	}

	private void awaitEvents(String... expected) {
		Awaitility.await().untilAsserted(() -> assertThat(this.events).endsWith(expected));
	}

	@AfterEach
	void stop() {
		this.worker.stop();
		this.pool.shutdownNow();
	}

	@Test
	@DisplayName("B-41 S-60 S-63 S-64 The handshake is told, then that it is over, then come messages; what was queued leaves first")
	void handshakeWhenOverIsTold() throws Exception {
		try (WirePeer peer = connect()) {
			peer.send(Frames.text("hello"));
			assertThat(peer.frame()).isEqualTo("text hello");
			assertThat(this.events).containsExactly("connect", "handshake CONNECTING", "connected ESTABLISHED",
					"message hello");
		}
	}

	@Test
	@DisplayName("S-67 A connection that never became a WebSocket was connected and closes, and was not open")
	void connectionWhenNoWebSocketWasNeverOpen() throws Exception {
		this.worker.start();
		try (Socket socket = new Socket("127.0.0.1", this.worker.port())) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 400 ");
		}
		Awaitility.await().until(() -> this.events.size() == 2);
		assertThat(this.events.get(0)).isEqualTo("connect");
		assertThat(this.events.get(1)).startsWith("close ");
	}

	@Test
	@DisplayName("P-25 Each message is text or binary by its type, whatever came before")
	void messageWhenSentHasTheOpcodeOfItsType() throws Exception {
		try (WirePeer peer = connect()) {
			connection().send(new byte[] { 7 });
			connection().send("text");
			connection().send(new byte[] { 8 });
			assertThat(List.of(peer.frame(), peer.frame(), peer.frame())).containsExactly("binary [7]", "text text",
					"binary [8]");
		}
	}

	@Test
	@DisplayName("P-29 P-30 B-44 S-66 Pings and pongs are told with their payload and place, and pings answered all the same")
	void controlFrameWhenItComesIsTold() throws Exception {
		try (WirePeer peer = connect()) {
			peer.send(Frames.frame(0x89, "a"), Frames.text("one"), Frames.frame(0x8A, "b"), Frames.frame(0x01, "t"),
					Frames.frame(0x89), Frames.frame(0x80, "wo"));
			assertThat(peer.frame()).isEqualTo("pong [97]");
			assertThat(peer.frame()).isEqualTo("text one");
			assertThat(peer.frame()).isEqualTo("pong []");
			assertThat(peer.frame()).isEqualTo("text two");
			awaitEvents("ping a", "message one", "pong b", "ping ", "message two");
		}
	}

	@Test
	@DisplayName("B-44 S-62 The application sends pings and pongs of its own")
	void pingWhenSentIsAnswered() throws Exception {
		try (WirePeer peer = connect()) {
			connection().ping("are you there".getBytes(StandardCharsets.UTF_8));
			connection().pong(new byte[] { 1 });
			assertThat(peer.frame())
				.isEqualTo(WirePeer.describe(0x89, "are you there".getBytes(StandardCharsets.UTF_8)));
			assertThat(peer.frame()).isEqualTo("pong [1]");
			peer.send(Frames.frame(0x8A, "are you there"));
			awaitEvents("pong are you there");
			assertThatIllegalArgumentException().isThrownBy(() -> connection().ping(new byte[126]))
				.withMessage("payload: 126 bytes (expected: <= 125)");
		}
	}

	@Test
	void pingWhenConnectionIsNoWebSocketIsRefused() throws Exception {
		this.worker = Worker.builder("lines").listen("text://127.0.0.1:0").build();
		this.worker.start();
		try (Socket socket = new Socket("127.0.0.1", this.worker.port())) {
			Connection connection = connection();
			assertThatIllegalStateException().isThrownBy(() -> connection.ping(new byte[0]))
				.withMessage("The protocol 'text' has no pings, WebSocket has");
			assertThatIllegalStateException().isThrownBy(() -> connection.pong(new byte[0]));
			assertThat(socket.getInputStream().available()).isZero();
		}
	}

	@Test
	@DisplayName("P-30 B-42 The goodbye of the peer is told, what is sent then still leaves, and it is answered")
	void goodbyeWhenItComesIsTold() throws Exception {
		try (WirePeer peer = connect()) {
			peer.send(Frames.close(4000, " bye"), Frames.text("too late"));
			assertThat(peer.frames()).containsExactly("text last words", "close 4000");
			awaitEvents("goodbye 4000 bye", "close 4000 CLIENT");
		}
	}

	@Test
	@DisplayName("B-42 B-15 A connection's own callback goes before the worker's, and may close with a code of its own")
	void goodbyeWhenAnsweredWithAnotherCodeHasOneCloseFrame() throws Exception {
		try (WirePeer peer = connect()) {
			connection().onWebSocketClose((connection, reason) -> connection.close(4002, "mine"))
				.onWebSocketPing((connection, payload) -> this.events.add("own " + text(payload)));
			peer.send(Frames.frame(0x89, "x"));
			assertThat(peer.frame()).isEqualTo("pong [120]");
			awaitEvents("own x");
			peer.send(Frames.close(1000, ""));
			assertThat(peer.frames()).containsExactly("close 4002");
			awaitEvents("own x", "close 4002 SERVER");
		}
	}

	@Test
	@DisplayName("S-65 The answer to a goodbye of this side is none that is told")
	void goodbyeWhenThisSideSaysItIsNotTold() throws Exception {
		try (WirePeer peer = connect()) {
			connection().close(4003, "leave");
			assertThat(peer.frame()).isEqualTo("close 4003");
			peer.send(Frames.close(4003, ""));
			assertThat(peer.frames()).isEmpty();
			awaitEvents("connected ESTABLISHED", "close 4003 SERVER");
		}
	}

	@Test
	void callbackWhenItThrowsHarmsNothing() throws Exception {
		try (WirePeer peer = connect()) {
			Connection connection = connection();
			connection.onWebSocketPing((self, payload) -> {
				throw new IllegalStateException("no ping");
			});
			connection.onWebSocketClose((self, reason) -> {
				throw new IllegalStateException("no goodbye");
			});
			peer.send(Frames.frame(0x89), Frames.text("on"), Frames.close(1000, ""));
			assertThat(peer.frames()).containsExactly("pong []", "text on", "close 1000");
			awaitEvents("failure no ping", "message on", "failure no goodbye", "close 1000 CLIENT");
		}
	}

	@Test
	void messageWhenPingCallbackPausedWaits() throws Exception {
		try (WirePeer peer = connect()) {
			Connection connection = connection();
			connection.onWebSocketPing((self, payload) -> {
				self.pauseRecv();
				this.events.add("paused");
			});
			peer.send(Frames.frame(0x89), Frames.text("held"), Frames.frame(0x89, "2"), Frames.close(1000, ""));
			assertThat(peer.frame()).isEqualTo("pong []");
			awaitEvents("paused");
			assertThat(connection.receiveBufferSize()).isPositive();
			connection.resumeRecv();
			assertThat(peer.frame()).isEqualTo("text held");
			assertThat(peer.frame()).isEqualTo("pong [50]");
			awaitEvents("message held", "paused");
			connection.resumeRecv();
			assertThat(peer.frames()).containsExactly("text last words", "close 1000");
		}
	}

	@Test
	void connectionWhenDestroyedInPingCallbackDeliversNothing() throws Exception {
		try (WirePeer peer = connect()) {
			connection().onWebSocketPing((self, payload) -> self.destroy());
			peer.send(Frames.frame(0x89), Frames.text("lost"));
			awaitEvents("close 1000 SERVER");
			assertThat(this.events).doesNotContain("message lost");
		}
	}

	@Test
	@DisplayName("B-44 Ten thousand pings in a row are told and answered in order, also when the peer finishes behind them")
	void pingWhenThereAreManyIsTold() throws Exception {
		try (WirePeer peer = connect()) {
			byte[][] pings = IntStream.range(0, 10_000)
				.mapToObj((i) -> Frames.frame(0x89, "" + i))
				.toArray(byte[][]::new);
			peer.send(pings);
			peer.finish();
			List<String> expected = IntStream.range(0, 10_000)
				.mapToObj((i) -> WirePeer.describe(0x8A, ("" + i).getBytes(StandardCharsets.UTF_8)))
				.toList();
			assertThat(peer.frames()).isEqualTo(expected);
			awaitEvents("ping 9999", "close 1006 CLIENT");
			assertThat(this.events).hasSize(10_004);
		}
	}

	@Test
	@DisplayName("B-42 Off the event loop too a goodbye may be answered with another code")
	void goodbyeWhenAnsweredOffTheLoopHasOneCloseFrame() throws Exception {
		this.worker = telling(Worker.builder("chat")).dispatch(DispatchOptions.on(this.pool)).build();
		try (WirePeer peer = connect()) {
			connection().onWebSocketClose((connection, reason) -> {
				connection.send("last words");
				connection.close(4002, "mine");
			});
			peer.send(Frames.text("a"), Frames.close(1000, ""));
			assertThat(peer.frames()).containsExactly("text a", "text last words", "close 4002");
			awaitEvents("message a", "close 4002 SERVER");
		}
	}

	@Test
	@DisplayName("S-10 B-44 Off the event loop control frames keep their place among the messages")
	void controlFrameWhenCallbacksRunOffTheLoopKeepsItsPlace() throws Exception {
		this.worker = telling(Worker.builder("chat")).dispatch(DispatchOptions.on(this.pool)).build();
		try (WirePeer peer = connect()) {
			connection().onMessage((connection, message) -> {
				assertThat(connection.process().inProcess()).isFalse();
				this.events.add("slow " + message);
			});
			for (int i = 0; i < 100; i++) {
				peer.send(Frames.text("m" + i), Frames.frame(0x8A, "p" + i));
			}
			peer.send(Frames.close(1000, ""));
			assertThat(peer.frames()).containsExactly("text last words", "close 1000");
		}
		String[] expected = IntStream.range(0, 100)
			.boxed()
			.flatMap((i) -> List.of("slow m" + i, "pong p" + i).stream())
			.toArray(String[]::new);
		Awaitility.await().until(() -> this.events.contains("close 1000 CLIENT"));
		assertThat(this.events.subList(3, 203)).containsExactly(expected);
		assertThat(this.events.subList(203, this.events.size())).containsExactly("goodbye 1000",
				"close " + CloseReason.NORMAL + " CLIENT");
	}

}
