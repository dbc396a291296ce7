package io.workerman.engine.netty;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.engine.client.ClientBuilder;
import io.workerman.engine.client.ClientOptions;
import io.workerman.engine.websocket.WebSocketOptions;
import io.workerman.engine.websocket.WebSocketOptions.Compression;
import io.workerman.engine.websocket.WebSocketProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for compression of WebSockets that were dialled.
 */
class WebSocketClientCompressionTests {

	private static final Compression ALWAYS = new Compression(0, 6, true);

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private Worker host;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host"));
	}

	private Worker echo(Compression compression) {
		return this.workers.start(StartedWorkers.builder("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of(), 0, compression, false)))
			.onMessage((connection, message) -> connection.send(message)));
	}

	private static ClientBuilder ws(int port, Compression compression) {
		return AsyncTcpConnection.builder("ws://127.0.0.1:" + port + "/").compression(compression);
	}

	@ParameterizedTest
	@CsvSource({ "true, true", "true, false", "false, true", "false, false" })
	@DisplayName("B-45 B-46 Messages travel compressed both ways, of this side masked, with or without context")
	void messageWhenCompressionIsAgreedTravelsCompressed(boolean clientTakeover, boolean serverTakeover)
			throws Exception {
		Worker echo = echo(new Compression(0, 6, serverTakeover));
		Recorder client = Recorder.of(ws(echo.port(), new Compression(0, 6, clientTakeover)));
		client.connection().send("before the handshake");
		client.connectOn(this.host).await("message before the handshake");
		Connection accepted = StartedWorkers.connection(echo);
		long received = accepted.bytesRead();
		List<String> sent = IntStream.range(0, 20).mapToObj((i) -> "hällo ".repeat(i * 100) + i).toList();
		long length = sent.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		sent.forEach(client.connection()::send);
		client.await(21, "message");
		assertThat(client.events()).containsSequence(sent.stream().map((text) -> "message " + text).toList());
		assertThat(accepted.bytesRead() - received).isLessThan(length / 10);
		assertThat(client.connection().bytesRead()).isLessThan(length / 10);
		byte[] noise = new byte[100_000];
		new Random(1).nextBytes(noise);
		client.connection().send(noise);
		StartedWorkers.on(client.connection(), () -> client.connection().send("from the process"));
		client.await("message from the process");
		assertThat(client.events()).contains("message " + new String(noise, StandardCharsets.UTF_8));
		client.connection().close(4000, "");
		client.await("close 4000 SERVER");
	}

	@Test
	@DisplayName("B-45 B-46 The same over TLS")
	void messageWhenSecuredTravelsCompressed(@TempDir Path directory) throws Exception {
		KeyStore key = TlsServer.keyStore(directory, "server", "ip:127.0.0.1");
		Worker echo = echo(ALWAYS);
		try (TlsServer tls = TlsServer.start(key, null, echo.port())) {
			Recorder client = Recorder
				.of(AsyncTcpConnection.builder("wss://127.0.0.1:" + tls.port())
					.tls(ClientOptions.Tls.of(TlsOptions.Material.of(null, TlsServer.trust(key))))
					.compression(ALWAYS))
				.connectOn(this.host);
			client.await("handshake");
			client.connection().send("x".repeat(100_000));
			client.await("message " + "x".repeat(100_000));
			assertThat(StartedWorkers.connection(echo).bytesRead()).isLessThan(2000);
		}
	}

	@Test
	@DisplayName("B-46 A server that does not compress gets plain messages")
	void messageWhenServerDoesNotCompressTravelsPlain() throws Exception {
		Worker plain = echo(null);
		Recorder client = Recorder.of(ws(plain.port(), ALWAYS)).connectOn(this.host);
		client.connection().send("x".repeat(1000));
		client.await("message " + "x".repeat(1000));
		assertThat(client.connection().bytesRead()).isGreaterThan(1000);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits",
					"permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits",
					"permessage-deflate; server_no_context_takeover=1", "permessage-deflate; mystery",
					"permessage-deflate;", "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
					"permessage-deflate, permessage-deflate", "permessage-bzip2", "x" })
	@DisplayName("B-46 An extension that was not offered like that fails the connection")
	void answerWhenNotOfferedFails(String extension) throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort(), ALWAYS)).connectOn(this.host);
			try (Socket socket = server.accept()) {
				assertThat(accept(socket, extension)).contains("Sec-WebSocket-Extensions: permessage-deflate\r\n");
				client.await("close 1002 SERVER");
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			}
			assertThat(client.events()).contains(
					"error 1 The WebSocket handshake failed: " + "the server uses an extension that was not asked for");
		}
	}

	@Test
	@DisplayName("B-46 A server that keeps the context although it must not fails the connection")
	void answerWhenServerKeepsContextFails() throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort(), Compression.DEFAULTS)).connectOn(this.host);
			try (Socket socket = server.accept()) {
				assertThat(accept(socket, "permessage-deflate")).contains("Sec-WebSocket-Extensions: "
						+ "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
				client.await("close 1002 SERVER");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate; server_max_window_bits=10", "Permessage-Deflate",
			"permessage-deflate; server_no_context_takeover ; client_no_context_takeover",
			"permessage-deflate; server_max_window_bits=\"15\"" })
	@DisplayName("B-45 B-46 What a server may answer is taken; what it inflates to is limited, and must be compressed well")
	void answerWhenAllowedIsTaken(String extension) throws Exception {
		try (ServerSocket server = server()) {
			Recorder client = Recorder.of(ws(server.getLocalPort(), ALWAYS).maxPackageSize(1000)).connectOn(this.host);
			try (Socket socket = server.accept()) {
				accept(socket, extension);
				socket.getOutputStream().write(compressed("hello"));
				client.await("message hello");
				socket.getOutputStream().write(compressed("x".repeat(1001)));
				assertThat(closeCode(socket)).isEqualTo(1009);
			}
			client.await("close 1009 SERVER");
			Recorder other = Recorder.of(ws(server.getLocalPort(), ALWAYS)).connectOn(this.host);
			try (Socket socket = server.accept()) {
				accept(socket, extension);
				socket.getOutputStream().write(new byte[] { (byte) 0xC1, 2, -1, -1 });
				assertThat(closeCode(socket)).isEqualTo(1007);
			}
			other.await("close 1007 SERVER");
		}
	}

	private static int closeCode(Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		assertThat(in.readUnsignedByte()).isEqualTo(0x88);
		byte[] payload = new byte[in.readUnsignedByte() & 0x7F];
		byte[] key = in.readNBytes(4);
		in.readFully(payload);
		return ((payload[0] ^ key[0]) & 0xFF) << 8 | ((payload[1] ^ key[1]) & 0xFF);
	}

	private static byte[] compressed(String text) {
		Deflater deflater = new Deflater(9, true);
		deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
		byte[] frame = new byte[200];
		int length = deflater.deflate(frame, 2, 120, Deflater.SYNC_FLUSH) - 4;
		deflater.end();
		frame[0] = (byte) 0xC1;
		frame[1] = (byte) length;
		return Arrays.copyOf(frame, length + 2);
	}

	private static ServerSocket server() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	/**
	 * Accepts a WebSocket with an extension.
	 * @return the request
	 */
	private static String accept(Socket socket, String extension) throws Exception {
		socket.setSoTimeout(10_000);
		StringBuilder request = new StringBuilder();
		while (request.indexOf("\r\n\r\n") < 0) {
			request.append((char) socket.getInputStream().read());
		}
		int key = request.indexOf("Sec-WebSocket-Key: ") + 19;
		byte[] hash = MessageDigest.getInstance("SHA-1")
			.digest((request.substring(key, key + 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
				.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream()
			.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash)
					+ "\r\nSec-WebSocket-Extensions: " + extension + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return request.toString();
	}

}
