package io.workerman.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page in a {@link Chromium}.
 */
final class ChromiumPage implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final AtomicInteger commands = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

	private final WebSocket socket;

	ChromiumPage(HttpClient http, URI devTools) {
		this.socket = http.newWebSocketBuilder().buildAsync(devTools, new Listener()).join();
	}

	/**
	 * Evaluate an expression in the page.
	 * @param expression the expression, in JavaScript
	 * @return its value
	 */
	JsonNode evaluate(String expression) {
		JsonNode result = command("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
		if (result.has("exceptionDetails")) {
			throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
		}
		return result.at("/result/value");
	}

	/**
	 * Wait until an expression is true.
	 * @param condition the expression, in JavaScript
	 */
	void await(String condition) {
		Awaitility.await(condition)
			.atMost(Duration.ofSeconds(30))
			.until(() -> evaluate("Boolean(" + condition + ")").booleanValue());
	}

	JsonNode command(String method, Map<String, Object> parameters) {
		int id = this.commands.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		this.socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true);
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		command("Page.close", Map.of());
		this.socket.abort();
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JsonNode message = JSON.readTree(this.text.toString());
				this.text.setLength(0);
				if (message.has("id")) {
					ChromiumPage.this.answers.remove(message.get("id").intValue()).complete(message.path("result"));
				}
			}
			socket.request(1);
			return null;
		}

	}

}
