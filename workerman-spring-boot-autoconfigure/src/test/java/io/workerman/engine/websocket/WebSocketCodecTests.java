package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;

import io.workerman.engine.CloseReason;
import io.workerman.engine.PayloadView;
import io.workerman.engine.http.CodecDriver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Frames in both directions.
 */
class WebSocketCodecTests {

	private static final byte[] CONVERSATION = Frames.join(Frames.text("hello"), Frames.binary((byte) 1, (byte) 2),
			Frames.frame(0x01, "frag"), Frames.frame(0x89, "p"), Frames.frame(0x00, "men"), Frames.frame(0x8A, "x"),
			Frames.frame(0x80, "ted"), Frames.text(""), Frames.frame(0x02), Frames.frame(0x00, "a".repeat(300)),
			Frames.frame(0x80), Frames.text("ä\uFFFD\uD83D\uDE00".repeat(100)), Frames.text("z".repeat(70000)));

	private static final List<Object> MESSAGES = List.of("hello", new byte[] { 1, 2 }, "fragmented", "",
			"a".repeat(300).getBytes(StandardCharsets.UTF_8), "ä\uFFFD\uD83D\uDE00".repeat(100), "z".repeat(70000));

	@Test
	@DisplayName("P-28 many frames in one segment")
	void framesInOneSegmentAreDelivered() {
		try (CodecDriver driver = open().receive(CONVERSATION)) {
			assertConversation(driver);
		}
	}

	@Test
	@DisplayName("P-28 one byte at a time")
	void framesByteByByteAreDelivered() {
		byte[] start = Arrays.copyOf(CONVERSATION, CONVERSATION.length - 70014);
		try (CodecDriver driver = open().receiveByteByByte(start)) {
			assertThat(driver.messages()).hasSize(6);
			driver.receive(Arrays.copyOfRange(CONVERSATION, start.length, CONVERSATION.length));
			assertConversation(driver);
		}
	}

	@Test
	void framesInRandomPartsAreDelivered() {
		byte[] start = Arrays.copyOf(CONVERSATION, CONVERSATION.length - 70014);
		for (int seed = 0; seed < 100; seed++) {
			try (CodecDriver driver = open().receiveSplit(start, new Random(seed))) {
				assertThat(driver.messages()).as("seed %d", seed)
					.usingRecursiveFieldByFieldElementComparator()
					.isEqualTo(MESSAGES.subList(0, 6));
			}
		}
	}

	@Test
	void largeMessagesInLargePartsAreDelivered() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			String text = "x".repeat(random.nextInt(4000)) + "\u00E4" + "y".repeat(random.nextInt(4000));
			byte[] frame = Frames.text(text);
			try (CodecDriver driver = open()) {
				for (int start = 0, end; start < frame.length; start = end) {
					end = Math.min(frame.length, start + 1 + random.nextInt(1500));
					driver.receive(Arrays.copyOfRange(frame, start, end));
				}
				assertThat(driver.messages()).as("seed %d", seed).containsExactly(text);
			}
		}
	}

	private static void assertConversation(CodecDriver driver) {
		assertThat(driver.messages()).usingRecursiveFieldByFieldElementComparator().isEqualTo(MESSAGES);
		assertThat(driver.failure()).isNull();
		assertThat(driver.unread()).isZero();
		assertThat(driver.codec().bufferedBytes()).isZero();
		assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x8A, 1, 'p'));
	}

	@Test
	void handlerGetsTheViewThatItWants() {
		byte[] fragments = Frames.join(Frames.frame(0x01, "h"), Frames.frame(0x80, "i"));
		try (CodecDriver driver = open()) {
			for (PayloadView view : List.of(PayloadView.TEXT, PayloadView.BYTES, PayloadView.BUFFER)) {
				driver.view(view).receive(Frames.join(Frames.text("hi"), fragments, Frames.binary((byte) 'h')));
			}
			byte[] bytes = { 'h', 'i' };
			assertThat(driver.messages()).usingRecursiveFieldByFieldElementComparator()
				.isEqualTo(List.of("hi", "hi", "h", bytes, bytes, new byte[] { 'h' }, "6869", "6869", "68"));
		}
	}

	@Test
	void messageKnowsItsOpcode() {
		try (CodecDriver driver = open().view(PayloadView.MESSAGE).answerWith((message) -> message)) {
			driver.receive(Frames.join(Frames.text("ä"), Frames.binary((byte) 'b')));
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x81, 2, 0xC3, 0xA4, 0x82, 1, 'b'));
			assertThat(driver.messages().get(0)).isInstanceOfSatisfying(WebSocketMessage.class, (message) -> {
				assertThat(message.opcode()).isEqualTo(Opcode.TEXT);
				assertThat(message.text()).isEqualTo("ä");
				assertThat(message.bytes()).containsExactly(0xC3, 0xA4);
			});
			assertThat(driver.messages().get(1)).isInstanceOfSatisfying(WebSocketMessage.class, (message) -> {
				assertThat(message.opcode()).isEqualTo(Opcode.BINARY);
				assertThat(message.text()).isEqualTo("b");
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 65535, 65536, 70000 })
	@DisplayName("P-27 form of outgoing frames")
	void lengthHasItsShortestForm(int length) {
		byte[] header = (length < 126) ? Frames.bytes(0x81, length)
				: (length < 65536) ? Frames.bytes(0x81, 126, length >> 8, length)
						: Frames.bytes(0x81, 127, 0, 0, 0, 0, 0, length >> 16, length >> 8, length);
		try (CodecDriver driver = open()) {
			driver.send("a".repeat(length));
			byte[] payload = "a".repeat(length).getBytes(StandardCharsets.UTF_8);
			assertThat(driver.sentBytes()).isEqualTo(Frames.join(header, payload));
			driver.send(payload);
			header[0] = (byte) 0x82;
			assertThat(driver.sentBytes()).isEqualTo(Frames.join(header, payload));
		}
	}

	@Test
	@DisplayName("P-32 anything else is JSON")
	void messagesAreFramedByType() {
		try (CodecDriver driver = open()) {
			driver.send(Unpooled.wrappedBuffer(new byte[] { 'b' }));
			driver.send(Map.of("a", 1));
			driver.send(WebSocketMessage.ping(new byte[] { 'p' }));
			driver.send(WebSocketMessage.pong(new byte[0]));
			assertThat(driver.sentBytes()).isEqualTo(
					Frames.bytes(0x82, 1, 'b', 0x81, 7, '{', '"', 'a', '"', ':', '1', '}', 0x89, 1, 'p', 0x8A, 0));
			assertThatIllegalArgumentException().isThrownBy(() -> WebSocketMessage.ping(new byte[126]))
				.withMessage("payload: 126 bytes (expected: <= 125)");
		}
	}

	static Stream<Arguments> violations() {
		byte[] start = Frames.frame(0x01, "a");
		return Stream.of(violation("reserved bit 1", 1002, Frames.frame(0xC1, "a")),
				violation("reserved bit 2", 1002, Frames.frame(0xA1, "a")),
				violation("reserved bit 3", 1002, Frames.frame(0x91, "a")),
				violation("opcode 3 (P-31)", 1002, Frames.frame(0x83, "a")),
				violation("opcode 15 (P-31)", 1002, Frames.frame(0x8F, "a")),
				violation("no mask (D10)", 1002, Frames.bytes(0x81, 1, 'a')),
				violation("continuation of nothing (S-69)", 1002, Frames.frame(0x80, "a")),
				violation("message in a message (S-69)", 1002, Frames.join(start, Frames.text("b"))),
				violation("long ping (S-69)", 1002, Frames.frame(0x89, new byte[126])),
				violation("fragmented ping (S-69)", 1002, Frames.frame(0x09, "a")),
				violation("fragmented close (S-69)", 1002, Frames.frame(0x08, new byte[0])),
				violation("length with the highest bit", 1002,
						Frames.bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)),
				violation("16 bits for a short length", 1002, Frames.bytes(0x81, 0xFE, 0, 125, 0, 0, 0, 0)),
				violation("64 bits for a short length", 1002,
						Frames.bytes(0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0)),
				violation("too large (S-70)", 1009, Frames.bytes(0x81, 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0)),
				violation("much too large", 1009, Frames.bytes(0x81, 0xFF, 0x7F, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0)),
				violation("too large together (P-28)", 1009,
						Frames.join(start, Frames.bytes(0x80, 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0))),
				violation("no UTF-8", 1007, Frames.frame(0x81, Frames.bytes('a', 0xC3))),
				violation("no UTF-8 in a fragment", 1007, Frames.frame(0x01, Frames.bytes(0xED, 0xA0))),
				violation("no UTF-8 across fragments", 1007,
						Frames.join(Frames.frame(0x01, Frames.bytes(0xE2, 0x82)),
								Frames.frame(0x00, Frames.bytes(0x41)))),
				violation("half a character at the end", 1007,
						Frames.join(Frames.frame(0x01, Frames.bytes(0xE2, 0x82)), Frames.frame(0x80))),
				violation("close with one byte", 1002, Frames.frame(0x88, "a")),
				violation("close reason is no UTF-8", 1007, Frames.frame(0x88, Frames.bytes(3, 0xE8, 0xFF))));
	}

	private static Arguments violation(String name, int code, byte[] received) {
		return Arguments.of(name, code, received);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("violations")
	void violationIsAnsweredWithOneCloseFrame(String name, int code, byte[] received) {
		for (PayloadView view : EnumSet.complementOf(EnumSet.of(PayloadView.REFUSED))) {
			try (CodecDriver whole = open().view(view).receive(Frames.join(received, Frames.text("after")));
					CodecDriver parts = open().view(view).receiveByteByByte(received)) {
				for (CodecDriver driver : List.of(whole, parts)) {
					assertThat(driver.messages()).isEmpty();
					assertThat(driver.failure()).isNotNull().satisfies((failure) -> {
						assertThat(failure.closeReason().code()).isEqualTo(code);
						assertThat(failure.isAnswered()).isTrue();
					});
					byte[] sent = driver.sentBytes();
					assertThat(sent).startsWith(0x88, sent.length - 2, code >> 8, code & 0xFF);
					assertThat(driver.goodbye(1001, "")).isFalse();
				}
			}
		}
	}

	@Test
	void limitIsEnforcedBeforeThePayloadComes() {
		try (CodecDriver driver = open().limit(10)) {
			driver.receive(Frames.text("0123456789"));
			assertThat(driver.messages()).containsExactly("0123456789");
			driver.receive(Arrays.copyOf(Frames.text("0123456789a"), 6));
			assertThat(driver.failure()).isNotNull();
		}
	}

	@Test
	@DisplayName("P-29 ping while the send buffer is full")
	void pingIsNotAnsweredWhenThePeerDoesNotRead() {
		try (CodecDriver driver = open()) {
			BDDMockito.given(driver.connection().sendBufferSize()).willReturn(1024L, 1023L);
			driver.receive(Frames.join(Frames.frame(0x89, "a"), Frames.frame(0x89, "b")));
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x8A, 1, 'b'));
		}
	}

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	@DisplayName("B-42 goodbye of the peer")
	void closeIsEchoed(int code) {
		try (CodecDriver driver = open()) {
			driver.receive(Frames.join(Frames.close(code, "bye ä"), Frames.text("after")));
			assertThat(driver.goodbye()).isEqualTo(CloseReason.client(code, "bye ä"));
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x88, 2, code >> 8, code));
			assertThat(driver.messages()).isEmpty();
			assertThat(driver.goodbye(1001, "")).isFalse();
			driver.receive(Frames.join(Frames.frame(0x89, "p"), Frames.close(1000, "")));
			assertThat(driver.sentBytes()).isEmpty();
			assertThat(driver.unread()).isZero();
		}
	}

	@Test
	void closeWithoutCodeIsEchoed() {
		try (CodecDriver driver = open().receive(Frames.frame(0x88))) {
			assertThat(driver.goodbye()).isEqualTo(CloseReason.client(1005, ""));
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x88, 0));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 })
	void closeCodeThatMustNotBeUsedIsRefused(int code) {
		try (CodecDriver driver = open().receive(Frames.close(code, ""))) {
			assertThat(driver.goodbye()).isNull();
			assertThat(driver.sentBytes()).startsWith(0x88).contains(1002 >> 8, 1002 & 0xFF);
		}
	}

	@Test
	void endWithoutGoodbyeIsAbnormal() {
		try (CodecDriver driver = open()) {
			assertThat(driver.codec().endOfStream()).isEqualTo(CloseReason.client(1006, ""));
		}
	}

	@Test
	void goodbyeOfThisSideIsSaidOnce() {
		try (CodecDriver driver = open()) {
			assertThat(driver.goodbye(1001, "stop")).isTrue();
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x88, 6, 3, 0xE9, 's', 't', 'o', 'p'));
			assertThat(driver.goodbye(1000, "")).isFalse();
			driver.receive(Frames.join(Frames.text("ignored"), Frames.frame(0x89, "p"), Frames.frame(0x01, "x"),
					Frames.close(1001, "")));
			assertThat(driver.messages()).isEmpty();
			assertThat(driver.sentBytes()).isEmpty();
			assertThat(driver.goodbye()).isEqualTo(CloseReason.client(1001, ""));
		}
	}

	@Test
	void dataBehindOwnGoodbyeIsNotKept() {
		try (CodecDriver driver = open()) {
			driver.goodbye(1001, "");
			driver.receive(Frames.bytes(0x82, 0xFF, 0x7F, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0));
			driver.receive(new byte[10000]);
			assertThat(driver.unread()).isZero();
			assertThat(driver.failure()).isNull();
		}
	}

	@Test
	@DisplayName("S-65 reason above 123 bytes")
	void longReasonIsCutBetweenCharacters() {
		try (CodecDriver driver = open()) {
			driver.goodbye(4000, "a" + "ä".repeat(100));
			byte[] sent = driver.sentBytes();
			assertThat(sent).hasSize(2 + 2 + 123);
			assertThat(new String(sent, 4, 123, StandardCharsets.UTF_8)).isEqualTo("a" + "ä".repeat(61));
			assertThat(sent[1]).isEqualTo((byte) 125);
		}
		try (CodecDriver driver = open()) {
			driver.goodbye(4000, "ä".repeat(100));
			assertThat(driver.sentBytes()).hasSize(2 + 2 + 122);
		}
		try (CodecDriver driver = open()) {
			driver.goodbye(1006, "lost");
			assertThat(driver.sentBytes()).isEqualTo(Frames.bytes(0x88, 0));
		}
	}

	@Test
	void fragmentsAreReleasedWhenTheConnectionCloses() {
		try (CodecDriver driver = open()) {
			driver.receive(Frames.frame(0x01, "never finished"));
			assertThat(driver.codec().bufferedBytes()).isEqualTo(14);
		}
	}

	private static CodecDriver open() {
		CodecDriver driver = new CodecDriver(new WebSocketProtocol()).receive(HandshakeTests.REQUEST);
		driver.sentBytes();
		return driver;
	}

}
