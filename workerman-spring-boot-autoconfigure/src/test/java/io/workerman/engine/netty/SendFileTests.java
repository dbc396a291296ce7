package io.workerman.engine.netty;

import java.io.ByteArrayOutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.ConnectionInfo;
import io.workerman.engine.SendResult;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.websocket.WebSocketOptions;
import io.workerman.engine.websocket.WebSocketOptions.Compression;
import io.workerman.engine.websocket.WebSocketProtocol;
import io.workerman.peer.Certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Files that are sent like messages.
 */
@Timeout(60)
class SendFileTests {

	private static final int[] SIZES = { 1, 125, 126, 65_535, 65_536, 200_000 };

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@TempDir
	private Path directory;

	private Path file(int size) throws Exception {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return Files.write(this.directory.resolve("file-" + size), bytes);
	}

	private static WorkerBuilder webSocket(@Nullable Compression compression) {
		return StartedWorkers.builder("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of(), 0, compression, false)));
	}

	private static TestClient upgraded(Worker worker) throws Exception {
		TestClient client = TestClient.of(worker);
		client.send(WebSocketClient.UPGRADE.replace("Host:", "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:"));
		WebSocketClient.readHead(client);
		StartedWorkers.await(StartedWorkers.connection(worker)::hasOpened);
		return client;
	}

	@Test
	@DisplayName("S-26 a file and a part of it leave in order with what is sent before and after")
	void fileIsSentInOrder() throws Exception {
		Path file = file(3_000_000);
		byte[] content = Files.readAllBytes(file);
		Worker worker = this.workers.start(StartedWorkers.text().onConnect((connection) -> {
			connection.send("before");
			connection.sendFile(file);
			connection.send("between");
			connection.sendFile(file, 10, 5);
			connection.close("after");
		}));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.line()).isEqualTo("before");
			assertThat(client.bytes(content.length)).isEqualTo(content);
			assertThat(client.line()).isEqualTo("between");
			assertThat(client.bytes(5)).isEqualTo(Arrays.copyOfRange(content, 10, 15));
			assertThat(client.line()).isEqualTo("after");
		}
	}

	@Test
	@DisplayName("S-26 another thread sends a file in order")
	void fileOfAnotherThreadIsSentInOrder() throws Exception {
		Path file = file(500_000);
		Worker worker = this.workers.start(StartedWorkers.tcp());
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			connection.send("a");
			assertThat(connection.sendFile(file, 0, 0)).isEqualTo(SendResult.QUEUED);
			connection.send("z");
			assertThat(client.bytes(1)).isEqualTo(new byte[] { 'a' });
			assertThat(client.bytes(500_000)).isEqualTo(Files.readAllBytes(file));
			assertThat(client.bytes(1)).isEqualTo(new byte[] { 'z' });
		}
	}

	@Test
	@DisplayName("S-26 a file goes through TLS in order, and info knows of TLS")
	void fileIsSentOverTls() throws Exception {
		Path file = file(1_000_000);
		Worker worker = this.workers.start(StartedWorkers.text()
			.tls(TlsOptions.of(Certificates.server("server")))
			.onMessage((connection, message) -> {
				connection.send("before");
				connection.sendFile(file);
				connection.send("after");
			}));
		try (TestClient client = TestClient.tls(worker, Certificates.client())) {
			client.send("file\n");
			assertThat(client.line()).isEqualTo("before");
			assertThat(client.bytes(1_000_000)).isEqualTo(Files.readAllBytes(file));
			assertThat(client.line()).isEqualTo("after");
			ConnectionInfo info = StartedWorkers.connection(worker).info();
			assertThat(info.secure()).isTrue();
			assertThat(info.clientCertificate()).isNull();
		}
	}

	@Test
	@DisplayName("S-26 a file that is not there, not regular, empty or too short is refused")
	void unusableFileIsRefused() throws Exception {
		Path file = file(100);
		Worker worker = this.workers.start(StartedWorkers.tcp());
		try (TestClient client = TestClient.of(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			assertThat(connection.sendFile(this.directory.resolve("none"))).isEqualTo(SendResult.FAILED);
			assertThat(connection.sendFile(this.directory)).isEqualTo(SendResult.FAILED);
			assertThat(connection.sendFile(file(0))).isEqualTo(SendResult.FAILED);
			assertThat(connection.sendFile(file, 100, 0)).isEqualTo(SendResult.FAILED);
			assertThat(connection.sendFile(file, 90, 11)).isEqualTo(SendResult.FAILED);
			assertThatIllegalArgumentException().isThrownBy(() -> connection.sendFile(file, -1, 0));
			connection.close("end");
			assertThat(client.restAsText()).isEqualTo("end");
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("S-26 on a WebSocket a file of any size is a binary message, in order with others, compressed or not")
	void fileWhenSentOnWebSocketIsBinaryMessage(Compressing compressing) throws Exception {
		Worker worker = this.workers.start(webSocket(compressing.compression));
		try (TestClient client = upgraded(worker)) {
			Connection connection = StartedWorkers.connection(worker);
			Frames frames = new Frames(client, compressing);
			for (int size : SIZES) {
				Path file = file(size);
				StartedWorkers.on(connection, () -> sendAround(connection, file, 0, 0));
				frames.expectAround(Files.readAllBytes(file));
				sendAround(connection, file, 0, 0);
				frames.expectAround(Files.readAllBytes(file));
			}
			Path file = file(700_001);
			sendAround(connection, file, 300_000, 200_000);
			frames.expectAround(Arrays.copyOfRange(Files.readAllBytes(file), 300_000, 500_000));
		}
	}

	@Test
	@DisplayName("S-26 a reader that is slow gets files of several threads as whole messages")
	void fileWhenReaderIsSlowIsWholeMessage() throws Exception {
		Path file = file(3_000_000);
		Worker worker = this.workers.start(webSocket(null));
		try (TestClient client = TestClient.narrow(worker)) {
			client.send(WebSocketClient.UPGRADE);
			WebSocketClient.readHead(client);
			Connection connection = StartedWorkers.connection(worker);
			StartedWorkers.await(connection::hasOpened);
			Thread other = new Thread(() -> sendAround(connection, file, 0, 0));
			other.start();
			StartedWorkers.on(connection, () -> connection.sendFile(file));
			other.join();
			Frames frames = new Frames(client, Compressing.NO);
			List<byte[]> messages = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				messages.add(frames.next());
			}
			byte[] content = Files.readAllBytes(file);
			assertThat(messages).filteredOn((message) -> message.length > 10)
				.hasSize(2)
				.allSatisfy((message) -> assertThat(message).isEqualTo(content));
			assertThat(messages).filteredOn((message) -> message.length < 10)
				.extracting((message) -> new String(message, StandardCharsets.US_ASCII))
				.containsExactly("before", "after");
		}
	}

	@Test
	@DisplayName("S-26 before the handshake of a WebSocket is over a file is refused")
	void fileBeforeHandshakeIsRefused() throws Exception {
		Path file = file(10);
		BlockingQueue<SendResult> results = new LinkedBlockingQueue<>();
		Worker worker = this.workers
			.start(webSocket(null).onConnect((connection) -> results.add(connection.sendFile(file))));
		try (TestClient client = upgraded(worker)) {
			assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo(SendResult.FAILED);
			Connection connection = StartedWorkers.connection(worker);
			sendAround(connection, file, 0, 0);
			new Frames(client, Compressing.NO).expectAround(Files.readAllBytes(file));
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("S-26 the client of a WebSocket sends a file that its send buffer could hold")
	void fileWhenClientOfWebSocketSendsItIsBinaryMessage(Compressing compressing) throws Exception {
		BlockingQueue<Object> received = new LinkedBlockingQueue<>();
		Worker worker = this.workers
			.start(webSocket(compressing.compression).onMessage((connection, message) -> received.add(message)));
		Worker host = this.workers.start(Worker.builder("host"));
		Recorder recorder = Recorder.of(AsyncTcpConnection.builder("ws://127.0.0.1:" + worker.port() + "/")
			.compression(compressing.compression)
			.maxSendBufferSize(300_000));
		AsyncTcpConnection client = recorder.connectOn(host).connection();
		recorder.await("handshake");
		StartedWorkers.await(() -> client.status() == Connection.Status.ESTABLISHED);
		for (int size : SIZES) {
			Path file = file(size);
			StartedWorkers.await(() -> client.sendBufferSize() == 0);
			StartedWorkers.on(client, () -> sendAround(client, file, 0, 0));
			expectAround(received, Files.readAllBytes(file));
			StartedWorkers.await(() -> client.sendBufferSize() == 0);
			sendAround(client, file, 0, 0);
			expectAround(received, Files.readAllBytes(file));
		}
		Path large = file(300_001);
		assertThatIllegalArgumentException().isThrownBy(() -> client.sendFile(large))
			.withMessage("length: 300001 (expected: <= max-send-buffer-size, 300000, because a client masks "
					+ "what it sends)");
		StartedWorkers.await(() -> client.sendBufferSize() == 0);
		client.sendFile(large, 1, 0);
		assertThat((byte[]) received.poll(10, TimeUnit.SECONDS))
			.isEqualTo(Arrays.copyOfRange(Files.readAllBytes(large), 1, 300_001));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("S-26 a file leaves past the frame protocol, and over a Unix domain socket")
	void fileWhenProtocolHasNoneLeavesPastIt(boolean unix) throws Exception {
		Path socket = this.directory.resolve("s");
		Path file = file(700_000);
		Worker worker = this.workers
			.start(StartedWorkers.builder(unix ? "unix://" + socket : "frame://127.0.0.1:0").onConnect((connection) -> {
				sendAround(connection, file, 0, 0);
				connection.close();
			}));
		ByteArrayOutputStream expected = new ByteArrayOutputStream();
		expected.writeBytes(framed("before", unix));
		expected.writeBytes(Files.readAllBytes(file));
		expected.writeBytes(framed("after", unix));
		if (unix) {
			try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
				client.connect(UnixDomainSocketAddress.of(socket));
				assertThat(Channels.newInputStream(client).readAllBytes()).isEqualTo(expected.toByteArray());
			}
		}
		else {
			try (TestClient client = TestClient.of(worker)) {
				assertThat(client.rest()).isEqualTo(expected.toByteArray());
			}
		}
	}

	private static byte[] framed(String text, boolean plain) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		return plain ? bytes : ByteBuffer.allocate(bytes.length + 4).putInt(bytes.length + 4).put(bytes).array();
	}

	private static boolean sendAround(Connection connection, Path file, long offset, long length) {
		connection.send("before");
		assertThat(connection.sendFile(file, offset, length)).isNotEqualTo(SendResult.FAILED);
		connection.send("after");
		return true;
	}

	private static void expectAround(BlockingQueue<Object> received, byte[] content) throws Exception {
		assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("before");
		assertThat((byte[]) received.poll(10, TimeUnit.SECONDS)).isEqualTo(content);
		assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("after");
	}

	/**
	 * How a WebSocket is compressed.
	 */
	private enum Compressing {

		NO(null), EACH(new Compression(0, 6, false)), TOGETHER(new Compression(0, 6, true));

		private final @Nullable Compression compression;

		Compressing(@Nullable Compression compression) {
			this.compression = compression;
		}

	}

	/**
	 * Reads the frames of a server.
	 */
	private static final class Frames {

		private final TestClient client;

		private final Compressing compressing;

		private final Inflater inflater = new Inflater(true);

		Frames(TestClient client, Compressing compressing) {
			this.client = client;
			this.compressing = compressing;
		}

		void expectAround(byte[] content) throws Exception {
			expectText("before");
			assertThat(first()).isEqualTo(0x82);
			assertThat(payload()).isEqualTo(content);
			expectText("after");
		}

		private void expectText(String text) throws Exception {
			int first = first();
			byte[] payload = payload();
			if ((first & 0x40) != 0) {
				assertThat(this.compressing).isNotEqualTo(Compressing.NO);
				payload = inflate(payload, text.length());
			}
			else {
				// without context what does not become shorter stays as it is
				assertThat(this.compressing).isNotEqualTo(Compressing.TOGETHER);
			}
			assertThat(first & 0xF).isEqualTo(1);
			assertThat(new String(payload, StandardCharsets.US_ASCII)).isEqualTo(text);
		}

		byte[] next() throws Exception {
			assertThat(first()).isIn(0x81, 0x82);
			return payload();
		}

		private int first() throws Exception {
			return this.client.bytes(1)[0] & 0xFF;
		}

		private byte[] payload() throws Exception {
			int length = this.client.bytes(1)[0];
			if (length == 126) {
				length = ByteBuffer.wrap(this.client.bytes(2)).getShort() & 0xFFFF;
				assertThat(length).isGreaterThan(125);
			}
			else if (length == 127) {
				length = Math.toIntExact(ByteBuffer.wrap(this.client.bytes(8)).getLong());
				assertThat(length).isGreaterThan(0xFFFF);
			}
			return this.client.bytes(length);
		}

		private byte[] inflate(byte[] payload, int length) throws Exception {
			byte[] whole = Arrays.copyOf(payload, payload.length + 4);
			whole[payload.length + 2] = (byte) 0xFF;
			whole[payload.length + 3] = (byte) 0xFF;
			if (this.compressing == Compressing.EACH) {
				this.inflater.reset();
			}
			this.inflater.setInput(whole);
			byte[] inflated = new byte[length + 1];
			return Arrays.copyOf(inflated, this.inflater.inflate(inflated));
		}

	}

}
