package io.workerman.engine.netty;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TextProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Protocols of packages over UDP.
 */
class DatagramProtocolTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private WorkerBuilder udp() {
		return StartedWorkers.builder("udp://127.0.0.1:0")
			.onFailure((connection, failure) -> this.failures.add(String.valueOf(failure.getMessage())));
	}

	private static DatagramSocket client(Worker worker) throws Exception {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
		socket.connect(InetAddress.getByName("127.0.0.1"), worker.port());
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static void send(DatagramSocket client, String text) throws Exception {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		client.send(new DatagramPacket(bytes, bytes.length));
	}

	private static String receive(DatagramSocket client) throws Exception {
		DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
		client.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
	}

	@Test
	@DisplayName("W-24 B-14 Text over UDP: a datagram has any number of lines, and each answer is a datagram")
	void textWhenOverUdpIsCutIntoLines() throws Exception {
		Worker worker = this.workers
			.start(udp().protocol("text").onMessage((connection, message) -> connection.send("<" + message + ">")));
		assertThat(worker.protocol()).isEqualTo("text");
		assertThat(worker.address()).isEqualTo("udp://127.0.0.1:" + worker.port());
		try (DatagramSocket client = client(worker)) {
			send(client, "one\ntwo\r\n\nthree\n");
			assertThat(receive(client)).isEqualTo("<one>\n");
			assertThat(receive(client)).isEqualTo("<two>\n");
			assertThat(receive(client)).isEqualTo("<>\n");
			assertThat(receive(client)).isEqualTo("<three>\n");
			send(client, "four\nhalf");
			assertThat(receive(client)).isEqualTo("<four>\n");
			send(client, "line\n");
			assertThat(receive(client)).isEqualTo("<line>\n");
		}
		assertThat(this.failures).containsExactly("The datagram ends within a package");
		StartedWorkers.await(() -> worker.statistics().messagesSent() == 6);
		assertThat(worker.statistics().messagesReceived()).isEqualTo(6);
	}

	@Test
	@DisplayName("B-14 A custom protocol over UDP; a bad package costs the rest of its datagram and nothing else")
	void customProtocolWhenOverUdpIsCutByInput() throws Exception {
		Worker worker = this.workers
			.start(udp().protocol(new LineProtocol()).onMessage((connection, message) -> connection.send(message)));
		try (DatagramSocket client = client(worker)) {
			send(client, "one\nundecodable\ntwo\n-bad\nthree\n");
			assertThat(receive(client)).isEqualTo("one\n");
			assertThat(receive(client)).isEqualTo("two\n");
			send(client, "!throws\nfour\n");
			send(client, "five\n");
			assertThat(receive(client)).isEqualTo("five\n");
		}
		assertThat(this.failures).hasSize(3);
	}

	@Test
	@DisplayName("B-14 A package larger than max-package-size, and closing, end a datagram")
	void frameWhenTooLargeIsDropped() throws Exception {
		Worker worker = this.workers
			.start(udp().protocol(FrameProtocol.INSTANCE).maxPackageSize(10).onMessage((connection, message) -> {
				connection.send(message);
				connection.close();
				connection.protocol(TextProtocol.INSTANCE);
			}));
		try (DatagramSocket client = client(worker)) {
			send(client, "\0\0\0\13toolong\0\0\0\5a");
			send(client, "\0\0\0\5a\0\0\0\5b");
			send(client, "\0\0\0\12abcdef");
			assertThat(receive(client)).isEqualTo("\0\0\0\5a");
			assertThat(receive(client)).isEqualTo("\0\0\0\12abcdef");
		}
		assertThat(this.failures).containsExactly("The peer sent a package larger than max-package-size (10 bytes)");
	}

	@Test
	@DisplayName("W-23 tcp:// with protocol http is http://")
	void protocolWhenNamedReplacesTheScheme() throws Exception {
		Worker worker = this.workers
			.start(StartedWorkers.tcp().protocol("http").onMessage((connection, message) -> connection.send("hello")));
		assertThat(worker.protocol()).isEqualTo("http");
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("GET / HTTP/1.0\r\n\r\n").restAsText()).startsWith("HTTP/1.1 200 OK\r\n")
				.endsWith("\r\n\r\nhello");
		}
	}

	@Test
	@DisplayName("W-24 A protocol that needs a connection cannot be spoken over UDP")
	void protocolWhenItNeedsAConnectionIsRefused() {
		Worker worker = this.workers.add(udp().protocol("websocket").build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(worker::start)
			.withMessage("Worker 'test' cannot start: The protocol 'websocket' needs a connection, which udp is not");
		Worker unknown = this.workers.add(udp().protocol("chat").build());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(unknown::start)
			.withMessage("Worker 'test' cannot start: There is no protocol 'chat'"
					+ " (expected one of frame, http, tcp, text, udp, unix, unixgram, websocket)");
	}

}
