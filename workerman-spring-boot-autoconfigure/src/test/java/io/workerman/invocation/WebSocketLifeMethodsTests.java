package io.workerman.invocation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnDisconnect;
import io.workerman.annotation.OnWebSocketConnected;
import io.workerman.annotation.OnWebSocketOpen;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpRequest;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handler methods that are called when a connection becomes a WebSocket, or
 * never does.
 */
class WebSocketLifeMethodsTests {

	private static Peer open(Application application) {
		Peer peer = application.connect();
		peer.send(String.join("\r\n", "GET /room?name=a HTTP/1.1", "Host: a", "Cookie: c=d", "Upgrade: websocket",
				"Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "",
				""));
		assertThat(peer.line()).startsWith("HTTP/1.1 101");
		for (String line = peer.line(); !line.equals("\r"); line = peer.line()) {
			assertThat(line).isNotEmpty();
		}
		return peer;
	}

	@Test
	@DisplayName("S-60 S-67 connect 1, disconnect 1; connect 2, open 2, close 2")
	void methodsWhenNeverAWebSocketDisconnect() {
		try (Application application = Application.run("websocket://127.0.0.1:0", Parted.class, Other.class)) {
			Parted parted = application.bean(Parted.class);
			Other other = application.bean(Other.class);
			application.connect().close();
			assertThat(parted.next(2)).containsExactly("connect 1", "disconnect 1");
			assertThat(other.next(1)).containsExactly("close");
			try (Peer peer = open(application)) {
				assertThat(peer.read()).isEqualTo(0x81);
				assertThat(peer.text(peer.read())).isEqualTo("hello a with d");
			}
			assertThat(parted.next(3)).containsExactly("connect 2", "open 2", "close 2");
			assertThat(other.next(2)).containsExactly("connected", "close");
			try (Peer refused = application.connect()) {
				refused.send("nonsense\r\n\r\n");
				assertThat(parted.next(2)).containsExactly("connect 3", "disconnect 3");
			}
		}
	}

	@Test
	@DisplayName("@OnDisconnect is for listeners of WebSockets")
	void methodsWhenNoWebSocketListenerClose() {
		try (Application application = Application.run("text://127.0.0.1:0", Parted.class)) {
			application.connect().close();
			assertThat(application.bean(Parted.class).next(2)).containsExactly("connect 1", "close 1");
		}
	}

	/**
	 * What has happened.
	 */
	static class Events {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		final void add(String event) {
			this.events.add(event);
		}

		final List<String> next(int count) {
			List<String> next = new ArrayList<>();
			try {
				for (int i = 0; i < count; i++) {
					next.add(String.valueOf(this.events.poll(10, TimeUnit.SECONDS)));
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return next;
		}

	}

	@WorkerHandler
	static class Parted extends Events {

		private final AtomicInteger connections = new AtomicInteger();

		@OnConnect
		void connected(Connection connection) {
			connection.attributes().put("number", this.connections.incrementAndGet());
			add("connect", connection);
		}

		@OnWebSocketOpen
		String opened(Connection connection, HttpRequest request) {
			add("open", connection);
			return "hello " + request.query("name") + " with " + request.cookie("c");
		}

		@OnClose
		void closed(Connection connection) {
			add("close", connection);
		}

		@OnDisconnect
		void disconnected(Connection connection) {
			add("disconnect", connection);
		}

		private void add(String event, Connection connection) {
			add(event + " " + connection.attributes().get("number"));
		}

	}

	@WorkerHandler
	static class Other extends Events {

		@OnWebSocketConnected
		void connected() {
			add("connected");
		}

		@OnClose
		void closed() {
			add("close");
		}

	}

}
