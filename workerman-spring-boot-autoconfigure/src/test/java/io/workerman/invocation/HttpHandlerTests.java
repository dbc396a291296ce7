package io.workerman.invocation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.http.HttpRequest;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handlers of http listeners.
 */
class HttpHandlerTests {

	private static final String HTTP = "http://127.0.0.1:0";

	@Test
	@DisplayName("H-02 A method takes the request and returns the body, JSON or a response")
	void request() throws Exception {
		try (Application application = Application.run(HTTP, Web.class)) {
			assertThat(get(application, "/hello?name=Ada").body()).isEqualTo("hello Ada");
			assertThat(get(application, "/json").body()).isEqualTo("{\"a\":1}");
			assertThat(get(application, "/teapot").statusCode()).isEqualTo(418);
		}
	}

	@Test
	void nullAnswersNoContent() throws Exception {
		try (Application application = Application.run(HTTP, Web.class)) {
			assertThat(get(application, "/null").statusCode()).isEqualTo(204);
			assertThat(get(application, "/stage").statusCode()).isEqualTo(204);
			assertThat(get(application, "/mono").statusCode()).isEqualTo(204);
		}
	}

	@Test
	void bodyAsJsonBesideTheRequest() throws Exception {
		try (Application application = Application.run(HTTP, Moves.class)) {
			HttpResponse<String> response = post(application, "/up", "{\"x\":1,\"y\":2}");
			assertThat(response.body()).isEqualTo("POST /up 1 2");
			assertThat(post(application, "/up", "nonsense").statusCode()).isEqualTo(400);
		}
	}

	@Test
	void bodyAsTextAndBytes() throws Exception {
		try (Application application = Application.run(HTTP, Texts.class)) {
			assertThat(post(application, "/", "abc").body()).isEqualTo("abc!");
		}
		try (Application application = Application.run(HTTP, Bytes.class)) {
			assertThat(post(application, "/", "abc").body()).isEqualTo("3");
		}
	}

	@Test
	void voidMethodSendsItself() throws Exception {
		try (Application application = Application.run(HTTP, Sender.class)) {
			assertThat(get(application, "/").body()).isEqualTo("sent");
		}
	}

	private static HttpResponse<String> get(Application application, String path)
			throws IOException, InterruptedException {
		return send(java.net.http.HttpRequest.newBuilder(uri(application, path)).build());
	}

	private static HttpResponse<String> post(Application application, String path, String body)
			throws IOException, InterruptedException {
		return send(java.net.http.HttpRequest.newBuilder(uri(application, path))
			.POST(BodyPublishers.ofString(body))
			.build());
	}

	private static URI uri(Application application, String path) {
		return URI.create("http://127.0.0.1:" + application.port("it") + path);
	}

	private static HttpResponse<String> send(java.net.http.HttpRequest request)
			throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	@WorkerHandler
	static class Web {

		@OnMessage
		Object answer(HttpRequest request) {
			return switch (request.path()) {
				case "/hello" -> "hello " + request.query("name");
				case "/json" -> Map.of("a", 1);
				case "/teapot" -> io.workerman.engine.http.HttpResponse.of(418);
				case "/stage" -> stage();
				case "/mono" -> Mono.empty();
				default -> null;
			};
		}

		private static CompletionStage<Void> stage() {
			return CompletableFuture.completedFuture(null);
		}

	}

	record Move(int x, int y) {
	}

	@WorkerHandler
	static class Moves {

		@OnMessage
		String move(Move move, HttpRequest request) {
			return "%s %s %d %d".formatted(request.method(), request.path(), move.x(), move.y());
		}

	}

	@WorkerHandler
	static class Texts {

		@OnMessage
		String text(String body) {
			return body + "!";
		}

	}

	@WorkerHandler
	static class Bytes {

		@OnMessage
		String bytes(byte[] body) {
			return String.valueOf(body.length);
		}

	}

	@WorkerHandler
	static class Sender {

		@OnMessage
		void send(HttpRequest request, Connection connection) {
			connection.send("sent");
		}

	}

}
