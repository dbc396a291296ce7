package io.workerman.engine.client;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ClientAddress}.
 */
class ClientAddressTests {

	@ParameterizedTest
	@DisplayName("A-01 The port is 80 and the path / unless given")
	@CsvSource({ "tcp://127.0.0.1:3306, tcp, 127.0.0.1, 3306, /", "ws://chat.example, ws, chat.example, 80, /",
			"wss://chat.example, wss, chat.example, 443, /", "ssl://chat.example, ssl, chat.example, 443, /",
			"ws://chat.example/a/b?c=d#e, ws, chat.example, 80, /a/b?c=d",
			"ws://chat.example?c=d, ws, chat.example, 80, /?c=d", "Text://[::1]:12345, Text, ::1, 12345, /",
			"ws://[::1]/x, ws, ::1, 80, /x", "JsonNL://10.0.0.1:1, JsonNL, 10.0.0.1, 1, /",
			"unix:///run/app.sock, unix, /run/app.sock, -1, /" })
	void addressWhenValidIsParsed(String address, String scheme, String host, int port, String uri) {
		assertThat(ClientAddress.parse(address)).isEqualTo(new ClientAddress(scheme, host, port, uri));
	}

	@ParameterizedTest
	@DisplayName("A-09 The host and URI are those of the address")
	@CsvSource({ "ws://chat.example:8080/x?y=z, chat.example, /x?y=z", "tcp://10.0.0.1:80, 10.0.0.1, /" })
	void remoteHostAndUriWhenAskedAreThoseOfTheAddress(String address, String host, String uri) {
		AsyncTcpConnection connection = AsyncTcpConnection.to(address);
		assertThat(connection.remoteHost()).isEqualTo(host);
		assertThat(connection.remoteUri()).isEqualTo(uri);
	}

	@Test
	@DisplayName("A-01 http is refused, and what to use is said")
	void addressWhenHttpIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AsyncTcpConnection.to("http://example.org"))
			.withMessage("'http://example.org' cannot be dialled: use tcp:// and write the request yourself, or an HTTP"
					+ " client (expected one of frame, ssl, tcp, text, unix, ws, wss, or a protocol of the application)");
	}

	@Test
	@DisplayName("W-07 The scheme websocket of listeners is refused and names ws")
	void addressWhenWebsocketIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AsyncTcpConnection.to("websocket://example.org"))
			.withMessageContaining("'websocket' is what a listener has, clients dial 'ws' or 'wss'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "127.0.0.1:80", "://x", "tcp://", "tcp://:80", "tcp://a b:80", "tcp://user@host:80",
			"tcp://host:", "tcp://host:0", "tcp://host:65536", "tcp://host:-1", "tcp://host:x", "tcp://[::1:80",
			"unix://", "unix://app.sock", "9p://x:1", "udp://127.0.0.1:1", "https://example.org" })
	void addressWhenMalformedIsRefused(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> AsyncTcpConnection.to(address))
			.withMessageContaining("expected");
	}

	@Test
	@DisplayName("P-40 The Host has no port when it is the usual one")
	void hostWhenPortIsTheUsualOneHasNone() {
		assertThat(hostOf("ws://chat.example")).isEqualTo("chat.example");
		assertThat(hostOf("ws://[::1]:80")).isEqualTo("[::1]");
		assertThat(hostOf("wss://chat.example")).isEqualTo("chat.example");
		assertThat(hostOf("wss://chat.example:80")).isEqualTo("chat.example:80");
	}

	private static String hostOf(String address) {
		return ClientAddress.parse(address).hostHeader(address.startsWith("wss"));
	}

}
