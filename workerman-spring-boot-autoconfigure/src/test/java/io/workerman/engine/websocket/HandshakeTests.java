package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.CloseReason;
import io.workerman.engine.http.CodecDriver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests open a WebSocket.
 */
class HandshakeTests {

	static final String REQUEST = """
			GET /chat?token=1 HTTP/1.1\r
			Host: a.test\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			Sec-WebSocket-Version: 13\r
			\r
			""";

	static final String RESPONSE = """
			HTTP/1.1 101 Switching Protocols\r
			Upgrade: websocket\r
			Sec-WebSocket-Version: 13\r
			Connection: Upgrade\r
			Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
			\r
			""";

	@Test
	@DisplayName("P-20 answer to the handshake")
	void requestIsAnswered() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			assertThat(driver.codec().isEstablished()).isFalse();
			assertThat(driver.codec().encodingKey()).isNull();
			assertThat(driver.receive(REQUEST).sent()).isEqualTo(RESPONSE);
			assertThat(driver.codec().isEstablished()).isTrue();
			assertThat(driver.codec().encodingKey()).isNotNull();
		}
	}

	@Test
	@DisplayName("P-20 one byte at a time")
	void requestByteByByteIsAnswered() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			driver.receiveByteByByte(REQUEST.getBytes(StandardCharsets.UTF_8));
			assertThat(driver.sent()).isEqualTo(RESPONSE);
		}
	}

	@Test
	@DisplayName("S-68 token lists in any case; a subprotocol is not echoed")
	void tokensAreFoundInLists() {
		assertAccepted(REQUEST.replace("Upgrade: websocket", "UPGRADE: foo, WebSocket")
			.replace("Connection: Upgrade", "connection: keep-alive, UPGRADE")
			.replace("Host:", "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\nHost:"));
		assertAccepted(REQUEST.replace("Upgrade: websocket", "Upgrade: foo\r\nUpgrade: websocket"));
	}

	private static void assertAccepted(String request) {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			assertThat(driver.receive(request).sent()).isEqualTo(RESPONSE);
		}
	}

	@Test
	@DisplayName("a frame glued to the handshake is delivered")
	void framesBehindTheRequestAreDelivered() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol()).answerWith((message) -> message)) {
			driver.receive(Frames.join(REQUEST.getBytes(StandardCharsets.UTF_8), Frames.text("a"), Frames.text("b")));
			assertThat(driver.messages()).containsExactly("a", "b");
			assertThat(driver.sent())
				.isEqualTo(RESPONSE + "\u0081\u0001a".replace("\u0081", "\uFFFD") + "\uFFFD\u0001b");
		}
	}

	@Test
	@DisplayName("P-26 what is sent before the handshake leaves behind it")
	void earlySendsLeaveBehindTheAnswer() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			driver.send("hi");
			assertThat(driver.sentBytes()).isEmpty();
			driver.receive(REQUEST);
			assertThat(driver.sentBytes())
				.isEqualTo(Frames.join(RESPONSE.getBytes(StandardCharsets.UTF_8), Frames.bytes(0x81, 2, 'h', 'i')));
		}
	}

	@Test
	@DisplayName("B-41 the callback comes first and sees the request")
	void callbackIsAskedBeforeTheAnswer() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			driver.onHandshake((request) -> {
				assertThat(request.path()).isEqualTo("/chat");
				assertThat(request.query("token")).isEqualTo("1");
				assertThat(request.header("host")).isEqualTo("a.test");
				assertThat(driver.sent()).isEmpty();
				assertThat(driver.codec().isEstablished()).isFalse();
				return true;
			}).receive(REQUEST);
			assertThat(driver.sent()).isEqualTo(RESPONSE);
		}
	}

	@Test
	@DisplayName("B-41 refused by the callback")
	void refusedRequestIsForbidden() {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol()).onHandshake((request) -> false)) {
			driver.send("never");
			assertThat(driver.receive(REQUEST).sent()).startsWith("HTTP/1.1 403 Forbidden\r\n")
				.contains("\r\nConnection: close\r\n")
				.doesNotContain("101", "never");
			assertThat(driver.failure()).isNotNull().satisfies((failure) -> {
				assertThat(failure.isAnswered()).isTrue();
				assertThat(failure.closeReason().code()).isEqualTo(CloseReason.POLICY_VIOLATION);
			});
			assertThat(driver.codec().isEstablished()).isFalse();
			assertThat(driver.goodbye(1001, "")).isFalse();
			assertThat(driver.sent()).isEmpty();
		}
	}

	@Test
	@DisplayName("P-21 no key")
	void requestWithoutKeyIsRefused() {
		assertRefused(REQUEST.replaceAll("Sec-WebSocket-Key.*\r\n", ""), 400, "Sec-WebSocket-Key not found.");
		assertRefused("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400,
				"This is a WebSocket service and can not be accessed via HTTP.");
		assertRefused("GET / HTTP/1.0\r\n\r\n", 400, "Sec-WebSocket-Key not found.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "hello", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0081\u0085",
			"GET / HTTP/3\r\n", "GET / HTTP/1.1\r\nHost : a\r\n" })
	@DisplayName("P-21 no request of a WebSocket")
	void otherDataIsRefused(String data) {
		assertRefused(data, 400, "Invalid handshake data for websocket.");
	}

	@Test
	void requestOfHttp10IsRefused() {
		assertRefused(REQUEST.replace("HTTP/1.1", "HTTP/1.0"), 400, "Invalid handshake data for websocket.");
	}

	@Test
	void requestWithBodyIsRefused() {
		assertRefused(REQUEST.replace("Upgrade: websocket", "Upgrade: websocket\r\nContent-Length: 1") + "x", 400,
				"Invalid handshake data for websocket.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZWU=", "dGhlIHNhbXBsZSBub25jZWVl",
			"!!!!IHNhbXBsZSBub25jZQ==", "x", "" })
	@DisplayName("S-69 the key has 16 bytes")
	void malformedKeyIsRefused(String key) {
		assertRefused(REQUEST.replace("dGhlIHNhbXBsZSBub25jZQ==", key), 400, "Sec-WebSocket-Key is malformed.");
	}

	@ParameterizedTest
	@CsvSource({ "Upgrade: websocket,Upgrade: h2c", "Upgrade: websocket,X: websocket", "Connection: Upgrade,X: Upgrade",
			"Connection: Upgrade,Connection: close" })
	void requestWithoutUpgradeIsToldToUpgrade(String present, String instead) {
		assertRefused(REQUEST.replace(present, instead), 426, "This is a WebSocket service");
	}

	@ParameterizedTest
	@CsvSource({ "8,426", "14,426", "013,426", "x,426" })
	@DisplayName("B-40 version")
	void otherVersionIsRefused(String version, int status) {
		String sent = assertRefused(REQUEST.replace("Version: 13", "Version: " + version), status, "13");
		assertThat(sent).contains("\r\nSec-WebSocket-Version: 13\r\n");
	}

	@Test
	@DisplayName("B-40 version missing")
	void missingVersionIsRefused() {
		String sent = assertRefused(REQUEST.replaceAll("Sec-WebSocket-Version.*\r\n", ""), 400, "13");
		assertThat(sent).contains("\r\nSec-WebSocket-Version: 13\r\n");
	}

	@Test
	@DisplayName("B-31 head of 16 KiB")
	void largeHeadIsRefused() {
		assertRefused("GET /" + "a".repeat(17000), 414, "too long");
		assertRefused("GET / HTTP/1.1\r\nX: " + "a".repeat(17000), 431, "too large");
	}

	private static String assertRefused(String request, int status, String reason) {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol())) {
			String sent = driver.receive(request.getBytes(StandardCharsets.ISO_8859_1)).sent();
			assertThat(sent).startsWith("HTTP/1.1 " + status + " ")
				.contains(reason)
				.containsPattern("\r\nConnection: close")
				.containsPattern("\r\nContent-Length: [1-9]");
			assertThat(driver.failure()).isNotNull().satisfies((failure) -> assertThat(failure.isAnswered()).isTrue());
			assertThat(driver.messages()).isEmpty();
			return sent;
		}
	}

}
