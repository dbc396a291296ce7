package io.workerman.engine.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.PayloadView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Answers and their order.
 */
class HttpCodecTests {

	private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	private static final String DATE = "Date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n";

	@Test
	@DisplayName("H-07 a text is HTML")
	void textIsHtml() {
		assertThat(answer(GET, "hällo")).matches("HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n" + DATE
				+ "Content-Length: 6\r\n\r\nhällo");
	}

	@Test
	void bytesAreAnOctetStream() {
		assertThat(answer(GET, new byte[] { 'a', 'b' })).matches(
				"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n" + DATE + "Content-Length: 2\r\n\r\nab");
		assertThat(answer(GET, Unpooled.wrappedBuffer(new byte[] { 'a', 'b' })))
			.endsWith("Content-Length: 2\r\n\r\nab");
	}

	@Test
	void objectIsJson() {
		assertThat(answer(GET, Map.of("a", 1))).matches("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + DATE
				+ "Content-Length: 7\r\n\r\n\\{\"a\":1}");
	}

	@Test
	void responseIsWrittenAsItSays() {
		HttpResponse response = HttpResponse.of(418)
			.header("X-Why", "short")
			.header("x-why", "stout")
			.contentType("text/plain")
			.cookie("a", "b c")
			.cookie("d", "e")
			.header("Content-Length", "99")
			.body("tea");
		assertThat(answer(GET, response)).matches("HTTP/1.1 418 .*\r\nContent-Type: text/plain\r\nx-why: stout\r\n"
				+ "Set-Cookie: a=b%20c\r\nSet-Cookie: d=e\r\n" + DATE + "Content-Length: 3\r\n\r\ntea");
	}

	@Test
	void responseWithoutBodyHasLengthZero() {
		assertThat(answer(GET, HttpResponse.of(404)))
			.matches("HTTP/1.1 404 Not Found\r\n" + DATE + "Content-Length: 0\r\n\r\n");
		assertThat(answer(GET, HttpResponse.redirect("/there")))
			.matches("HTTP/1.1 302 Found\r\nLocation: /there\r\n" + DATE + "Content-Length: 0\r\n\r\n");
	}

	@Test
	void noContentHasNeitherBodyNorLength() {
		assertThat(answer(GET, HttpResponse.of(204).body("x"))).matches("HTTP/1.1 204 No Content\r\n" + DATE + "\r\n");
		assertThat(answer(GET, HttpResponse.of(304))).matches("HTTP/1.1 304 Not Modified\r\n" + DATE + "\r\n");
	}

	@Test
	void headHasLengthAndNoBody() {
		assertThat(answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "hello")).endsWith("Content-Length: 5\r\n\r\n");
		assertThat(answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", Map.of("a", 1))).endsWith("Content-Length: 7\r\n\r\n");
	}

	@Test
	@DisplayName("H-12 keep-alive")
	void connectionIsKeptAsTheClientWants() {
		assertPersistent("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, null);
		assertPersistent("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false, "close");
		assertPersistent("GET / HTTP/1.0\r\n\r\n", false, "close");
		assertPersistent("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true, "keep-alive");
		assertPersistent("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false, "close");
	}

	private static void assertPersistent(String request, boolean persistent, String connection) {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).answerWith((message) -> "a")) {
			String sent = driver.receive(request).sent();
			assertThat(driver.isLastSent()).isEqualTo(!persistent);
			if (connection != null) {
				assertThat(sent).contains("\r\nConnection: " + connection + "\r\n");
			}
			else {
				assertThat(sent).doesNotContain("Connection");
			}
		}
	}

	@Test
	void responseCanCloseTheConnection() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())
			.answerWith((message) -> HttpResponse.ok("a").header("Connection", "close"))) {
			assertThat(driver.receive(GET + GET).sent()).containsOnlyOnce("Connection: close");
			assertThat(driver.isLastSent()).isTrue();
			assertThat(driver.messages()).hasSize(1);
		}
	}

	@Test
	@DisplayName("C-36 answers are in the order of the requests")
	void nextRequestWaitsForTheAnswer() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())) {
			driver.receive(GET + GET);
			assertThat(driver.messages()).hasSize(1);
			driver.send("1");
			assertThat(driver.proceeded()).isEqualTo(1);
			assertThat(driver.messages()).hasSize(2);
			driver.send("2");
			assertThat(driver.sent()).containsSubsequence("\r\n\r\n1HTTP/1.1 200 OK", "\r\n\r\n2");
			assertThatIllegalStateException().isThrownBy(() -> driver.send("3"))
				.withMessage("No request is waiting for an answer");
		}
	}

	@Test
	void nextRequestWaitsUntilTheAnswerOfAnotherThreadHasItsPlace() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).onForeignThread()) {
			driver.receive(GET);
			driver.send("1");
			driver.receive(GET);
			assertThat(driver.messages()).hasSize(1);
			assertThatIllegalStateException().isThrownBy(() -> driver.send("2"))
				.withMessage("The request has been answered already");
			driver.handOver();
			assertThat(driver.messages()).hasSize(2);
		}
	}

	@Test
	void connectionWaitsWhileARequestIsNotAnswered() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())) {
			assertThat(driver.codec().isWaiting()).isFalse();
			driver.receive(GET + GET);
			assertThat(driver.codec().isWaiting()).isTrue();
			assertThat(driver.unread()).isEqualTo(GET.length());
			driver.send("1");
			assertThat(driver.codec().isWaiting()).isTrue();
			driver.send("2");
			assertThat(driver.codec().isWaiting()).isFalse();
			assertThat(driver.unread()).isZero();
		}
	}

	@Test
	void answerThatCannotBeWrittenLeavesTheRequestWaiting() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())) {
			driver.receive(GET);
			List<Object> endless = new ArrayList<>();
			endless.add(endless);
			assertThatIllegalArgumentException().isThrownBy(() -> driver.send(endless));
			assertThat(driver.sent()).isEmpty();
			driver.send("1");
			assertThat(driver.sent()).endsWith("\r\n\r\n1");
		}
	}

	@Test
	void handlerThatThrowsGivesProblem() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).onMessage((connection, message) -> {
			throw new UnsupportedOperationException("secret");
		})) {
			assertThat(driver.receive(GET).sent())
				.matches("HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/problem\\+json\r\n" + DATE
						+ "Content-Length: 67\r\n\r\n"
						+ "\\{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}");
			assertThat(driver.isLastSent()).isFalse();
		}
	}

	@Test
	void failureAfterTheAnswerGivesNothing() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).onMessage((connection, message) -> {
			connection.send("done");
			throw new UnsupportedOperationException();
		})) {
			assertThat(driver.receive(GET).sent()).endsWith("done");
		}
	}

	@Test
	void malformedJsonIsTheFaultOfTheClient() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())
			.answerWith((message) -> ((HttpRequest) message).json(Map.class))) {
			assertThat(driver.receive(GET).sent()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("problem+json");
		}
	}

	@Test
	void handlerGetsTheBodyWhenItWantsNoRequest() {
		String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).answerWith((message) -> "")) {
			driver.view(PayloadView.TEXT).receive(post);
			driver.view(PayloadView.BYTES).receive(post);
			driver.view(PayloadView.BUFFER).receive(post);
			driver.view(PayloadView.MESSAGE).receive(post);
			assertThat(driver.messages()).hasSize(4).startsWith("hi", "hi".getBytes(StandardCharsets.UTF_8), "6869");
			assertThat(driver.messages().get(3)).isInstanceOf(HttpRequest.class);
		}
	}

	@Test
	void fileIsSentWithItsTypeAndDate(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("a.CSS"), "body {}");
		assertThat(answer(GET, HttpResponse.file(file)))
			.matches("HTTP/1.1 200 OK\r\nContent-Type: text/css;charset=utf-8\r\nLast-Modified: .* GMT\r\n"
					+ "ETag: \"[0-9a-f]+-7\"\r\nAccept-Ranges: bytes\r\n" + DATE
					+ "Content-Length: 7\r\n\r\nbody \\{}");
		assertThat(answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", HttpResponse.file(file)))
			.endsWith("Content-Length: 7\r\n\r\n");
		assertThat(answer(GET, HttpResponse.file(Files.createFile(directory.resolve("empty")))))
			.contains("Content-Type: application/octet-stream\r\n")
			.endsWith("Content-Length: 0\r\n\r\n");
	}

	@Test
	@DisplayName("B-36 missing file")
	void missingFileIsNotFound(@TempDir Path directory) {
		assertThat(answer(GET, HttpResponse.file(directory.resolve("none")))).startsWith("HTTP/1.1 404 Not Found\r\n")
			.endsWith("<h3>404 Not Found</h3>");
		assertThat(answer(GET, HttpResponse.file(directory))).startsWith("HTTP/1.1 404 Not Found\r\n");
	}

	@Test
	void sessionCookieIsSetOnceAndFindsTheSession() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).answerWith((message) -> {
			Session session = ((HttpRequest) message).session();
			Object count = session.get("count");
			session.set("count", (count != null) ? (Integer) count + 1 : 1);
			return String.valueOf(session.get("count"));
		})) {
			String first = driver.receive(GET).sent();
			assertThat(first)
				.containsPattern("\r\nSet-Cookie: WORKERMANSID=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax\r\n");
			String cookie = first.replaceAll("(?s).*(WORKERMANSID=[0-9a-f]+).*", "$1");
			String again = driver.receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: x=y; " + cookie + "\r\n\r\n").sent();
			assertThat(again).doesNotContain("Set-Cookie").endsWith("\r\n\r\n2");
			String forged = driver.receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: WORKERMANSID=forged\r\n\r\n").sent();
			assertThat(forged).contains("Set-Cookie").doesNotContain("forged").endsWith("\r\n\r\n1");
		}
	}

	private static String answer(String request, Object message) {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).answerWith((received) -> message)) {
			return driver.receive(request).sent();
		}
	}

}
