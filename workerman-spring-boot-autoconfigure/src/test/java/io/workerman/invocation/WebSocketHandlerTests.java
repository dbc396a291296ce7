package io.workerman.invocation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.Opcode;
import io.workerman.engine.websocket.WebSocketHandshake;
import io.workerman.engine.websocket.WebSocketMessage;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for handlers of websocket listeners.
 */
class WebSocketHandlerTests {

	@Test
	void textAndBytesGoToTheirMethods() {
		assertThat(talk(TextAndBytes.class)).isEqualTo("text string hello | text bytes 3");
	}

	@Test
	void jsonAndBytesGoToTheirMethods() {
		assertThat(talk(JsonAndBytes.class, "{\"x\":7,\"y\":0}")).isEqualTo("text json 7 | text bytes 3");
	}

	@Test
	void beansThatInheritOneMethodGetTheirMessages() {
		assertThat(talk("hello", InheritedText.class, InheritedBytes.class))
			.isEqualTo("text InheritedText String | text InheritedBytes byte[]");
		assertThat(talk("hello", InheritedBytes.class, InheritedText.class))
			.isEqualTo("text InheritedText String | text InheritedBytes byte[]");
	}

	@Test
	void jsonTakesBoth() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Json.class)) {
			Client client = Client.connect(application, "/");
			client.socket.sendText("{\"x\":1,\"y\":2}", true).join();
			assertThat(client.next()).isEqualTo("text {\"x\":2,\"y\":1}");
			client.socket.sendBinary(ByteBuffer.wrap("{\"x\":3,\"y\":4}".getBytes(StandardCharsets.UTF_8)), true)
				.join();
			assertThat(client.next()).isEqualTo("text {\"x\":4,\"y\":3}");
		}
	}

	@Test
	void messageKeepsItsOpcode() {
		assertThat(talk(Messages.class)).isEqualTo("text hello | binary 3");
	}

	@Test
	void textAndMessage() {
		assertThat(talk(TextAndMessage.class)).isEqualTo("text string hello | binary 3");
	}

	@Test
	void bufferTakesBoth() {
		assertThat(talk(Buffers.class)).isEqualTo("text buffer 5 | text buffer 3");
	}

	@Test
	void objectIsWhatTheOpcodeSays() {
		assertThat(talk(Objects.class)).isEqualTo("text String | text byte[]");
	}

	@Test
	@DisplayName("D6 The handshake method is called before the 101 and may refuse it")
	void handshake() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Handshakes.class)) {
			assertThat(Client.connect(application, "/?name=Ada").next()).isEqualTo("text welcome Ada");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> Client.connect(application, "/"))
				.withCauseInstanceOf(WebSocketHandshakeException.class);
		}
	}

	@Test
	@DisplayName("A binary message to a handler of text closes with 1003")
	void bytesWhenOnlyTextIsTakenAreRefused() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Texts.class)) {
			Client client = Client.connect(application, "/");
			client.socket.sendText("hello", true).join();
			assertThat(client.next()).isEqualTo("text string hello");
			client.socket.sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
			assertThat(client.next()).isEqualTo("close 1003");
		}
	}

	@Test
	@DisplayName("S-62 parts arrive as one message")
	void partsArriveAsOneMessage() {
		try (Application application = Application.run(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.websocket.compression=true",
				"workerman.listeners.it.websocket.compression-threshold=0"), Parts.class)) {
			Client client = Client.connect(application, "/");
			client.socket.sendText("hello", true).join();
			assertThat(client.next() + client.next() + client.next()).isEqualTo("text hetext lltext o.");
		}
	}

	@Test
	void handshakeMethodShapesTheAnswer() {
		try (Application application = Application.run(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.websocket.path=/chat", "workerman.listeners.it.websocket.subprotocols=v1,v2",
				"workerman.listeners.it.websocket.compression=true"), Shapes.class)) {
			URI uri = URI.create("ws://127.0.0.1:" + application.port("it") + "/chat");
			WebSocket socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.subprotocols("v3", "v2")
				.buildAsync(uri, new Client())
				.join();
			assertThat(socket.getSubprotocol()).isEqualTo("v2");
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> Client.connect(application, "/chat?token=bad"))
				.havingCause()
				.isInstanceOfSatisfying(WebSocketHandshakeException.class, (refused) -> {
					assertThat(refused.getResponse().statusCode()).isEqualTo(401);
					assertThat(refused.getResponse().headers().firstValue("WWW-Authenticate")).contains("Bearer");
				});
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> Client.connect(application, "/"))
				.havingCause()
				.isInstanceOfSatisfying(WebSocketHandshakeException.class,
						(refused) -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
		}
	}

	@Test
	void valueOfConnectMethodIsSentAfterTheHandshake() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Greets.class)) {
			assertThat(Client.connect(application, "/").next()).isEqualTo("text hi");
		}
	}

	private static String talk(Class<?> handler) {
		return talk(handler, "hello");
	}

	private static String talk(Class<?> handler, String text) {
		return talk(text, handler);
	}

	private static String talk(String text, Class<?>... handlers) {
		try (Application application = Application.run("websocket://127.0.0.1:0", handlers)) {
			Client client = Client.connect(application, "/");
			client.socket.sendText(text, true).join();
			String first = client.next();
			client.socket.sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
			return first + " | " + client.next();
		}
	}

	/**
	 * A client that remembers what it receives.
	 */
	private static final class Client implements WebSocket.Listener {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private WebSocket socket;

		static Client connect(Application application, String path) {
			Client client = new Client();
			client.socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://127.0.0.1:" + application.port("it") + path), client)
				.join();
			return client;
		}

		String next() {
			try {
				return this.received.poll(5, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.received.add("text " + data);
			return WebSocket.Listener.super.onText(webSocket, data, last);
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			this.received.add("binary " + data.remaining());
			return WebSocket.Listener.super.onBinary(webSocket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.received.add("close " + statusCode);
			return WebSocket.Listener.super.onClose(webSocket, statusCode, reason);
		}

	}

	record Move(int x, int y) {
	}

	@WorkerHandler
	static class TextAndBytes {

		@OnMessage
		String text(String message) {
			return "string " + message;
		}

		@OnMessage
		String bytes(byte[] message) {
			return "bytes " + message.length;
		}

	}

	abstract static class Inherited<T> {

		@OnMessage
		String message(T message) {
			return getClass().getSimpleName() + " " + message.getClass().getSimpleName();
		}

	}

	@WorkerHandler
	static class InheritedText extends Inherited<String> {

	}

	@WorkerHandler
	static class InheritedBytes extends Inherited<byte[]> {

	}

	@WorkerHandler
	static class JsonAndBytes {

		@OnMessage
		String json(Move message) {
			return "json " + message.x();
		}

		@OnMessage
		String bytes(byte[] message) {
			return "bytes " + message.length;
		}

	}

	@WorkerHandler
	static class Json {

		@OnMessage
		Move json(Move message) {
			return new Move(message.y(), message.x());
		}

	}

	@WorkerHandler
	static class Messages {

		@OnMessage
		WebSocketMessage message(WebSocketMessage message) {
			return message;
		}

	}

	@WorkerHandler
	static class Shapes {

		@OnWebSocketConnect
		void handshake(WebSocketHandshake handshake, HttpRequest request) {
			if ("bad".equals(request.query("token"))) {
				handshake.addHeader("WWW-Authenticate", "Bearer").refuse(401, "The token is bad");
			}
		}

	}

	@WorkerHandler
	static class Texts {

		@OnMessage
		String text(String message) {
			return "string " + message;
		}

	}

	@WorkerHandler
	static class Parts {

		@OnMessage
		void text(Connection connection, String message) {
			connection.send(WebSocketMessage.part(Opcode.TEXT, message.substring(0, 2).getBytes(StandardCharsets.UTF_8),
					false));
			connection.send(WebSocketMessage.ping(new byte[0]));
			connection.send(WebSocketMessage.part(Opcode.CONTINUATION,
					message.substring(2, 4).getBytes(StandardCharsets.UTF_8), false));
			connection.send(WebSocketMessage.part(Opcode.CONTINUATION, "o.".getBytes(StandardCharsets.UTF_8), true));
		}

	}

	@WorkerHandler
	static class TextAndMessage {

		@OnMessage
		String text(String message) {
			return "string " + message;
		}

		@OnMessage
		WebSocketMessage message(WebSocketMessage message) {
			return message;
		}

	}

	@WorkerHandler
	static class Buffers {

		@OnMessage
		String buffer(ByteBuf message) {
			return "buffer " + message.readableBytes();
		}

	}

	@WorkerHandler
	static class Objects {

		@OnMessage
		String object(Object message) {
			return message.getClass().getSimpleName();
		}

	}

	@WorkerHandler
	static class Handshakes {

		@OnWebSocketConnect
		String handshake(HttpRequest request, Connection connection) {
			String name = request.query("name");
			if (name == null) {
				connection.close();
				return null;
			}
			return "welcome " + name;
		}

	}

	@WorkerHandler
	static class Greets {

		@OnConnect
		String greet() {
			return "hi";
		}

	}

}
