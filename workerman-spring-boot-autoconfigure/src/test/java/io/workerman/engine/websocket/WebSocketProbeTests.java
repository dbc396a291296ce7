package io.workerman.engine.websocket;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What no well-meaning client does.
 */
@Timeout(120)
class WebSocketProbeTests {

	private static final int SEND_BUFFER = 64 * 1024;

	private final Worker worker = Worker.builder("echo")
		.listen("websocket://127.0.0.1:0")
		.protocol(new WebSocketProtocol(
				new WebSocketOptions("", List.of(), List.of(), 0, new WebSocketOptions.Compression(0, 6, true), false)))
		.maxSendBufferSize(SEND_BUFFER)
		.maxPackageSize(1_000_000)
		.onMessage((connection, message) -> connection.send(message))
		.build();

	@BeforeEach
	void start() {
		this.worker.start();
	}

	@AfterEach
	void stop() {
		this.worker.stop();
	}

	private Connection connection() {
		Awaitility.await().until(() -> this.worker.connections().size() == 1);
		return this.worker.connections().iterator().next();
	}

	@Test
	@DisplayName("B-43 A mask of zeros is a mask")
	void maskWhenZeroIsTaken() throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.bytes(0x81, 0x82, 0, 0, 0, 0, 'h', 'i'));
			assertThat(peer.frame()).isEqualTo("text hi");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x81, 0x82, 0x88, 0x89, 0x8A })
	@DisplayName("B-43 A frame without a mask is answered with 1002")
	void frameWhenNotMaskedIsRefused(int first) throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.text("a"), Frames.bytes(first, 2, 3, 0xE8));
			assertThat(peer.frames()).containsExactly("text a", "close 1002");
		}
	}

	@Test
	@DisplayName("B-47 A length of 64 bits has its highest bit clear, and no length is longer than it needs")
	void lengthWhenMalformedIsRefused() throws Exception {
		for (byte[] header : List.of(Frames.bytes(0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1),
				Frames.bytes(0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
				Frames.bytes(0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 5), Frames.bytes(0x82, 0xFE, 0, 125))) {
			try (WirePeer peer = WirePeer.of(this.worker.port())) {
				peer.send(header, Frames.bytes(1, 2, 3, 4));
				assertThat(peer.frames()).containsExactly("close 1002");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0xC0, 0xC8, 0xC9, 0xCA })
	@DisplayName("B-45 B-47 Of compressed messages only the first frame has the bit, and control frames never have it")
	void compressionBitWhenOutOfPlaceIsRefused(int first) throws Exception {
		try (WirePeer peer = WirePeer.offering(this.worker.port(), "permessage-deflate")) {
			peer.send(Frames.frame(0x01, "a"), Frames.frame(first, Frames.bytes(3, 0xE8)));
			assertThat(peer.frames()).containsExactly("close 1002");
		}
	}

	@Test
	@DisplayName("B-45 Pings between the fragments of a compressed message are answered, and a goodbye there ends it")
	void controlFrameWhenInCompressedMessageIsAnswered() throws Exception {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), "permessage-deflate")) {
			byte[] deflated = peer.deflate("compressed in parts");
			peer.send(Frames.frame(0x41, new byte[] { deflated[0] }), Frames.frame(0x89, "p"));
			assertThat(peer.text()).isEqualTo("p");
			peer.send(Frames.frame(0x00), Frames.frame(0x8A), Frames.frame(0x80, tail(deflated)));
			assertThat(peer.text()).isEqualTo("compressed in parts");
			peer.send(Frames.frame(0x41, peer.deflate("more")), Frames.close(1000, ""));
			assertThat(peer.closeCode()).isEqualTo(1000);
			assertThat(peer.isFinished()).isTrue();
		}
	}

	private static byte[] tail(byte[] bytes) {
		return Arrays.copyOfRange(bytes, 1, bytes.length);
	}

	@Test
	@DisplayName("B-45 What cannot be inflated is answered with 1007")
	void compressedMessageWhenMalformedIsRefused() throws Exception {
		for (byte[] payload : List.of(Frames.bytes(0xFF, 0xFF, 0xFF), Frames.bytes(0x07),
				"plain text".getBytes(StandardCharsets.UTF_8))) {
			try (WirePeer peer = WirePeer.offering(this.worker.port(), "permessage-deflate")) {
				peer.send(Frames.frame(0xC1, payload));
				assertThat(peer.frames()).containsExactly("close 1007");
			}
		}
	}

	@Test
	@DisplayName("B-41 Frames behind the handshake in the same segment are not lost")
	void frameWhenGluedToTheHandshakeIsTaken() throws Exception {
		byte[] frames = Frames.join(Frames.text("first"), Frames.frame(0x89, "p"), Frames.close(1000, ""));
		try (WirePeer peer = WirePeer.gluing(this.worker.port(), frames)) {
			assertThat(peer.frames()).containsExactly("text first", "pong [112]", "close 1000");
		}
	}

	@Test
	@DisplayName("P-28 Ten thousand empty fragments cost nothing")
	void fragmentWhenEmptyCostsNothing() throws Exception {
		byte[][] frames = new byte[10_000][];
		Arrays.fill(frames, Frames.frame(0x00));
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			Connection connection = connection();
			long before = connection.bytesRead();
			peer.send(Frames.frame(0x01)).send(frames);
			Awaitility.await().until(() -> connection.bytesRead() == before + 10_001 * 6);
			Awaitility.await().until(() -> connection.receiveBufferSize() == 0);
			peer.send(Frames.frame(0x80, "end"));
			assertThat(peer.frame()).isEqualTo("text end");
		}
	}

	@Test
	@DisplayName("S-70 A message of small fragments is limited too")
	void messageWhenOfEndlessFragmentsIsRefused() throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			byte[] message = WireCase.fragments(0x02, new byte[1_000_001], 50);
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> flood(peer, message));
			assertThat(peer.frames()).containsExactly("close 1009");
			peer.socket().close();
			sending.join();
		}
	}

	@Test
	@DisplayName("P-29 A client that pings and does not read gets no more pongs than fit, and harms nobody")
	void pingWhenNobodyReadsPongsIsBounded() throws Exception {
		byte[] pings = Frames.join(Frames.frame(0x89, new byte[125]), Frames.frame(0x89, new byte[125]));
		byte[] many = new byte[pings.length * 500];
		for (int i = 0; i < 500; i++) {
			System.arraycopy(pings, 0, many, i * pings.length, pings.length);
		}
		byte[] filling = Frames.frame(0x82, new byte[500_000]);
		try (WirePeer flooding = WirePeer.narrow(this.worker.port())) {
			Connection connection = connection();
			while (connection.sendBufferSize() < SEND_BUFFER) {
				sendAndAwait(flooding, connection, filling);
			}
			long full = connection.sendBufferSize();
			for (int i = 0; i < 10; i++) {
				sendAndAwait(flooding, connection, many);
			}
			assertThat(connection.sendBufferSize()).isLessThanOrEqualTo(Math.max(full, SEND_BUFFER + 200));
			try (WirePeer other = WirePeer.of(this.worker.port())) {
				other.send(Frames.text("alive"));
				assertThat(other.frame()).isEqualTo("text alive");
			}
			flooding.send(Frames.close(1000, ""));
			assertThat(flooding.frames()).endsWith("close 1000").hasSizeLessThan(1000);
		}
	}

	private static void sendAndAwait(WirePeer peer, Connection connection, byte[] bytes) throws IOException {
		long before = connection.bytesRead();
		peer.send(bytes);
		Awaitility.await()
			.until(() -> connection.bytesRead() == before + bytes.length && connection.receiveBufferSize() == 0);
	}

	private static void flood(WirePeer peer, byte[] bytes) {
		try {
			peer.send(bytes);
		}
		catch (IOException ex) {
			// the server has closed
		}
	}

	@Test
	@DisplayName("P-28 A client that leaves in the middle of a frame or message leaves nothing behind")
	void messageWhenAbandonedIsReleased() throws Exception {
		byte[] frame = Frames.frame(0x82, new byte[100_000]);
		for (byte[] part : List.of(Arrays.copyOf(frame, 50_000), Frames.frame(0x02, new byte[1000]), Frames.bytes(0x82),
				Frames.bytes(0x82, 0xFE, 1))) {
			try (WirePeer peer = WirePeer.of(this.worker.port())) {
				Socket socket = peer.socket();
				peer.send(part);
				socket.shutdownOutput();
				assertThat(peer.frames()).isEmpty();
			}
		}
		Awaitility.await().until(() -> this.worker.connections().isEmpty());
	}

}
