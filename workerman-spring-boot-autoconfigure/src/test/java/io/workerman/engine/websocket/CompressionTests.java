package io.workerman.engine.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compressed messages (RFC 7692) over real sockets.
 */
class CompressionTests {

	private static final String OFFER = "permessage-deflate; client_max_window_bits";

	private static final int LIMIT = 1_000_000;

	private Worker worker = start(true);

	private Worker start(boolean contextTakeover) {
		WebSocketOptions options = new WebSocketOptions("", List.of(), List.of(), 0,
				new WebSocketOptions.Compression(16, 6, contextTakeover), false);
		Worker worker = Worker.builder("chat")
			.listen("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(options))
			.maxPackageSize(LIMIT)
			.onMessage((connection, message) -> connection.send(message))
			.build();
		worker.start();
		this.worker = worker;
		return worker;
	}

	@AfterEach
	void stop() {
		this.worker.stop();
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 125, 126, 4000, 65_535, 65_536, 400_000 })
	@DisplayName("B-45 compressed messages come back compressed, also such that are hard to compress")
	void messageIsEchoed(int size) throws IOException {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			assertThat(peer.handshake()).contains("Sec-WebSocket-Extensions: permessage-deflate\r\n");
			String text = "hällo ".repeat(size / 6 + 1).substring(0, size);
			peer.send(Frames.frame(0xC1, peer.deflate(text)));
			assertThat(peer.text()).isEqualTo(text);
			assertThat(peer.isCompressed()).isTrue();
			byte[] noise = new byte[size];
			new Random(size).nextBytes(noise);
			peer.send(Frames.frame(0xC2, peer.deflate(noise)));
			assertThat(peer.payload()).isEqualTo(noise);
		}
	}

	@Test
	@DisplayName("Messages refer to those before them if both sides want that")
	void secondMessageIsSmaller() throws IOException {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			String text = "the quick brown fox jumps over the lazy dog";
			peer.send(Frames.frame(0xC1, peer.deflate(text)));
			assertThat(peer.text()).isEqualTo(text);
			int first = peer.wireLength();
			byte[] again = peer.deflate(text);
			peer.send(Frames.frame(0xC1, again));
			assertThat(peer.text()).isEqualTo(text);
			assertThat(peer.wireLength()).isLessThan(first / 2);
			assertThat(again).hasSizeLessThan(first / 2);
		}
	}

	@Test
	void messageWhenContextIsNotKeptStandsForItself() throws IOException {
		this.worker.stop();
		start(false);
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			assertThat(peer.handshake()).contains("server_no_context_takeover; client_no_context_takeover");
			String text = "the quick brown fox jumps over the lazy dog, ".repeat(2);
			for (int i = 0; i < 3; i++) {
				peer.send(Frames.frame(0xC1, peer.forget().deflate(text)));
				assertThat(peer.text()).isEqualTo(text);
				assertThat(peer.isCompressed()).isTrue();
			}
			// A sender may leave out what does not become smaller
			peer.send(Frames.frame(0x81, "0123456789abcdefghijklmnop"));
			assertThat(peer.text()).isEqualTo("0123456789abcdefghijklmnop");
			assertThat(peer.isCompressed()).isFalse();
		}
	}

	@Test
	void smallOrEmptyMessagesAreNotCompressed() throws IOException {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			peer.send(Frames.frame(0xC1, new byte[1]));
			assertThat(peer.payload()).isEmpty();
			peer.send(Frames.frame(0xC1, peer.deflate("small")));
			assertThat(peer.text()).isEqualTo("small");
			assertThat(peer.isCompressed()).isFalse();
		}
	}

	@Test
	@DisplayName("P-28 fragments of a compressed message are joined, and a ping may stand between them")
	void fragmentsAreJoined() throws IOException {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			byte[] deflated = peer.deflate("fragments of €uros ".repeat(3));
			byte[] head = Arrays.copyOf(deflated, 9);
			byte[] tail = Arrays.copyOfRange(deflated, 9, deflated.length);
			peer.send(Frames.frame(0x41, head), Frames.frame(0x89, "ping"), Frames.frame(0x80, tail));
			assertThat(peer.text()).isEqualTo("ping");
			assertThat(peer.text()).isEqualTo("fragments of €uros ".repeat(3));
			byte[] more = peer.deflate("and the context is still right: fragments");
			peer.send(Frames.frame(0x41, more), Frames.frame(0x80, new byte[0]));
			assertThat(peer.text()).isEqualTo("and the context is still right: fragments");
		}
	}

	@Test
	@DisplayName("B-45 a bomb is closed with 1009 before it has grown")
	void bombIsRefused() throws IOException {
		byte[] zeros = new byte[200 * LIMIT];
		byte[] bomb;
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			bomb = peer.deflate(zeros);
			assertThat(bomb).hasSizeLessThan(LIMIT / 4);
			peer.send(Frames.frame(0xC2, bomb));
			assertThat(peer.closeCode()).isEqualTo(1009);
		}
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			peer.send(Frames.frame(0xC2, peer.deflate(new byte[LIMIT])));
			assertThat(peer.payload()).hasSize(LIMIT);
			peer.send(Frames.frame(0xC2, peer.deflate(new byte[LIMIT + 1])));
			assertThat(peer.closeCode()).isEqualTo(1009);
		}
	}

	@Test
	@DisplayName("P-31 the reserved bit is refused where it has no place")
	void reservedBitIsRefused() throws IOException {
		assertClosed(OFFER, 1002, Frames.frame(0x01, "a"), Frames.frame(0xC0, "b"));
		assertClosed(OFFER, 1002, Frames.frame(0xC9, "ping"));
		assertClosed(OFFER, 1002, Frames.frame(0xE1, "a"));
		assertClosed("permessage-deflate; server_max_window_bits=8", 1002, Frames.frame(0xC1, "a"));
	}

	@Test
	void malformedDataIsRefused() throws IOException {
		assertClosed(OFFER, 1007, Frames.frame(0xC1, Frames.bytes(0xFF, 0xFF, 0xFF)));
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			peer.send(Frames.frame(0xC1, peer.deflate(Frames.bytes(0xC3, 0x28, 'a'))));
			assertThat(peer.closeCode()).isEqualTo(1007);
		}
	}

	private void assertClosed(String offer, int code, byte[]... frames) throws IOException {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), offer)) {
			peer.send(frames);
			assertThat(peer.closeCode()).isEqualTo(code);
		}
	}

	@Test
	@DisplayName("A message may hold several streams (RFC 7692, section 7.2.3.4)")
	void finishedBlocksAreInflated() throws IOException {
		ByteArrayOutputStream blocks = new ByteArrayOutputStream();
		for (String part : List.of("one stream ends ", "and another begins")) {
			Deflater deflater = new Deflater(6, true);
			deflater.setInput(part.getBytes(StandardCharsets.UTF_8));
			deflater.finish();
			byte[] block = new byte[100];
			blocks.write(block, 0, deflater.deflate(block));
			deflater.end();
		}
		blocks.write(0);
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER)) {
			peer.send(Frames.frame(0xC1, blocks.toByteArray()));
			assertThat(peer.text()).isEqualTo("one stream ends and another begins");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@DisplayName("Sends of other threads and broadcasts are compressed in the order in which they leave")
	void sendsOfOtherThreadsAreCompressed(boolean contextTakeover) throws Exception {
		this.worker.stop();
		start(contextTakeover);
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), OFFER);
				DeflatingPeer other = new DeflatingPeer(this.worker.port(), "none")) {
			Awaitility.await()
				.until(() -> this.worker.connections().size() == 2 && this.worker.connections()
					.stream()
					.allMatch((connection) -> connection.status() == Connection.Status.ESTABLISHED));
			for (int i = 0; i < 200; i++) {
				String text = "message number " + i + " of many that look alike";
				if (i % 3 == 0) {
					this.worker.broadcast(text);
				}
				else {
					this.worker.connections().forEach((connection) -> connection.send(text));
				}
			}
			for (int i = 0; i < 200; i++) {
				String text = "message number " + i + " of many that look alike";
				assertThat(peer.text()).isEqualTo(text);
				assertThat(other.text()).isEqualTo(text);
				assertThat(peer.isCompressed()).isEqualTo(contextTakeover || peer.wireLength() < text.length());
				assertThat(other.isCompressed()).isFalse();
			}
			Awaitility.await()
				.until(() -> this.worker.connections()
					.stream()
					.allMatch((connection) -> connection.sendBufferSize() == 0));
		}
	}

}
