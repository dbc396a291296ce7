package io.workerman.engine.websocket;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.ProtocolException;
import io.workerman.engine.http.CodecDriver;
import io.workerman.engine.http.Mutation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mutated frames in random parts. A run that fails names its seed, which is then kept.
 */
@DisplayName("P-28 Whatever is received is understood the same whole and in parts")
class WebSocketFuzzTests {

	private static final Duration TIME = Duration.ofSeconds(3);

	/**
	 * Seeds that have failed once.
	 */
	private static final long[] KEPT = { 0, 1, 2, 3, 5, 8, 13, 21 };

	private static final int LIMIT = 1000;

	/**
	 * The word "hello", compressed.
	 */
	private static final byte[] DEFLATED = Frames.bytes(0xCA, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00);

	private static final List<byte[]> PIECES = List.of(Frames.text("hello"), Frames.text(""),
			Frames.text("\u00e4\uFFFD\uD83D\uDE00"), Frames.binary((byte) 1, (byte) -1),
			Frames.join(Frames.frame(0x01, "frag"), Frames.frame(0x89, "p"), Frames.frame(0x80, "ment")),
			Frames.join(Frames.frame(0x01, Frames.bytes(0xC3)), Frames.frame(0x80, Frames.bytes(0xA4))),
			Frames.frame(0x8A, "late"), Frames.text("a".repeat(LIMIT)), Frames.text("a".repeat(LIMIT + 1)),
			Frames.frame(0xC1, DEFLATED), Frames.join(Frames.frame(0x41, Arrays.copyOf(DEFLATED, 3)),
					Frames.frame(0x80, Arrays.copyOfRange(DEFLATED, 3, DEFLATED.length))),
			Frames.close(1000, "bye"));

	private static final byte[] SPICE = Frames.bytes(0x00, 0x01, 0x02, 0x03, 0x41, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0x82,
			0x83, 0x88, 0x89, 0x8A, 0x8B, 0xC1, 0xC2, 0xF1, 0xFE, 0xFF, 0x37, 0xFA, 0x21, 0x3D, 0xED, 0xA0);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void framesAreTheSameWholeAndInParts(boolean compression) {
		for (long seed : KEPT) {
			check(seed, compression);
		}
		long end = System.nanoTime() + TIME.toNanos();
		for (long seed = System.nanoTime(); System.nanoTime() < end; seed++) {
			check(seed, compression);
		}
	}

	private static void check(long seed, boolean compression) {
		Random random = new Random(seed);
		byte[] bytes = Mutation.of(conversation(random), SPICE, random);
		String whole = outcome(bytes, null, compression);
		assertThat(outcome(bytes, random, compression)).as("seed %d", seed).isEqualTo(whole);
	}

	private static String outcome(byte[] bytes, Random random, boolean compression) {
		WebSocketOptions options = new WebSocketOptions("", List.of(), List.of(), 0,
				compression ? WebSocketOptions.Compression.DEFAULTS : null, false);
		try (CodecDriver driver = new CodecDriver(new WebSocketProtocol(options)).limit(LIMIT)) {
			driver.receive(
					HandshakeTests.REQUEST.replace("Host:", "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:"));
			assertThat(driver.sent()).contains(" 101 ");
			if (random == null) {
				driver.receive(bytes);
			}
			else if (random.nextInt(4) == 0) {
				driver.receiveByteByByte(bytes);
			}
			else {
				driver.receiveSplit(bytes, random);
			}
			StringBuilder outcome = new StringBuilder();
			driver.messages().forEach((message) -> outcome.append(describe(message)).append('\n'));
			ProtocolException failure = driver.failure();
			assertThat(driver.codec().bufferedBytes()).isLessThanOrEqualTo(LIMIT);
			return outcome.append((failure != null) ? failure.closeReason() : "open")
				.append(' ')
				.append(driver.goodbye())
				.append(' ')
				.append(Arrays.toString(driver.sentBytes()))
				.toString();
		}
	}

	private static String describe(Object message) {
		return (message instanceof byte[] bytes) ? Arrays.toString(bytes) : message.toString();
	}

	private static byte[] conversation(Random random) {
		byte[] frames = new byte[0];
		for (int count = 1 + random.nextInt(6); count > 0; count--) {
			frames = Frames.join(frames, PIECES.get(random.nextInt(PIECES.size())));
		}
		return frames;
	}

}
