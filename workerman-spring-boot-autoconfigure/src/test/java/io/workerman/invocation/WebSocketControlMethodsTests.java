package io.workerman.invocation;

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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketClose;
import io.workerman.annotation.OnWebSocketConnected;
import io.workerman.annotation.OnWebSocketPing;
import io.workerman.annotation.OnWebSocketPong;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.websocket.WebSocketMessage;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for handler methods that are called for what is no message of a WebSocket.
 */
class WebSocketControlMethodsTests {

	@Test
	@DisplayName("B-41 B-44 P-30 Methods are called for the opening, pings, pongs and the goodbye")
	void methodsWhenFramesComeAreCalled() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Controls.class)) {
			Client client = new Client();
			WebSocket socket = client.connect(application.port("it"));
			assertThat(client.next()).isEqualTo("text welcome");
			socket.sendPing(bytes("one")).join();
			assertThat(client.next()).isEqualTo("pong one");
			assertThat(client.next()).isEqualTo("text pinged one");
			socket.sendPong(bytes("two")).join();
			assertThat(client.next()).isEqualTo("text ponged two");
			socket.sendClose(4001, "enough").join();
			assertThat(client.next()).isEqualTo("text goodbye 4001 enough");
			assertThat(client.next()).isEqualTo("close 4001");
			assertThat(application.bean(Controls.class).next()).isEqualTo("closed 4001");
		}
	}

	@Test
	void methodWhenItsParameterIsImpossibleStopsTheStart() {
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> HandlerMethodParser.parseAll(Wrong.class))
			.withMessageContaining("Parameter 0 of the @OnWebSocketPing method")
			.withMessageContaining("cannot have the type 'java.lang.String'");
	}

	@Test
	@DisplayName("S-61 With websocket.streaming a method that takes a WebSocketMessage gets the fragments one by one")
	void methodWhenStreamingGetsEachFragment() {
		try (Application application = Application.run(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0",
				"workerman.listeners.it.websocket.streaming=true"), Parts.class)) {
			Client client = new Client();
			WebSocket socket = client.connect(application.port("it"));
			socket.sendText("one", false).join();
			assertThat(client.next()).isEqualTo("text first one");
			socket.sendText("two", true).join();
			assertThat(client.next()).isEqualTo("text last two");
		}
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String next(BlockingQueue<String> events) {
		try {
			return events.poll(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@WorkerHandler
	static class Controls {

		private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

		String next() {
			return WebSocketControlMethodsTests.next(this.closed);
		}

		@OnWebSocketConnected
		String connected() {
			return "welcome";
		}

		@OnWebSocketPing
		void pinged(byte[] payload, Connection connection) {
			connection.send("pinged " + new String(payload, StandardCharsets.UTF_8));
		}

		@OnWebSocketPong
		void ponged(Connection connection, byte[] payload) {
			connection.send("ponged " + new String(payload, StandardCharsets.UTF_8));
		}

		@OnWebSocketClose
		void goodbye(Connection connection, CloseReason reason) {
			connection.send("goodbye " + reason.code() + " " + reason.reason());
		}

		@OnClose
		void closed(CloseReason reason) {
			this.closed.add("closed " + reason.code());
		}

	}

	@WorkerHandler
	static class Parts {

		@OnMessage
		String part(WebSocketMessage message) {
			String place = message.isFirst() ? "first " : "";
			return place + (message.isLast() ? "last " : "") + message.text();
		}

	}

	static class Wrong {

		@OnWebSocketPing
		void pinged(String payload) {
		}

	}

	private static final class Client implements WebSocket.Listener {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		WebSocket connect(int port) {
			return HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), this)
				.join();
		}

		String next() {
			return WebSocketControlMethodsTests.next(this.events);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.events.add("text " + data);
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
			this.events.add("pong " + StandardCharsets.UTF_8.decode(data));
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.events.add("close " + code);
			return null;
		}

	}

}
