package io.workerman.engine.websocket;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.Worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that are given to the application fragment by fragment.
 */
class WebSocketStreamingTests {

	private static final int MAX_FRAME = 2000;

	private static final int MAX_MESSAGE = 5000;

	private final List<String> parts = new CopyOnWriteArrayList<>();

	private Worker worker = start(true);

	private Worker start(boolean streaming) {
		Worker worker = Worker.builder("stream")
			.listen("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of(), MAX_FRAME,
					WebSocketOptions.Compression.DEFAULTS, streaming)))
			.maxPackageSize(MAX_MESSAGE)
			.onMessage(new Parts())
			.build();
		worker.start();
		return worker;
	}

	@AfterEach
	void stop() {
		this.worker.stop();
	}

	@Test
	@DisplayName("S-61 S-62 Each fragment is told as it comes, text up to the last whole character, and goes back as such")
	void fragmentWhenItComesIsTold() throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x01, Frames.bytes('a', 0xE2, 0x82)));
			assertThat(peer.frame()).isEqualTo("1 [97]");
			peer.send(Frames.frame(0x00, Frames.bytes(0xAC)), Frames.frame(0x89), Frames.frame(0x80, "z"));
			assertThat(peer.frame()).isEqualTo("0 [-30, -126, -84]");
			assertThat(peer.frame()).isEqualTo("pong []");
			assertThat(peer.frame()).isEqualTo("continued [122]");
			peer.send(Frames.text("whole"), Frames.frame(0x02, "b"), Frames.frame(0x80), Frames.close(1000, ""));
			assertThat(peer.frames()).containsExactly("text whole", "2 [98]", "continued []", "close 1000");
			assertThat(this.parts).containsExactly("TEXT true false a", "CONTINUATION false false €",
					"CONTINUATION false true z", "TEXT true true whole", "BINARY true false b",
					"CONTINUATION false true ");
		}
	}

	@Test
	@DisplayName("S-70 The whole message stays limited, and so does each fragment")
	void messageWhenTooLargeIsRefused() throws Exception {
		byte[] most = WireCase.letters(MAX_FRAME);
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x02, most), Frames.frame(0x00, most), Frames.frame(0x80, WireCase.letters(1001)));
			assertThat(peer.frames()).hasSize(3).endsWith("close 1009");
		}
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x02, WireCase.letters(MAX_FRAME + 1)));
			assertThat(peer.frames()).containsExactly("close 1009");
		}
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x02, most), Frames.frame(0x00, most), Frames.frame(0x80, WireCase.letters(1000)),
					Frames.frame(0x02, most), Frames.frame(0x80), Frames.close(1000, ""));
			assertThat(peer.frames()).hasSize(6).endsWith("close 1000");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10, 1000 })
	@DisplayName("B-45 A compressed message is inflated fragment by fragment, each within the limit of a frame")
	void messageWhenCompressedIsStreamed(int size) throws Exception {
		byte[] payload = WireCase.noise(1500);
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), "permessage-deflate")) {
			peer.send(WireCase.fragments(0x42, peer.deflate(payload), size));
			byte[] joined = new byte[0];
			while (joined.length < payload.length) {
				joined = Frames.join(joined, peer.payload());
			}
			assertThat(joined).isEqualTo(payload);
		}
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), "permessage-deflate")) {
			byte[] bomb = peer.deflate(new byte[MAX_FRAME + 1]);
			peer.send(Frames.frame(0x42, Arrays.copyOf(bomb, bomb.length - 1)));
			assertThat(peer.closeCode()).isEqualTo(1009);
			assertThat(peer.isFinished()).isTrue();
		}
	}

	@Test
	void textWhenMalformedInAnyFragmentIsRefused() throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x01, Frames.bytes('a', 0xE2)), Frames.frame(0x80));
			assertThat(peer.frames()).containsExactly("1 [97]", "close 1007");
		}
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x01, Frames.bytes('a', 0xE2)), Frames.frame(0x00, "b"));
			assertThat(peer.frames()).containsExactly("1 [97]", "close 1007");
		}
	}

	@Test
	void messageWhenOthersAreWantedIsJoined() throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			Awaitility.await().until(() -> this.worker.connections().size() == 1);
			Connection connection = this.worker.connections().iterator().next();
			connection.onMessage((self, message) -> self.send("joined " + message));
			peer.send(Frames.frame(0x01, "a"), Frames.frame(0x80, "b"));
			assertThat(peer.frame()).isEqualTo("text joined ab");
		}
	}

	@Test
	void messageWhenNotAskedForIsJoined() throws Exception {
		this.worker.stop();
		this.worker = start(false);
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.send(Frames.frame(0x01, "a"), Frames.frame(0x80, "b"));
			assertThat(peer.frame()).isEqualTo("text ab");
		}
	}

	/**
	 * Remembers each message or fragment and sends it back.
	 */
	private final class Parts implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			WebSocketMessage part = (WebSocketMessage) message;
			WebSocketStreamingTests.this.parts
				.add(part.opcode() + " " + part.isFirst() + " " + part.isLast() + " " + part.text());
			connection.send(part);
		}

		@Override
		public PayloadView textView() {
			return PayloadView.MESSAGE;
		}

		@Override
		public PayloadView binaryView() {
			return PayloadView.MESSAGE;
		}

	}

}
