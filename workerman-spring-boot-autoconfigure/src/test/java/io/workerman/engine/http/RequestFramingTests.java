package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where requests begin and end, and which are refused.
 */
class RequestFramingTests {

	private static final String HOST = "Host: a.test\r\n";

	private static final String PIPELINE = "\r\nGET /1 HTTP/1.1\r\n" + HOST + "\r\n" + "POST /2 HTTP/1.1\r\n" + HOST
			+ "Content-Length: 5\r\n\r\nhello" + "POST /3 HTTP/1.1\r\n" + HOST
			+ "Transfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 13\r\n\r\n"
			+ "DELETE /4 HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n";

	private static final List<String> PIPELINED = List.of("GET /1 ", "POST /2 hello", "POST /3 abc0123456789",
			"DELETE /4 ");

	@Test
	@DisplayName("C-36 many requests in one segment")
	void requestsInOneSegmentAreDeliveredInOrder() {
		try (CodecDriver driver = echo()) {
			driver.receive(PIPELINE);
			assertThat(driver.messages()).map(RequestFramingTests::describe).isEqualTo(PIPELINED);
			assertThat(driver.unread()).isZero();
		}
	}

	@Test
	@DisplayName("C-36 one byte at a time")
	void requestsByteByByteAreDeliveredInOrder() {
		try (CodecDriver driver = echo()) {
			driver.receiveByteByByte(PIPELINE.getBytes(StandardCharsets.UTF_8));
			assertThat(driver.messages()).map(RequestFramingTests::describe).isEqualTo(PIPELINED);
		}
	}

	@Test
	void requestsInRandomPartsAreDeliveredInOrder() {
		for (int seed = 0; seed < 200; seed++) {
			try (CodecDriver driver = echo()) {
				driver.receiveSplit(PIPELINE.getBytes(StandardCharsets.UTF_8), new Random(seed));
				assertThat(driver.messages()).as("seed %d", seed)
					.map(RequestFramingTests::describe)
					.isEqualTo(PIPELINED);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /\r\n", "GET / HTTP/1.1 \r\n", "GET  / HTTP/1.1\r\n", "GET / http/1.1\r\n",
			"GET / HTTP/1.1\n", "GET /\tHTTP/1.1\r\n", "GET * HTTP/1.1\r\n", "OPTIONS ** HTTP/1.1\r\n",
			"GET ftp://a.test/ HTTP/1.1\r\n", "GET http:// HTTP/1.1\r\n", "GET http:///a HTTP/1.1\r\n",
			"GET http://u@a.test/ HTTP/1.1\r\n", "GET http://a.test/%zz HTTP/1.1\r\n", "GET http:a HTTP/1.1\r\n",
			"GET http://a.test:99999/ HTTP/1.1\r\n", "GET http://a.test/#b HTTP/1.1\r\n", "GET a.test:80 HTTP/1.1\r\n",
			"GET //a\u0000 HTTP/1.1\r\n", "GET a HTTP/1.1\r\n", "GET /a#b HTTP/1.1\r\n", "GET /\u00e4 HTTP/1.1\r\n",
			"GET /\u0001 HTTP/1.1\r\n", "GET /\u007f HTTP/1.1\r\n", "GET /%zz HTTP/1.1\r\n", "GET /%0 HTTP/1.1\r\n",
			"GET /%00 HTTP/1.1\r\n", "GET / HTTP/11\r\n", "GET / HTTP/1.1x\r\n", "\n", "\rGET / HTTP/1.1\r\n", "get /",
			"GETT", "CONNECT", "TRACE", "PRI *", "hello", "\u0016\u0003\u0001", "\u0000", " GET" })
	@DisplayName("B-30 and H-01 malformed request line")
	void malformedRequestLineIsRefusedAtOnce(String line) {
		assertRefused(line, 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/2.0", "HTTP/0.9", "HTTP/9.9", "HTTP/1.2" })
	void unknownVersionIsRefused(String version) {
		assertRefused("GET / " + version + "\r\n", 505);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a,b\r\n", "Host:\r\n", "Host: a:b\r\n",
					"Host: user@a\r\n", "Host: a/b\r\n", "Host: [::1\r\n", "Host: [::1]x\r\n", "Host: a:123456\r\n",
					"Host: a:65536\r\n", "Host: a%41\r\n", "Host: \r\n", "Host: a\r\nhost: b\r\n", "Host: \u00e4\r\n" })
	@DisplayName("B-30 Host is there once and well-formed")
	void malformedHostIsRefused(String host) {
		assertRefused("GET / HTTP/1.1\r\n" + host + "\r\n", 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.test", "a.test:8080", "10.0.0.1:80", "[::1]:80", "[fe80::1]", "my_host", "A-b.C" })
	void wellFormedHostIsAccepted(String host) {
		try (CodecDriver driver = echo()) {
			driver.receive("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
			assertThat(driver.messages()).singleElement()
				.extracting((request) -> ((HttpRequest) request).host())
				.isEqualTo(host);
		}
	}

	@Test
	void hostMayBeMissingInHttp10() {
		try (CodecDriver driver = echo()) {
			driver.receive("GET / HTTP/1.0\r\n\r\n");
			assertThat(driver.messages()).hasSize(1);
		}
		assertRefused("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X\r\n", "X : a\r\n", " X: a\r\n", "X: a\r\n b: c\r\n", "X: a\r\n\tb\r\n", ": a\r\n",
			"X\u00e4: a\r\n", "X(: a\r\n", "X: a\u0000b\r\n", "X: a\u007f\r\n", "X: a\rb: c\r\n", "X: a\n",
			"X: a\r\r\n" })
	@DisplayName("B-30 malformed header field")
	void malformedFieldIsRefusedAtOnce(String field) {
		assertRefused("GET / HTTP/1.1\r\n" + HOST + field, 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: +1\r\n", "Content-Length: -1\r\n", "Content-Length: 1,1\r\n",
			"Content-Length: 1 1\r\n", "Content-Length: 0x1\r\n", "Content-Length:\r\n",
			"Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: \u00b2\r\n",
			"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "Transfer-Encoding: gzip, chunked\r\n",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n",
			"Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding:\r\n",
			"Transfer-Encoding: \u000bchunked\r\n" })
	@DisplayName("B-30 ambiguous length of the body")
	void ambiguousLengthIsRefused(String fields) {
		assertRefused("POST / HTTP/1.1\r\n" + HOST + fields + "\r\n", 400);
	}

	@Test
	void chunkedBodyOfHttp10IsRefused() {
		assertRefused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "x\r\n", " 1\r\n", "1 \n", "1;\r\n", "1;;a\r\n", "1 a\r\n", "0x1\r\n", "-1\r\n",
			"1;a\u0000\r\n", "1;a\rb\r\n", "11111111111111111\r\n", "1\r\nabc", "1\r\na\n\n", "0\r\nX\r\n",
			"0\r\nX: \u0000\r\n", "\u0661\r\n" })
	@DisplayName("B-32 malformed chunk")
	void malformedChunkIsRefused(String body) {
		assertRefused("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body, 400);
	}

	@Test
	@DisplayName("B-32 a chunk line has a limit")
	void endlessChunkExtensionIsRefused() {
		assertRefused("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(1100), 400);
	}

	@Test
	@DisplayName("B-32 trailer is kept, length replaces the coding")
	void chunkedRequestLooksLikeOneWithLength() {
		try (CodecDriver driver = echo()) {
			driver.receive("POST / HTTP/1.1\r\n" + HOST + "transfer-ENCODING: Chunked\r\nX-A: b\r\n\r\n"
					+ "2 ; x\r\nab\r\n0\r\nX-Sum: 7\r\nContent-Length: 99\r\n\r\n");
			assertThat(driver.messages()).singleElement().isInstanceOfSatisfying(HttpRequest.class, (request) -> {
				assertThat(request.body()).asString().isEqualTo("ab");
				assertThat(request.header("Content-Length")).isEqualTo("2");
				assertThat(request.header("Transfer-Encoding")).isNull();
				assertThat(request.header("X-A")).isEqualTo("b");
				assertThat(request.headers()).containsOnlyKeys("host", "content-length", "x-a");
				assertThat(request.trailer("x-sum")).isEqualTo("7");
				assertThat(request.trailer("x-none")).isNull();
				assertThat(request.header("X-Sum")).isNull();
			});
		}
	}

	@Test
	@DisplayName("B-31 head of 16 KiB")
	void headIsRefusedWhenItReachesItsLimit() {
		String start = "GET / HTTP/1.1\r\n" + HOST + "X: ";
		int room = 16 * 1024 - start.length() - 4;
		try (CodecDriver driver = echo()) {
			driver.receive(start + "a".repeat(room - 1) + "\r\n\r\n");
			assertThat(driver.messages()).hasSize(1);
		}
		assertRefused(start + "a".repeat(room) + "\r\n\r\n", 431);
		assertRefused(start + "a".repeat(20000), 431);
		assertRefused("GET / HTTP/1.1\r\n" + HOST + "X: a\r\n".repeat(200) + "\r\n", 431);
		assertRefused("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(3000), 431);
	}

	@Test
	@DisplayName("B-31 target of 8 KiB")
	void targetIsRefusedAboveItsLimit() {
		String longest = "/" + "a".repeat(8191);
		try (CodecDriver driver = echo()) {
			driver.receive("GET " + longest + " HTTP/1.1\r\n" + HOST + "\r\n");
			assertThat(driver.messages()).hasSize(1);
		}
		assertRefused("GET " + longest + "a HTTP/1.1\r\n", 414);
		assertRefused("GET " + longest + "a".repeat(20), 414);
	}

	@ParameterizedTest
	@CsvSource({ "GET http://b.test/c?d HTTP/1.1, /c?d", "GET HTTPS://b.test/c?d HTTP/1.1, /c?d",
			"GET http://b.test HTTP/1.1, /", "GET http://b.test?d HTTP/1.1, /?d", "GET http://b.test/ HTTP/1.0, /",
			"OPTIONS http://b.test HTTP/1.1, /" })
	@DisplayName("B-30 RFC 9112 3.2.2: the host of an absolute target counts")
	void absoluteTargetReplacesTheHost(String line, String uri) {
		try (CodecDriver driver = echo(); CodecDriver slow = echo()) {
			byte[] bytes = (line + "\r\n" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII);
			driver.receive(bytes);
			slow.receiveByteByByte(bytes);
			for (CodecDriver each : List.of(driver, slow)) {
				assertThat(each.messages()).singleElement().isInstanceOfSatisfying(HttpRequest.class, (request) -> {
					assertThat(request.uri()).isEqualTo(uri);
					assertThat(request.host()).isEqualTo("b.test");
					assertThat(request.headers()).containsEntry("host", List.of("b.test"));
				});
			}
		}
		assertRefused("GET http://b.test/ HTTP/1.1\r\n\r\n", 400);
		assertRefused("GET http://b.test/ HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
	}

	@Test
	void absoluteTargetOfHttp10IsItsHost() {
		try (CodecDriver driver = echo()) {
			driver.receive("GET http://b.test:8080/ HTTP/1.0\r\n\r\n");
			assertThat(driver.messages()).singleElement()
				.extracting((request) -> ((HttpRequest) request).host())
				.isEqualTo("b.test:8080");
		}
	}

	@Test
	@DisplayName("H-01 OPTIONS *")
	void optionsMayAskForTheWholeServer() {
		try (CodecDriver driver = echo()) {
			driver.receive("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
			assertThat(driver.messages()).map(RequestFramingTests::describe).containsExactly("OPTIONS * ");
		}
	}

	@Test
	@DisplayName("B-31 body above the limit")
	void bodyIsRefusedBeforeItComes() {
		assertRefused("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1048577\r\n\r\n", 413);
		assertRefused("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 99999999999999999999\r\n\r\n", 413);
		String chunked = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
		assertRefused(chunked + "100001\r\n", 413);
		assertRefused(chunked + "ffffffffffffffff\r\n", 413);
		assertRefused(chunked + "1\r\na\r\n100000\r\n", 413);
		assertRefused("POST / HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n", 413);
	}

	@Test
	void bodyOfTheLimitIsAccepted() {
		try (CodecDriver driver = echo().limit(10)) {
			driver.receive("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\n0123456789");
			driver.receive(
					"POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n");
			assertThat(driver.messages()).hasSize(2);
		}
	}

	@Test
	@DisplayName("D13 POST without a length")
	void postWithoutLengthHasEmptyBody() {
		try (CodecDriver driver = echo()) {
			driver.receive("POST / HTTP/1.1\r\n" + HOST + "\r\n");
			assertThat(driver.messages()).map(RequestFramingTests::describe).containsExactly("POST / ");
		}
	}

	@Test
	@DisplayName("H-02 the body of a GET is no request")
	void bodyOfGetIsRead() {
		try (CodecDriver driver = echo()) {
			driver.receive("GET /a HTTP/1.1\r\n" + HOST + "Content-Length: 18\r\n\r\nGET /b HTTP/1.1\r\n\r");
			assertThat(driver.messages()).map(RequestFramingTests::describe)
				.containsExactly("GET /a GET /b HTTP/1.1\r\n\r");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH" })
	@DisplayName("H-01 methods")
	void methodIsKnown(String method) {
		try (CodecDriver driver = echo()) {
			driver.receive(method + " / HTTP/1.1\r\n" + HOST + "\r\n");
			assertThat(driver.messages()).map(RequestFramingTests::describe).containsExactly(method + " / ");
		}
	}

	@Test
	void clientThatExpectsContinueIsTold() {
		String head = "PUT / HTTP/1.1\r\n" + HOST + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
		try (CodecDriver driver = echo()) {
			driver.receive(head);
			assertThat(driver.sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
			driver.receive("a");
			assertThat(driver.sent()).isEmpty();
			driver.receive("b");
			assertThat(driver.sent()).startsWith("HTTP/1.1 200 OK\r\n");
			driver.receive(head + "ab");
			assertThat(driver.sent()).startsWith("HTTP/1.1 200 OK\r\n");
		}
		assertRefused("PUT / HTTP/1.1\r\n" + HOST + "Expect: tea\r\nContent-Length: 2\r\n\r\n", 417);
	}

	@Test
	void memoryForBodyGrowsWithWhatHasCome() {
		try (CodecDriver driver = echo()) {
			driver.receive("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\n");
			assertThat(driver.codec().bufferedBytes()).isZero();
			driver.receive(new byte[1000]);
			assertThat(driver.codec().bufferedBytes()).isEqualTo(1000);
			assertThat(driver.unread()).isZero();
		}
	}

	private static void assertRefused(String received, int status) {
		byte[] bytes = received.getBytes(StandardCharsets.ISO_8859_1);
		try (CodecDriver whole = echo().receive(bytes); CodecDriver parts = echo()) {
			if (bytes.length < 2000) {
				parts.receiveByteByByte(bytes);
			}
			else {
				parts.receiveSplit(bytes, new Random(1));
			}
			for (CodecDriver driver : List.of(whole, parts)) {
				assertThat(driver.messages()).isEmpty();
				assertThat(driver.failure()).isNotNull().satisfies((failure) -> {
					assertThat(failure.isAnswered()).isTrue();
					assertThat(failure.closeReason().initiator()).isEqualTo(CloseReason.Initiator.SERVER);
				});
				assertThat(driver.sent()).startsWith("HTTP/1.1 " + status + " ")
					.contains("\r\nConnection: close\r\n")
					.containsPattern("\r\nContent-Length: [1-9]")
					.contains("\r\nDate: ");
			}
		}
	}

	private static CodecDriver echo() {
		return new CodecDriver(new HttpProtocol()).answerWith((request) -> "");
	}

	private static String describe(Object message) {
		HttpRequest request = (HttpRequest) message;
		return request.method() + ' ' + request.uri() + ' ' + request.bodyText();
	}

}
