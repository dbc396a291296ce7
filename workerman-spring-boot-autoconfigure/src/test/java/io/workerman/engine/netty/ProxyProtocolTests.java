package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions.Proxies.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The PROXY protocol in front of the protocol of a listener.
 */
class ProxyProtocolTests {

	private static final String TCP4 = "PROXY TCP4 192.0.2.7 198.51.100.9 5678 443\r\n";

	private static final String TOLD4 = "192.0.2.7 5678 198.51.100.9 443";

	private static final String TCP6 = "PROXY TCP6 2001:db8::7 2001:db8:0:0:0:0:0:9 65535 1\r\n";

	private static final String TOLD6 = "2001:db8::7 65535 2001:db8::9 1";

	private static final byte[] ADDRESSES4 = ProxyHeaders.addresses("192.0.2.7", 5678, "198.51.100.9", 443);

	private static final byte[] ADDRESSES6 = ProxyHeaders.addresses("2001:db8::7", 65535, "2001:db8::9", 1);

	private static final byte[] CHECKSUM = ProxyHeaders.value(3, new byte[4]);

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final Set<String> connected = ConcurrentHashMap.newKeySet();

	private static String ends(Connection connection) {
		return "%s %d %s %d".formatted(connection.remoteIp(), connection.remotePort(), connection.localIp(),
				connection.localPort());
	}

	private WorkerBuilder builder(Mode mode) {
		return builder("text://127.0.0.1:0", mode);
	}

	private WorkerBuilder builder(String address, Mode mode) {
		return silent(address, mode)
			.onMessage((connection, message) -> connection.send(message + " " + ends(connection)));
	}

	private WorkerBuilder silent(String address, Mode mode) {
		return StartedWorkers.builder(address)
			.proxyProtocol(mode)
			.onConnect((connection) -> this.connected.add(ends(connection)));
	}

	private WorkerBuilder echo() {
		return silent("tcp://127.0.0.1:0", Mode.OPTIONAL).onMessage(Connection::send);
	}

	private static long rejections(Worker worker) {
		return worker.rejections().get("proxy-protocol");
	}

	private static void assertEnds(TestClient client, String told) throws Exception {
		assertThat(client.line()).isEqualTo("hello " + ((told != null) ? told
				: "127.0.0.1 %d 127.0.0.1 %d".formatted(client.socket().getLocalPort(), client.socket().getPort())));
	}

	static Stream<List<Object>> headers() {
		return Stream
			.of(List.of("TCP4", ProxyHeaders.bytes(TCP4), TOLD4), List.of("TCP6", ProxyHeaders.bytes(TCP6), TOLD6),
					List.of("UNKNOWN", ProxyHeaders.bytes("PROXY UNKNOWN\r\n"), ""),
					List.of("UNKNOWN with anything", ProxyHeaders.bytes("PROXY UNKNOWN ffff::1 whatever  1\r\n"), ""),
					List.of("the longest line",
							ProxyHeaders.bytes(
									"PROXY UNKNOWN " + "x".repeat(107 - "PROXY UNKNOWN \r\n".length()) + "\r\n"),
							""),
					List.of("IPv4", ProxyHeaders.binary(0x21, 0x11, ADDRESSES4), TOLD4),
					List.of("IPv4 datagram", ProxyHeaders.binary(0x21, 0x12, ADDRESSES4), TOLD4),
					List.of("IPv6", ProxyHeaders.binary(0x21, 0x21, ADDRESSES6), TOLD6),
					List.of("IPv4 in IPv6",
							ProxyHeaders.binary(0x21, 0x21,
									ProxyHeaders.join(new byte[10], new byte[] { -1, -1, (byte) 192, 0, 2, 7 },
											new byte[10], new byte[] { -1, -1, (byte) 198, 51, 100, 9 }),
									new byte[] { 0x16, 0x2e, 1, (byte) 187 }),
							TOLD4),
					List.of("values",
							ProxyHeaders.binary(0x21, 0x11, ADDRESSES4, ProxyHeaders.value(1, ProxyHeaders.bytes("h2")),
									ProxyHeaders.value(4), ProxyHeaders.value(0xea, new byte[1000])),
							TOLD4),
					List.of("checksum", ProxyHeaders.summed(ProxyHeaders.binary(0x21, 0x21, ADDRESSES6, CHECKSUM)),
							TOLD6),
					List.of("UNIX", ProxyHeaders.binary(0x21, 0x31, ProxyHeaders.paths("/run/a", "/run/b")), " 0  0"),
					List.of("UNSPEC", ProxyHeaders.binary(0x21, 0x00), ""),
					List.of("UNSPEC with anything", ProxyHeaders.binary(0x21, 0x00, new byte[7]), ""),
					List.of("LOCAL", ProxyHeaders.binary(0x20, 0x00), ""),
					List.of("LOCAL with addresses", ProxyHeaders.binary(0x20, 0x11, ADDRESSES4), ""));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("headers")
	@DisplayName("D12 The ends of a connection are those that the header tells, however it arrives")
	void headerWhenSentTellsTheEnds(List<Object> row) throws Exception {
		byte[] header = (byte[]) row.get(1);
		String told = ((String) row.get(2)).isEmpty() ? null : (String) row.get(2);
		byte[] glued = ProxyHeaders.join(header, ProxyHeaders.bytes("hello\nhello\n"));
		for (Mode mode : List.of(Mode.OPTIONAL, Mode.REQUIRED)) {
			Worker worker = this.workers.start(builder(mode));
			try (TestClient client = TestClient.of(worker)) {
				client.send(glued);
				assertEnds(client, told);
				assertEnds(client, told);
			}
			try (TestClient client = TestClient.of(worker)) {
				client.sendBytewise(glued);
				assertEnds(client, told);
			}
			for (int split = 1; split < Math.min(glued.length, 80); split++) {
				try (TestClient client = TestClient.of(worker)) {
					client.send(Arrays.copyOf(glued, split));
					client.send(Arrays.copyOfRange(glued, split, glued.length));
					assertEnds(client, told);
				}
			}
			assertThat(rejections(worker)).isZero();
			if (told != null) {
				assertThat(this.connected).contains(told);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(HAProxyProtocolVersion.class)
	@DisplayName("D12 What another implementation writes is understood")
	void headerOfAnotherImplementationIsUnderstood(HAProxyProtocolVersion version) throws Exception {
		EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
		encoder.writeOutbound(new HAProxyMessage(version, HAProxyCommand.PROXY, HAProxyProxiedProtocol.TCP4,
				"192.0.2.7", "198.51.100.9", 5678, 443));
		ByteBuf header = encoder.readOutbound();
		Worker worker = this.workers.start(builder(Mode.REQUIRED));
		try (TestClient client = TestClient.of(worker)) {
			client.send(ByteBufUtil.getBytes(header)).send("hello\n");
			assertEnds(client, TOLD4);
		}
		finally {
			header.release();
			encoder.finishAndReleaseAll();
		}
	}

	@Test
	@DisplayName("D12 Required: a connection whose header is missing or malformed is closed and counted")
	void connectionWhenHeaderIsRequiredButBadIsClosed() throws Exception {
		Worker worker = this.workers.start(builder(Mode.REQUIRED));
		List<byte[]> all = Stream.concat(ProxyHeaders.malformed(), ProxyHeaders.looksLike()).toList();
		for (byte[] bytes : all) {
			try (TestClient client = TestClient.of(worker)) {
				client.send(bytes).send("hello\n");
				assertThat(client.drain()).isZero();
			}
			catch (IOException ex) {
				// closed while it was sending
			}
		}
		StartedWorkers.await(() -> rejections(worker) == all.size());
		assertThat(this.connected).isEmpty();
		assertThat(worker.statistics().opened()).isZero();
	}

	@Test
	@DisplayName("D12 Optional: a binary header that is malformed is no data either")
	void connectionWhenBinaryHeaderIsMalformedIsClosed() throws Exception {
		Worker worker = this.workers.start(builder(Mode.OPTIONAL));
		List<byte[]> all = ProxyHeaders.malformed().toList();
		for (byte[] bytes : all) {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(client.send(bytes).drain()).isZero();
			}
		}
		StartedWorkers.await(() -> rejections(worker) == all.size());
		assertThat(this.connected).isEmpty();
	}

	@Test
	@DisplayName("D12 Optional: data that only begins like a header is passed on unharmed, byte by byte too")
	void dataWhenItOnlyLooksLikeAHeaderIsPassedOn() throws Exception {
		Worker worker = this.workers.start(echo());
		for (byte[] bytes : ProxyHeaders.looksLike().toList()) {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(client.send(bytes).bytes(bytes.length)).isEqualTo(bytes);
			}
			try (TestClient client = TestClient.of(worker)) {
				assertThat(client.sendBytewise(bytes).bytes(bytes.length)).isEqualTo(bytes);
			}
		}
		assertThat(rejections(worker)).isZero();
	}

	@Test
	@DisplayName("D12 Optional: a beginning is data when nothing follows, and when the client ends its side")
	void dataWhenNothingFollowsIsPassedOn() throws Exception {
		Worker worker = this.workers.start(echo());
		try (TestClient silent = TestClient.of(worker);
				TestClient beginning = TestClient.of(worker);
				TestClient ended = TestClient.of(worker)) {
			beginning.send("PROXY ");
			assertThat(ended.send("PROX").finish().restAsText()).isEqualTo("PROX");
			assertThat(beginning.bytes(6)).isEqualTo(ProxyHeaders.bytes("PROXY "));
			StartedWorkers.await(() -> worker.statistics().opened() == 3);
			assertThat(silent.send("late").bytes(4)).isEqualTo(ProxyHeaders.bytes("late"));
		}
	}

	@Test
	@DisplayName("D12 Required: a header has to come in time, and bytes one by one do not help")
	void connectionWhenHeaderIsLateIsClosed() throws Exception {
		Worker worker = this.workers.start(builder(Mode.REQUIRED));
		long begin = System.nanoTime();
		try (TestClient silent = TestClient.of(worker); TestClient slow = TestClient.of(worker)) {
			slow.send("PROXY UNK");
			StartedWorkers.await(() -> {
				if (rejections(worker) == 0) {
					slow.send("N");
				}
				return rejections(worker) == 2;
			});
			assertThat(silent.drain()).isZero();
			assertThat(slow.drain()).isZero();
		}
		catch (IOException ex) {
			// closed while it was sending
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(4),
				Duration.ofSeconds(10));
	}

	@Test
	@DisplayName("D12 Required: looking whether the port is open is no rejection, half a header is")
	void connectionWhenEndedBeforeTheHeaderIsClosed() throws Exception {
		Worker worker = this.workers.start(builder(Mode.REQUIRED).maxConnections(1));
		try (TestClient check = TestClient.of(worker)) {
			assertThat(check.finish().drain()).isZero();
		}
		assertThat(rejections(worker)).isZero();
		StartedWorkers.await(() -> {
			try (TestClient half = TestClient.of(worker)) {
				half.send("PROXY TCP4 ").finish().drain();
			}
			return rejections(worker) > 0;
		});
		StartedWorkers.await(() -> {
			try (TestClient client = TestClient.of(worker)) {
				return client.send(TCP4 + "hello\n").line().endsWith(TOLD4);
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "websocket" })
	@DisplayName("D12 With and without a header, every protocol says what it always says")
	void protocolWhenHeaderIsOptionalIsServed(String scheme) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.proxyProtocol(Mode.OPTIONAL)
			.onWebSocketConnect((connection, request) -> connection.send(connection.remoteIp()))
			.onMessage((connection, message) -> connection.send(connection.remoteIp())));
		String request = String.join("\r\n", "GET / HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: Upgrade",
				"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "");
		for (String header : List.of("", TCP4)) {
			try (TestClient client = TestClient.of(worker)) {
				client.send(header + request);
				assertThat(client.line()).startsWith("HTTP/1.1 ");
				for (String line = client.line(); !line.equals("\r"); line = client.line()) {
					assertThat(line).contains(": ");
				}
				String ip = header.isEmpty() ? "127.0.0.1" : "192.0.2.7";
				byte[] body = client.bytes(ip.length() + (scheme.equals("websocket") ? 2 : 0));
				assertThat(new String(body, StandardCharsets.ISO_8859_1)).endsWith(ip);
			}
		}
	}

	@Test
	@DisplayName("D12 The limit for one address counts the clients that the headers tell")
	void limitWhenHeaderIsSentCountsClients() throws Exception {
		Worker worker = this.workers.start(builder(Mode.REQUIRED).maxConnectionsPerIp(1));
		try (TestClient first = TestClient.of(worker);
				TestClient second = TestClient.of(worker);
				TestClient other = TestClient.of(worker)) {
			first.send(TCP4 + "hello\n");
			assertEnds(first, TOLD4);
			assertThat(second.send(TCP4 + "hello\n").drain()).isZero();
			other.send(TCP6 + "hello\n");
			assertEnds(other, TOLD6);
		}
		assertThat(worker.rejections()).containsEntry("max-connections", 0L)
			.containsEntry("max-connections-per-ip", 1L)
			.containsEntry("proxy-protocol", 0L);
		StartedWorkers.await(() -> worker.connections().isEmpty());
		StartedWorkers.await(() -> {
			try (TestClient again = TestClient.of(worker)) {
				return again.send(TCP4 + "hello\n").line().endsWith(TOLD4);
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	@Test
	@DisplayName("D12 Sockets without a header yet count for max-connections, and http says that there is no room")
	void limitWhenHeaderIsMissingCountsSockets() throws Exception {
		Worker worker = this.workers
			.start(builder("http://127.0.0.1:0", Mode.REQUIRED).maxConnections(2).maxConnectionsPerIp(1));
		try (TestClient waiting = TestClient.of(worker); TestClient second = TestClient.of(worker)) {
			try (TestClient third = TestClient.of(worker)) {
				assertThat(third.restAsText()).startsWith("HTTP/1.1 503 ");
			}
			waiting.send(TCP4 + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(waiting.line()).startsWith("HTTP/1.1 200");
			assertThat(second.send(TCP4 + "GET / HTTP/1.1\r\nHost: a\r\n\r\n").restAsText())
				.startsWith("HTTP/1.1 503 ");
		}
		assertThat(worker.rejections()).containsEntry("max-connections", 1L)
			.containsEntry("max-connections-per-ip", 1L);
	}

	@Test
	@DisplayName("D12 With trusted proxies nobody else may send a header")
	void headerWhenPeerIsNotTrustedIsRefusedOrData() throws Exception {
		Worker required = this.workers.start(builder(Mode.REQUIRED).trustedProxy("192.0.2.0/24"));
		try (TestClient client = TestClient.of(required)) {
			assertThat(client.drain()).isZero();
		}
		StartedWorkers.await(() -> rejections(required) == 1);
		Worker optional = this.workers.start(builder(Mode.OPTIONAL).trustedProxy("192.0.2.0/24"));
		try (TestClient client = TestClient.of(optional)) {
			StartedWorkers.await(() -> this.connected.stream().anyMatch((ends) -> ends.startsWith("127.0.0.1 ")));
			client.send(TCP4);
			assertThat(client.line()).startsWith(TCP4.strip() + " 127.0.0.1 ");
		}
		Worker trusting = this.workers.start(builder(Mode.REQUIRED).trustedProxy("127.0.0.0/8"));
		try (TestClient client = TestClient.of(trusting)) {
			client.send(TCP4 + "hello\n");
			assertEnds(client, TOLD4);
		}
	}

	@Test
	@DisplayName("D12 A worker that stops does not wait for headers")
	void stopWhenHeadersAreMissingDoesNotWait() throws Exception {
		Worker worker = this.workers.add(builder(Mode.REQUIRED).stopTimeout(Duration.ofSeconds(30)).build());
		worker.start();
		try (TestClient client = TestClient.of(InetAddress.getLoopbackAddress().getHostAddress(), worker.port())) {
			client.send("PROXY ");
			long begin = System.nanoTime();
			worker.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
			assertThat(client.drain()).isZero();
		}
	}

}
