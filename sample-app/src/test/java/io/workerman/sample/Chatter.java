package io.workerman.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes part in the chat as the page does.
 */
final class Chatter implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();

	private final WebSocket socket;

	Chatter(int port) {
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10))
			.buildAsync(URI.create("ws://127.0.0.1:" + port), new Listener())
			.join();
	}

	void send(String json) {
		this.socket.sendText(json, true).join();
	}

	/**
	 * Wait for something to happen.
	 * @param type what
	 * @return the event
	 */
	JsonNode hear(RoomEvent.Type type) throws InterruptedException {
		while (true) {
			JsonNode event = this.heard.poll(10, TimeUnit.SECONDS);
			if (event == null) {
				throw new AssertionError("Nobody told of " + type);
			}
			if (event.get("type").stringValue().equals(type.name())) {
				return event;
			}
		}
	}

	static List<String> users(JsonNode event) {
		return event.get("users").valueStream().map(JsonNode::stringValue).toList();
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				Chatter.this.heard.add(JSON.readTree(this.text.toString()));
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

	}

}
