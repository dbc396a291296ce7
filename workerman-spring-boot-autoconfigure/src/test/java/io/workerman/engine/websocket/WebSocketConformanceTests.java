package io.workerman.engine.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients that try everything send to a server that echoes: in one piece and in
 * small ones, with and without compression. Each connection has to end with one close
 * frame and a FIN.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WebSocketConformanceTests {

	private static final int BYTEWISE = 300;

	private static final int PIECE = 997;

	private static final String TAKEOVER = "permessage-deflate";

	private static final String RESET = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

	private final ExecutorService pool = Executors.newFixedThreadPool(2);

	private final Worker worker = echo("echo").build();

	private final Worker offLoop = echo("off-loop").dispatch(DispatchOptions.on(this.pool)).build();

	private static WorkerBuilder echo(String name) {
		WebSocketOptions.Compression compression = new WebSocketOptions.Compression(0, 6, true);
		return Worker.builder(name)
			.listen("websocket://127.0.0.1:0")
			.protocol(new WebSocketProtocol(new WebSocketOptions("", List.of(), List.of(), 0, compression, false)))
			.maxSendBufferSize(64 * 1024 * 1024)
			.onMessage((connection, message) -> connection.send(message));
	}

	@BeforeAll
	void start() {
		this.worker.start();
		this.offLoop.start();
	}

	@AfterAll
	void stop() {
		this.worker.stop();
		this.offLoop.stop();
		this.pool.shutdownNow();
	}

	static Stream<WireCase> small() {
		return Stream
			.of(WireCase.framing(), WireCase.pings(), WireCase.reservedBits(), WireCase.opcodes(),
					WireCase.fragmentation(), WireCase.text(), WireCase.goodbyes())
			.flatMap(List::stream);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("small")
	@DisplayName("B-47 P-31 S-69 B-43 Each case gets the right answer, whole and in pieces, also where compression was agreed")
	void framesWhenSentInAnyPiecesGetTheRightAnswer(WireCase sent) throws Exception {
		for (String offer : List.of("", TAKEOVER)) {
			if (offer.isEmpty() || !sent.name().startsWith("3 bits 4")) {
				try (WirePeer peer = WirePeer.offering(this.worker.port(), offer)) {
					peer.send(sent.sent());
					assertAnswered(peer, sent, !offer.isEmpty());
				}
			}
		}
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			peer.sendInPieces((sent.sent().length <= BYTEWISE) ? 1 : PIECE, sent.sent());
			assertAnswered(peer, sent, false);
		}
		try (WirePeer peer = WirePeer.of(this.offLoop.port())) {
			List<String> frames = peer.send(sent.sent()).frames();
			// a pong does not wait for the messages before its ping
			assertThat(frames).containsExactlyInAnyOrderElementsOf(sent.expected())
				.endsWith(sent.expected().get(sent.expected().size() - 1));
		}
	}

	private static void assertAnswered(WirePeer peer, WireCase sent, boolean compressed) throws IOException {
		assertThat(peer.handshake()).matches((head) -> head.contains(TAKEOVER) == compressed);
		List<String> frames = peer.frames();
		if (compressed) {
			assertThat(frames).hasSameSizeAs(sent.expected()).endsWith(sent.expected().get(frames.size() - 1));
		}
		else {
			assertThat(frames).isEqualTo(sent.expected());
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("io.workerman.engine.websocket.WireCase#large")
	@DisplayName("S-70 Large messages come back, whole and in fragments")
	void messageWhenLargeComesBack(WireCase sent) throws Exception {
		try (WirePeer peer = WirePeer.of(this.worker.port())) {
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(peer, sent));
			assertThat(peer.frames()).isEqualTo(sent.expected());
			sending.join();
		}
	}

	private static void send(WirePeer peer, WireCase sent) {
		try {
			peer.send(sent.sent());
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	static Stream<Arguments> offers() {
		return Stream.of(Arguments.of(TAKEOVER, TAKEOVER), Arguments.of(RESET, RESET),
				Arguments.of(TAKEOVER + "; client_max_window_bits", TAKEOVER),
				Arguments.of(TAKEOVER + "; client_max_window_bits=9", TAKEOVER),
				Arguments.of(TAKEOVER + "; server_max_window_bits=15", TAKEOVER + "; server_max_window_bits=15"),
				Arguments.of(TAKEOVER + "; server_no_context_takeover; server_max_window_bits=9, " + TAKEOVER,
						TAKEOVER),
				Arguments.of(TAKEOVER + "; client_no_context_takeover; client_max_window_bits=15",
						TAKEOVER + "; client_no_context_takeover"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("offers")
	@DisplayName("B-45 12 13 Messages of all sizes come back compressed, whole and in fragments, whatever was agreed")
	void messageWhenCompressionIsAgreedComesBack(String offer, String answer) throws Exception {
		try (DeflatingPeer peer = new DeflatingPeer(this.worker.port(), offer)) {
			assertThat(peer.handshake()).contains("Sec-WebSocket-Extensions: " + answer + "\r\n");
			boolean forgets = answer.contains("client_no_context_takeover");
			for (int size : new int[] { 0, 1, 16, 64, 256, 1024, 4096, 32768, 131072 }) {
				for (int repeated = 0; repeated < 5; repeated++) {
					byte[] payload = (repeated % 2 == 0) ? text(size, repeated) : WireCase.noise(size);
					byte[] deflated = (forgets ? peer.forget() : peer).deflate(payload);
					byte[] frames = (repeated < 3 || deflated.length < 2) ? Frames.frame(0xC2, deflated)
							: WireCase.fragments(0x42, deflated, Math.max(1, deflated.length / 7));
					peer.send(frames);
					assertThat(peer.payload()).isEqualTo(payload);
				}
			}
			peer.send(Frames.close(1000, ""));
			assertThat(peer.closeCode()).isEqualTo(1000);
			assertThat(peer.isFinished()).isTrue();
		}
	}

	private static byte[] text(int size, int seed) {
		StringBuilder text = new StringBuilder();
		while (text.length() < size) {
			text.append("{\"id\":").append(text.length() * 31 + seed).append(",\"name\":\"message\"},");
		}
		return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			permessage-deflate; server_max_window_bits=9
			permessage-deflate; client_max_window_bits=8; server_max_window_bits=8
			permessage-deflate; unknown
			permessage-deflate; server_no_context_takeover=1
			permessage-deflate; client_max_window_bits=99
			permessage-bzip2
			""")
	@DisplayName("B-45 What cannot be done is declined, and messages are not compressed then")
	void offerWhenItCannotBeKeptIsDeclined(String offer) throws Exception {
		try (WirePeer peer = WirePeer.offering(this.worker.port(), offer)) {
			assertThat(peer.handshake()).doesNotContain("Sec-WebSocket-Extensions");
			peer.send(Frames.text("plain"), Frames.frame(0xC1, "a"));
			assertThat(peer.frames()).containsExactly("text plain", "close 1002");
		}
	}

}
