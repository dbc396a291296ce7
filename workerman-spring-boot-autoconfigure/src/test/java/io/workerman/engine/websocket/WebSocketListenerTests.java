package io.workerman.engine.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A websocket listener and real clients.
 */
class WebSocketListenerTests {

	private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

	private final Worker worker = Worker.builder("chat")
		.listen("websocket://127.0.0.1:0")
		.count(2)
		.maxPackageSize(1_000_000)
		.onConnect((connection) -> connection.send("welcome"))
		.onMessage((connection, message) -> {
			if (message.equals("leave")) {
				connection.close(4001, "you asked");
			}
			else {
				connection.send(message);
			}
		})
		.onClose((connection, reason) -> this.closed.add(reason))
		.build();

	private final Worker guarded = Worker.builder("guarded")
		.listen("websocket://127.0.0.1:0")
		.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of("*"), 0, null, false)))
		.onConnect((connection) -> connection.send("welcome"))
		.onWebSocketConnect((connection, request) -> {
			if ("evil".equals(request.header("Origin"))) {
				connection.close();
			}
			else if ("worst".equals(request.header("Origin"))) {
				connection.destroy();
			}
			else {
				throw new UnsupportedOperationException("secret");
			}
		})
		.onClose((connection, reason) -> this.closed.add(reason))
		.build();

	private final Workers workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker, this.guarded));

	private final Received received = new Received();

	@BeforeEach
	void start() {
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.workers.stop();
	}

	@Test
	@DisplayName("P-26 what onConnect sends comes first; S-61 text and bytes come back as such")
	void clientIsWelcomedAndEchoed() throws Exception {
		WebSocket client = connect();
		this.received.expect("text welcome");
		client.sendText("hällo", true).join();
		this.received.expect("text hällo");
		client.sendText("one ", false).join();
		client.sendText("two", true).join();
		this.received.expect("text one two");
		client.sendBinary(ByteBuffer.wrap(new byte[] { 1, 2 }), true).join();
		this.received.expect("binary 2");
		client.sendPing(ByteBuffer.wrap(new byte[] { 7 })).join();
		this.received.expect("pong 7");
		client.sendText("x".repeat(400_000), true).join();
		this.received.expect("text " + "x".repeat(400_000));
		client.sendClose(4000, "bye").join();
		this.received.expect("close 4000 ");
		assertClosed(CloseReason.client(4000, "bye"));
	}

	@Test
	@DisplayName("S-65 close with a code")
	void serverClosesWithCodeAndReason() throws Exception {
		WebSocket client = connect();
		this.received.expect("text welcome");
		client.sendText("leave", true).join();
		this.received.expect("close 4001 you asked");
		assertClosed(CloseReason.server(4001, "you asked"));
	}

	@Test
	@DisplayName("broadcast reaches all, encoded once")
	void broadcastReachesAll() throws Exception {
		List<Received> all = List.of(new Received(), new Received(), new Received());
		for (Received one : all) {
			connect(one);
			one.expect("text welcome");
		}
		this.worker.broadcast("news");
		for (Received one : all) {
			one.expect("text news");
		}
	}

	@Test
	@DisplayName("stop says 1001")
	void stoppingServerSaysGoodbye() throws Exception {
		connect();
		this.received.expect("text welcome");
		this.worker.stop();
		this.received.expect("close 1001 The server is stopping");
	}

	@Test
	@DisplayName("P-28 too large a message is answered with 1009, also while more is sent")
	void largeMessageIsAnsweredWithCloseFrame() throws Exception {
		byte[] flood = Frames.frame(0x82, new byte[1_000_001]);
		byte[] answer = talk(this.worker, Frames.join(request(), flood));
		byte[] text = "A message is too large".getBytes(StandardCharsets.UTF_8);
		assertThat(answer).endsWith(Frames.join(Frames.bytes(0x88, 2 + text.length, 1009 >> 8, 1009 & 0xFF), text));
		assertClosed(CloseReason.server(1009, "A message is too large"));
	}

	@Test
	@DisplayName("B-41 refused before the 101")
	void refusedClientNeverSeesTheSwitch() throws Exception {
		for (String origin : List.of("evil", "broken")) {
			String request = HandshakeTests.REQUEST.replace("Host:", "Origin: " + origin + "\r\nHost:");
			String answer = new String(talk(this.guarded, request.getBytes(StandardCharsets.UTF_8)),
					StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 403 Forbidden\r\n").doesNotContain("101", "welcome", "secret");
			assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull()
				.extracting(CloseReason::initiator)
				.isEqualTo(CloseReason.Initiator.SERVER);
		}
	}

	@Test
	void destroyedClientGetsNothing() throws Exception {
		String request = HandshakeTests.REQUEST.replace("Host:", "Origin: worst\r\nHost:");
		assertThat(talk(this.guarded, request.getBytes(StandardCharsets.UTF_8))).isEmpty();
		assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	@DisplayName("one byte at a time, frames glued to the handshake")
	void bytesMayComeInAnyParts() throws Exception {
		byte[] sent = Frames.join(request(), Frames.text("a"), Frames.frame(0x89, "p"), Frames.close(1000, ""));
		byte[] expected = Frames.join(HandshakeTests.RESPONSE.getBytes(StandardCharsets.UTF_8), Frames.bytes(0x81, 7),
				"welcome".getBytes(StandardCharsets.UTF_8), Frames.bytes(0x81, 1, 'a', 0x8A, 1, 'p', 0x88, 2, 3, 0xE8));
		assertThat(talk(this.worker, sent)).isEqualTo(expected);
		try (Socket socket = open(this.worker)) {
			socket.setTcpNoDelay(true);
			for (byte value : sent) {
				socket.getOutputStream().write(value);
			}
			assertThat(socket.getInputStream().readAllBytes()).isEqualTo(expected);
		}
	}

	@Test
	void peerThatLeavesWithoutGoodbyeIsAbnormal() throws Exception {
		try (Socket socket = open(this.worker)) {
			socket.getOutputStream().write(request());
			socket.shutdownOutput();
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
				.endsWith("welcome");
		}
		assertClosed(CloseReason.client(1006, ""));
	}

	@Test
	@DisplayName("P-21 a browser that asks for a page")
	void plainRequestIsToldWhatThisIs() throws Exception {
		String answer = new String(
				talk(this.guarded, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
				StandardCharsets.UTF_8);
		assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n")
			.contains("This is a WebSocket service and can not be accessed via HTTP.");
	}

	private WebSocket connect() {
		return connect(this.received);
	}

	private WebSocket connect(Received listener) {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.worker.port() + "/chat"), listener)
			.join();
	}

	private void assertClosed(CloseReason reason) throws InterruptedException {
		assertThat(this.closed.poll(5, TimeUnit.SECONDS)).isEqualTo(reason);
		Awaitility.await().until(() -> this.worker.connections().isEmpty());
	}

	private static byte[] request() {
		return HandshakeTests.REQUEST.getBytes(StandardCharsets.UTF_8);
	}

	private byte[] talk(Worker worker, byte[] sent) throws IOException {
		try (Socket socket = open(worker)) {
			socket.getOutputStream().write(sent);
			return socket.getInputStream().readAllBytes();
		}
	}

	private Socket open(Worker worker) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), worker.port());
		socket.setSoTimeout(5000);
		return socket;
	}

	private static final class Received implements WebSocket.Listener {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		void expect(String event) throws InterruptedException {
			assertThat(this.events.poll(5, TimeUnit.SECONDS)).isEqualTo(event);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.events.add("text " + this.text);
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			this.events.add("binary " + data.remaining());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
			this.events.add("pong " + data.get());
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.events.add("close " + code + " " + reason);
			return null;
		}

	}

}
