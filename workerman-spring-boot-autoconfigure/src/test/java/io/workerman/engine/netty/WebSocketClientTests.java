package io.workerman.engine.netty;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for connections that open a WebSocket.
 */
class WebSocketClientTests {

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private Worker host;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host"));
	}

	private Worker echo() {
		return this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
	}

	private static ClientBuilder ws(int port) {
		return AsyncTcpConnection.builder("ws://127.0.0.1:" + port + "/chat?room=1");
	}

	@Test
	@DisplayName("P-40 A-10 Text and bytes of any length come back from our own listener")
	void clientWhenServerEchoesGetsItsMessages() throws Exception {
		List<Object> received = new ArrayList<>();
		AsyncTcpConnection client = ws(echo().port()).build();
		client.onMessage((self, message) -> received.add(message));
		StartedWorkers.on(this.host.processes().get(0), () -> {
			client.connect();
			return null;
		});
		List<Object> sent = new ArrayList<>();
		for (int length : new int[] { 0, 1, 3, 4, 7, 8, 9, 125, 126, 127, 65535, 65536, 70001 }) {
			sent.add("ä".repeat(length / 2) + "x".repeat(length % 2));
			sent.add(new byte[length]);
		}
		StartedWorkers.on(this.host.processes().get(0), () -> {
			sent.forEach(client::send);
			return null;
		});
		client.send("from another thread");
		sent.add("from another thread");
		StartedWorkers.await(() -> StartedWorkers.on(client, received::size) == sent.size());
		assertThat(received).usingRecursiveComparison().isEqualTo(sent);
	}

	@Test
	@DisplayName("A-04 onConnect comes before the handshake, and what it sends leaves right behind the handshake")
	void onConnectWhenWebSocketComesBeforeTheHandshake() throws Exception {
		Recorder client = Recorder.of(ws(echo().port()));
		client.connection().send("first");
		client.connection().onConnect((self) -> {
			client.events().add("connect " + self.status());
			self.send("second");
		});
		client.connection().onWebSocketConnect((self, answer) -> {
			client.events()
				.add("handshake " + answer.uri() + " " + answer.path() + " " + answer.query("room") + " "
						+ answer.header("UPGRADE"));
			self.send("third");
		});
		client.connectOn(this.host).await("message third");
		assertThat(client.events()).containsExactly("connect CONNECTING", "handshake /chat?room=1 /chat 1 websocket",
				"drain", "message first", "message second", "message third");
	}

	@Test
	@DisplayName("P-26 What waits for the handshake is limited")
	void sendWhenHandshakeIsUnderWayIsLimited() throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort()).maxSendBufferSize(10)).connectOn(this.host);
			client.await("connect");
			assertThat(client.connection().send("12345678")).isEqualTo(SendResult.QUEUED);
			StartedWorkers.await(() -> client.events().contains("full"));
			assertThat(client.connection().send("lost")).isEqualTo(SendResult.FAILED);
			client.await("error 2 send buffer full and drop package");
			try (Socket socket = server.accept()) {
				accept(socket, "");
				assertThat(frame(new DataInputStream(socket.getInputStream()))).isEqualTo("81 12345678");
			}
		}
	}

	@Test
	@DisplayName("P-40 B-46 The request has what was asked for; masks are random; pings are sent and answered")
	void handshakeWhenOptionsAreSetSaysThem() throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder
				.of(ws(server.getLocalPort()).origin("https://chat.example")
					.header("X-Token", "abc")
					.subprotocols("v2.chat", "v1.chat")
					.pingInterval(Duration.ofMillis(30)))
				.connectOn(this.host);
			try (Socket socket = server.accept()) {
				Map<String, String> request = accept(socket, "Sec-WebSocket-Protocol: v1.chat\r\n");
				assertThat(request).containsEntry("", "GET /chat?room=1 HTTP/1.1")
					.containsEntry("host", "127.0.0.1:" + server.getLocalPort())
					.containsEntry("origin", "https://chat.example")
					.containsEntry("x-token", "abc")
					.containsEntry("sec-websocket-version", "13")
					.containsEntry("sec-websocket-protocol", "v2.chat, v1.chat");
				DataInputStream in = new DataInputStream(socket.getInputStream());
				assertThat(frame(in)).isEqualTo("89 ");
				assertThat(frame(in)).isEqualTo("89 ");
				socket.getOutputStream().write(new byte[] { (byte) 0x89, 2, 'h', 'i' });
				String answer = frame(in);
				while (answer.equals("89 ")) {
					answer = frame(in);
				}
				assertThat(answer).isEqualTo("8a hi");
				socket.getOutputStream().write(new byte[] { (byte) 0x88, 4, 0x0F, (byte) 0xA1, 'b', 'y' });
				client.await("close 4001 CLIENT");
			}
			assertThat(this.host.statistics().timers()).isZero();
		}
	}

	@ParameterizedTest
	@DisplayName("B-46 A server that does not do the handshake right is an error and a close, each once")
	@CsvSource(delimiter = '|',
			textBlock = """
					HTTP/1.1 200 OK~~ | the server answered with status 200
					HTTP/1.1 101 Switching Protocols~Upgrade: websocket~Connection: Upgrade~~ | Sec-WebSocket-Accept is missing or wrong
					HTTP/1.1 101 X~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: AAAA~~ | Sec-WebSocket-Accept is missing or wrong
					HTTP/1.1 101 X~Connection: Upgrade~Sec-WebSocket-Accept: %s~~ | the server did not switch to WebSocket
					HTTP/1.1 101 X~Upgrade: websocket~Sec-WebSocket-Accept: %s~~ | the server did not switch to WebSocket
					HTTP/1.1 101 X~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: %s~Sec-WebSocket-Protocol: v9~~ | the server uses a subprotocol that was not asked for
					HTTP/1.1 101 X~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: %s~Sec-WebSocket-Extensions: x~~ | the server uses an extension that was not asked for
					""")
	void handshakeWhenWrongFails(String answer, String reason) throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort()).subprotocols("v1"));
			CompletionStage<SendResult> held = client.connection().sendAsync("held");
			client.connectOn(this.host);
			try (Socket socket = server.accept()) {
				String key = request(socket).get("sec-websocket-key");
				write(socket, answer.replace("~", "\r\n").replace("%s", acceptance(key)));
				client.await("close 1002 SERVER");
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			}
			assertThat(client.events()).containsExactly("connect", "error 1 The WebSocket handshake failed: " + reason,
					"close 1002 SERVER");
			assertThat(held.toCompletableFuture().get(5, TimeUnit.SECONDS)).isEqualTo(SendResult.FAILED);
		}
	}

	@Test
	@DisplayName("B-46 A server that never answers the handshake, closes, or answers rubbish is an error")
	void handshakeWhenNotAnsweredFails() throws Exception {
		try (ServerSocket server = server()) {
			Recorder silent = Recorder.of(ws(server.getLocalPort()).connectTimeout(Duration.ofMillis(200)))
				.connectOn(this.host);
			silent.await("error 1 The handshake took longer than 200 ms");
			silent.await("close 1006 NETWORK");
			server.accept().close();
			Recorder closing = Recorder.of(ws(server.getLocalPort())).connectOn(this.host);
			Socket closed = server.accept();
			request(closed);
			closed.close();
			closing.await(1, "error 1");
			closing.await(1, "close 1006");
			Recorder rubbish = Recorder.of(ws(server.getLocalPort())).connectOn(this.host);
			try (Socket socket = server.accept()) {
				write(socket, "SSH-2.0-OpenSSH\r\n\r\n");
				rubbish.await("close 1002 SERVER");
			}
			Recorder endless = Recorder.of(ws(server.getLocalPort())).connectOn(this.host);
			try (Socket socket = server.accept()) {
				write(socket, "HTTP/1.1 101 X\r\nX: " + "x".repeat(20_000));
				endless.await("error 1 The answer to the WebSocket handshake is too large");
			}
		}
	}

	@Test
	@DisplayName("B-46 The application may give up the connection in the handshake")
	void handshakeWhenApplicationRefusesCloses() throws Exception {
		Recorder client = Recorder.of(ws(echo().port()));
		client.connection().onWebSocketConnect((self, answer) -> {
			throw new IllegalStateException("not this server");
		});
		client.connectOn(this.host).await(1, "close");
		assertThat(client.count("close")).isOne();
	}

	@Test
	@DisplayName("P-40 A masked frame of a server is answered with 1002")
	void frameWhenMaskedClosesTheConnection() throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort())).connectOn(this.host);
			try (Socket socket = server.accept()) {
				accept(socket, "");
				socket.getOutputStream().write(new byte[] { (byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 'x' });
				DataInputStream in = new DataInputStream(socket.getInputStream());
				assertThat(frame(in)).startsWith("88 \u0003\u00EA");
			}
			client.await("close 1002 SERVER");
			assertThat(client.count("message")).isZero();
			assertThat(client.count("error")).isZero();
		}
	}

	@Test
	@DisplayName("P-40 Close codes travel both ways, and what was sent before close during the handshake leaves first")
	void closeWhenCalledSaysCodeAndReason() throws Exception {
		List<String> closes = new ArrayList<>();
		Worker echo = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.onMessage((connection, message) -> closes.add("message " + message))
			.onClose((connection, reason) -> closes.add(reason.code() + reason.reason())));
		Recorder client = Recorder.of(ws(echo.port()));
		StartedWorkers.on(this.host.processes().get(0), () -> {
			client.connection().connect();
			client.connection().send("last words");
			client.connection().close(4002, "done");
			return null;
		});
		client.await("close 4002 SERVER");
		StartedWorkers.await(() -> StartedWorkers.on(echo.processes().get(0),
				() -> closes.equals(List.of("message last words", "4002done"))));
		Recorder left = Recorder.of(ws(echo.port())).connectOn(this.host);
		left.await("handshake");
		StartedWorkers.connection(echo).close(4003, "leave");
		left.await("close 4003 CLIENT");
	}

	@Test
	void headerWhenImpossibleIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ws(1).header("Upgrade", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> ws(1).header("X-Y", "a\r\nb: c"));
		assertThatIllegalArgumentException().isThrownBy(() -> ws(1).header("X Y", "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> ws(1).subprotocols("a,b"));
	}

	private static ServerSocket server() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static Map<String, String> request(Socket socket) throws IOException {
		socket.setSoTimeout(10_000);
		Map<String, String> request = new TreeMap<>();
		StringBuilder line = new StringBuilder();
		while (true) {
			int next = socket.getInputStream().read();
			if (next != '\n') {
				line.append((char) next);
				continue;
			}
			String text = line.toString().strip();
			line.setLength(0);
			if (text.isEmpty()) {
				return request;
			}
			int colon = request.isEmpty() ? -1 : text.indexOf(':');
			request.put((colon < 0) ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT),
					text.substring(colon + 1).strip());
		}
	}

	private static Map<String, String> accept(Socket socket, String more) throws Exception {
		Map<String, String> request = request(socket);
		write(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + acceptance(request.get("sec-websocket-key")) + "\r\n" + more + "\r\n");
		return request;
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static String acceptance(String key) throws Exception {
		return Base64.getEncoder()
			.encodeToString(MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Reads a short masked frame.
	 * @return its first byte in hexadecimal, and the payload
	 */
	private static String frame(DataInputStream in) throws IOException {
		int first = in.readUnsignedByte();
		int second = in.readUnsignedByte();
		assertThat(second & 0x80).isEqualTo(0x80);
		byte[] key = in.readNBytes(4);
		byte[] payload = in.readNBytes(second & 0x7F);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= key[i % 4];
		}
		return Integer.toHexString(first) + " " + new String(payload, StandardCharsets.ISO_8859_1);
	}

}
