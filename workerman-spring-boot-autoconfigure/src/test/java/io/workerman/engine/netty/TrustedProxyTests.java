package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions.Proxies.Header;
import io.workerman.engine.WorkerOptions.Proxies.Mode;
import io.workerman.engine.WorkerOptions.Proxies.Network;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.WebSocketHandshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Proxies that name the client in a header of HTTP.
 */
class TrustedProxyTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private static WorkerBuilder http(String... trusted) {
		WorkerBuilder builder = StartedWorkers.builder("http://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send("<" + ends((HttpRequest) message) + ">\n"));
		List.of(trusted).forEach(builder::trustedProxy);
		return builder;
	}

	private static String ends(HttpRequest request) {
		String port = (request.remoteAddress() instanceof InetSocketAddress inet
				&& inet.getPort() != request.connection().remotePort()) ? " " + inet.getPort() : "";
		return request.remoteIp() + port;
	}

	private static String ask(TestClient client, String header) throws IOException {
		client.send("GET / HTTP/1.1\r\nHost: a\r\n" + (header.isEmpty() ? "" : header.replace("|", "\r\n") + "\r\n")
				+ "\r\n");
		String line = client.line();
		while (!line.startsWith("<")) {
			line = client.line();
		}
		return line.substring(1, line.length() - 1);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = ';', value = { //
			"``; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7; 192.0.2.7 0", //
			"X-Forwarded-For: 192.0.2.7:4711; 192.0.2.7 4711", //
			"X-Forwarded-For: 2001:DB8:0::7; 2001:db8::7 0", //
			"X-Forwarded-For: [2001:db8::7]; 2001:db8::7 0", //
			"X-Forwarded-For: [2001:db8::7]:4711; 2001:db8::7 4711", //
			"X-Forwarded-For: ::ffff:192.0.2.7; 192.0.2.7 0", //
			"X-Forwarded-For: 203.0.113.1, 192.0.2.7; 192.0.2.7 0", //
			"X-Forwarded-For: 192.0.2.7, 10.1.2.3; 192.0.2.7 0", //
			"X-Forwarded-For: 203.0.113.1, 192.0.2.7 ,10.1.2.3,fd00::1; 192.0.2.7 0", //
			"X-Forwarded-For: 203.0.113.1|X-Forwarded-For: 192.0.2.7|x-forwarded-for: 10.1.2.3; 192.0.2.7 0", //
			"X-Forwarded-For: 10.0.0.9, 10.1.2.3; 10.0.0.9 0", //
			"X-Forwarded-For: 127.0.0.1, 192.0.2.7; 192.0.2.7 0", //
			"X-Forwarded-For: 192.0.2.7, unknown; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7, unknown, 10.1.2.3; 10.1.2.3 0", //
			"X-Forwarded-For: 192.0.2.7,; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7:65536; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7:; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7:-1; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.256; 127.0.0.1", //
			"X-Forwarded-For: [192.0.2.7]; 127.0.0.1", //
			"X-Forwarded-For: [2001:db8::7; 127.0.0.1", //
			"X-Forwarded-For: [2001:db8::7]x; 127.0.0.1", //
			"X-Forwarded-For: fe80::1%eth0; 127.0.0.1", //
			"X-Forwarded-For: localhost; 127.0.0.1", //
			"X-Forwarded-For: 192.0.2.7\t; 192.0.2.7 0", //
			"X-Real-IP: 192.0.2.7; 192.0.2.7 0", //
			"X-Real-IP: 203.0.113.1, 192.0.2.7; 127.0.0.1", //
			"X-Real-IP: 203.0.113.1|X-Forwarded-For: 192.0.2.7; 192.0.2.7 0", //
			"Forwarded: for=203.0.113.1|X-Real-IP: 192.0.2.7; 192.0.2.7 0" })
	@DisplayName("D12 The client of a trusted proxy is the right-most hop that is not one of them")
	void clientOfTrustedProxyIsTheRightMostOther(String header, String client) throws Exception {
		Worker worker = this.workers.start(http("127.0.0.1", "10.0.0.0/8", "fd00::/8"));
		try (TestClient proxy = TestClient.of(worker)) {
			assertThat(ask(proxy, header)).isEqualTo(client);
			assertThat(ask(proxy, "")).isEqualTo("127.0.0.1");
			assertThat(ask(proxy, "X-Real-IP: 198.51.100.1")).isEqualTo("198.51.100.1 0");
		}
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '~', value = { //
			"Forwarded: for=192.0.2.7 ~ 192.0.2.7 0", //
			"Forwarded: For=192.0.2.7;proto=http;by=203.0.113.43 ~ 192.0.2.7 0", //
			"Forwarded: proto=http; for=\"192.0.2.7:4711\" ~ 192.0.2.7 4711", //
			"Forwarded: for=\"[2001:db8:cafe::17]:4711\" ~ 2001:db8:cafe::17 4711", //
			"Forwarded: for=203.0.113.1, for=192.0.2.7;host=\"a,b;c\", for=10.1.2.3 ~ 192.0.2.7 0", //
			"Forwarded: for=203.0.113.1|Forwarded: for=192.0.2.7 ~ 192.0.2.7 0", //
			"Forwarded: for=192.0.2.7, for=_hidden, for=10.1.2.3 ~ 10.1.2.3 0", //
			"Forwarded: for=unknown ~ 127.0.0.1", "Forwarded: proto=http ~ 127.0.0.1", //
			"Forwarded: for=\"192.0.2.7 ~ 127.0.0.1" })
	@DisplayName("D12 The standard header Forwarded says the same in its own words")
	void clientWhenForwardedIsSentIsRead(String header, String client) throws Exception {
		Worker worker = this.workers.start(http("127.0.0.1", "10.0.0.0/8"));
		try (TestClient proxy = TestClient.of(worker)) {
			assertThat(ask(proxy, header)).isEqualTo(client);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-For: 192.0.2.7", "X-Real-IP: 192.0.2.7", "Forwarded: for=192.0.2.7" })
	@DisplayName("D12 Whoever is no trusted proxy is believed nothing")
	void headerWhenPeerIsNotTrustedIsIgnored(String header) throws Exception {
		for (Worker worker : List.of(this.workers.start(http()), this.workers.start(http("10.0.0.0/8", "::1")))) {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(ask(client, header)).isEqualTo("127.0.0.1");
			}
		}
	}

	@Test
	@DisplayName("D12 Only the headers that the proxy sets are looked at, in their order")
	void headerWhenNotNamedIsIgnored() throws Exception {
		Worker worker = this.workers
			.start(http("127.0.0.1").forwardedHeaders(Header.X_REAL_IP, Header.X_FORWARDED_FOR));
		try (TestClient proxy = TestClient.of(worker)) {
			assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.1|X-Real-IP: 192.0.2.7")).isEqualTo("192.0.2.7 0");
			assertThat(ask(proxy, "X-Forwarded-For: 192.0.2.7")).isEqualTo("192.0.2.7 0");
			assertThat(ask(proxy, "Forwarded: for=192.0.2.7")).isEqualTo("127.0.0.1");
		}
	}

	@Test
	@DisplayName("D12 Behind a PROXY protocol header its address is the peer that has to be trusted")
	void headerWhenBehindProxyProtocolIsBelievedOfThatPeer() throws Exception {
		Worker worker = this.workers.start(http("127.0.0.1", "192.0.2.0/25").proxyProtocol(Mode.REQUIRED));
		for (String[] row : new String[][] { { "192.0.2.7", "198.51.100.1 0" }, { "192.0.2.200", "192.0.2.200" } }) {
			try (TestClient proxy = TestClient.of(worker)) {
				proxy.send("PROXY TCP4 " + row[0] + " 198.51.100.9 5678 443\r\n");
				assertThat(ask(proxy, "X-Forwarded-For: 198.51.100.1")).isEqualTo(row[1]);
			}
		}
	}

	@Test
	@DisplayName("P-24 P-61 Behind a proxy the address of a WebSocket is the client's, from the handshake on")
	void webSocketBehindProxyHasTheAddressOfTheClient() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.trustedProxy("127.0.0.0/8")
			.onConnect((connection) -> this.seen.add(connection.remoteIp()))
			.onWebSocketConnect((connection, request) -> {
				connection.attributes().put("realIP", String.valueOf(request.header("x-real-ip")));
				this.seen.add(connection.remoteIp() + " " + ((WebSocketHandshake) request).request().remoteIp());
			})
			.onMessage((connection, message) -> connection
				.send(connection.attributes().get("realIP") + " " + connection.remoteIp()))
			.onClose((connection, reason) -> this.seen.add(connection.remoteIp())));
		try (TestClient proxy = TestClient.of(worker)) {
			proxy.send(String.join("\r\n", "GET / HTTP/1.1", "Host: a", "X-Real-IP: 192.0.2.7", "Upgrade: websocket",
					"Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
					"", ""));
			for (String line = proxy.line(); !line.equals("\r"); line = proxy.line()) {
				assertThat(line).doesNotContain("400");
			}
			proxy.send(new byte[] { (byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i' });
			assertThat(new String(proxy.bytes(21), StandardCharsets.UTF_8)).endsWith("192.0.2.7 192.0.2.7");
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.remoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 0));
			assertThat(connection.localPort()).isEqualTo(worker.port());
		}
		StartedWorkers.await(() -> this.seen.size() == 3);
		assertThat(this.seen).containsExactly("127.0.0.1", "192.0.2.7 192.0.2.7", "192.0.2.7");
	}

	@Test
	@DisplayName("D12 A proxy on a Unix domain socket is trusted as soon as any is")
	void proxyOnUnixSocketIsTrusted(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("s");
		this.workers.start(http("10.0.0.1").listen("unix://" + path).protocol(new HttpProtocol()));
		try (SocketChannel proxy = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			proxy.connect(UnixDomainSocketAddress.of(path));
			proxy.write(ByteBuffer
				.wrap("GET / HTTP/1.0\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
			ByteBuffer answer = ByteBuffer.allocate(4096);
			while (proxy.read(answer) >= 0) {
				assertThat(answer.hasRemaining()).isTrue();
			}
			assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8)).contains("<192.0.2.7");
		}
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255, 11.0.0.0", "10.1.2.3/8, 10.0.0.0, 9.255.255.255",
			"192.0.2.128/25, 192.0.2.128, 192.0.2.127", "192.0.2.1, 192.0.2.1, 192.0.2.2",
			"192.0.2.1/31, 192.0.2.0, 192.0.2.2", "0.0.0.0/0, 203.0.113.1, ::1", "::/0, 2001:db8::1, 203.0.113.1",
			"2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1", "::1, ::1, ::2",
			"::ffff:10.0.0.0/104, 10.255.0.1, 11.0.0.1", "[fd00::]/8, fdff::1, fc00::1" })
	void networkContainsItsAddresses(String network, String inside, String outside) {
		Network parsed = Network.parse(network);
		WorkerBuilder builder = http(network);
		assertThat(builder).isNotNull();
		assertThat(builder.build().options().proxies().trusted()).containsExactly(parsed);
		assertThat(builder.build().options().proxies().trusts(new InetSocketAddress(inside, 1))).isTrue();
		assertThat(builder.build().options().proxies().trusts(new InetSocketAddress(outside, 1))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129",
			"10.0.0.0/8/8", "10.0.0.0/+8", "256.0.0.1", "*" })
	void networkWhenMalformedIsRefused(String network) {
		assertThatIllegalArgumentException().isThrownBy(() -> http(network))
			.withMessage("'%s' is no network (expected an IP address or a CIDR range, such as 10.0.0.0/8 or fd00::/8)",
					network);
	}

}
