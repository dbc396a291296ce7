package io.workerman.engine.websocket;

import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.http.CodecDriver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a listener and its handshake callbacks may ask of a handshake.
 */
class HandshakeOptionsTests {

	private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\n";

	@Test
	void pathWhenItIsAnotherIsNotFound() {
		WebSocketOptions options = WebSocketOptions.ofPath("/chat");
		assertThat(answer(options, "")).startsWith(SWITCHED);
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol(options))) {
			assertThat(driver.receive(HandshakeTests.REQUEST.replace("/chat", "/chats")).sent())
				.startsWith("HTTP/1.1 404 Not Found\r\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "http://a.test,true", "https://a.test,true", "https://a.test:443,true", "HTTP://A.TEST:80,true",
			"http://a.test:8080,false", "http://b.test,false", "https://a.test.evil,false", "null,false", "x,false",
			"'http://a.test, http://b.test',false" })
	@DisplayName("Unless others are allowed a page has to be from the host that it connects to")
	void originWhenNoneIsNamedHasToBeTheSame(String origin, boolean allowed) {
		assertOrigin(List.of(), origin, allowed);
	}

	@ParameterizedTest
	@CsvSource({ "https://chat.example.com,true", "https://CHAT.example.com,true", "https://example.com,false",
			"http://chat.example.com,false", "https://a.b.example.com,true", "https://evil.com/.example.com,false",
			"https://exact.test,true", "https://exact.test:444,false", "https://a.test,false" })
	void originWhenSomeAreNamedHasToBeOneOfThem(String origin, boolean allowed) {
		assertOrigin(List.of("https://*.example.com", "https://exact.test/"), origin, allowed);
	}

	@Test
	void originWhenAllAreAllowedDoesNotMatter() {
		assertOrigin(List.of("*"), "https://anywhere.test", true);
		assertOrigin(List.of("*"), "null", true);
	}

	private static void assertOrigin(List<String> allowedOrigins, String origin, boolean allowed) {
		WebSocketOptions options = new WebSocketOptions("", List.of(), allowedOrigins, 0, null, false);
		assertThat(answer(options, "Origin: " + origin + "\r\n"))
			.startsWith(allowed ? SWITCHED : "HTTP/1.1 403 Forbidden\r\n");
	}

	@Test
	@DisplayName("Of the offered subprotocols the first known is chosen, an unknown one is not echoed")
	void subprotocolIsChosen() {
		WebSocketOptions options = new WebSocketOptions("", List.of("mqtt", "chat.v2"), List.of(), 0, null, false);
		assertThat(answer(options, "Sec-WebSocket-Protocol: chat.v3, chat.v2\r\nSec-WebSocket-Protocol: mqtt\r\n"))
			.contains("\r\nSec-WebSocket-Protocol: chat.v2\r\n");
		assertThat(answer(options, "Sec-WebSocket-Protocol: chat.v3\r\n")).startsWith(SWITCHED)
			.doesNotContain("Sec-WebSocket-Protocol");
		assertThat(answer(options, "")).startsWith(SWITCHED).doesNotContain("Sec-WebSocket-Protocol");
	}

	@Test
	@DisplayName("B-41 the callback chooses a subprotocol and adds headers")
	void callbackShapesTheAnswer() {
		assertThat(answer(WebSocketOptions.DEFAULTS, "Sec-WebSocket-Protocol: a, b\r\n", (handshake) -> {
			assertThat(handshake.offeredSubprotocols()).containsExactly("a", "b");
			assertThat(handshake.request().host()).isEqualTo("a.test");
			handshake.subprotocol("b").addHeader("Set-Cookie", "a=1").addHeader("Set-Cookie", "b=2");
		})).startsWith(SWITCHED)
			.contains("\r\nSec-WebSocket-Protocol: b\r\n", "\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
	}

	@Test
	@DisplayName("The callback refuses with a status of its own, once")
	void callbackRefusesWithStatus() {
		assertThat(answer(WebSocketOptions.DEFAULTS, "", (handshake) -> {
			handshake.addHeader("WWW-Authenticate", "Bearer").refuse(401, "Who are you?");
			handshake.refuse(500, "not this");
		})).startsWith("HTTP/1.1 401 Unauthorized\r\n")
			.contains("\r\nWWW-Authenticate: Bearer\r\n", "\r\nConnection: close\r\n")
			.endsWith("\r\n\r\nWho are you?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "connection", "Sec-WebSocket-Accept", "sec-websocket-protocol", "a b", "",
			"Content-Length" })
	void headerWhenItMayNotBeSetIsRefused(String name) {
		answer(WebSocketOptions.DEFAULTS, "",
				(handshake) -> assertThatIllegalArgumentException().isThrownBy(() -> handshake.addHeader(name, "x")));
	}

	@Test
	void valuesWhenImpossibleAreRefused() {
		answer(WebSocketOptions.DEFAULTS, "Sec-WebSocket-Protocol: a\r\n", (handshake) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> handshake.addHeader("X-A", "1\r\nX-B: 2"))
				.withMessage("The value of the header 'X-A' has a control character");
			assertThatIllegalArgumentException().isThrownBy(() -> handshake.subprotocol("b"))
				.withMessage("subprotocol: b (expected one of [a])");
			assertThatIllegalArgumentException().isThrownBy(() -> handshake.refuse(101, ""))
				.withMessage("status: 101 (expected: 300..599)");
		});
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketOptions.ofPath("chat"))
			.withMessage("path: chat (expected a path that begins with '/')");
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketOptions.Compression.ofLevel(10))
			.withMessage("level: 10 (expected: 1..9)");
	}

	private static String answer(WebSocketOptions options, String headers) {
		return answer(options, headers, (handshake) -> {
		});
	}

	private static String answer(WebSocketOptions options, String headers, Consumer<WebSocketHandshake> callback) {
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol(options))) {
			driver.onHandshake((HandshakeRequest request) -> {
				callback.accept((WebSocketHandshake) request);
				return true;
			});
			return driver.receive(HandshakeTests.REQUEST.replace("Host:", headers + "Host:")).sent();
		}
	}

}
