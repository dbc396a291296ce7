package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a client sends to a server that echoes, and what it has to get until the server
 * ends the TCP connection. The numbers are those of the groups in which fuzzing clients
 * sort their cases.
 */
final class WireCase {

	private static final byte[] PING = Frames.frame(0x89, "p");

	private static final String PONG = pong("p");

	private static final byte[] HELLO = Frames.text("hello");

	private static final int LARGE = 1024 * 1024;

	private final String name;

	private final byte[] sent;

	private final List<String> expected;

	private WireCase(String name, byte[] sent, List<String> expected) {
		this.name = name;
		this.sent = sent;
		this.expected = expected;
	}

	String name() {
		return this.name;
	}

	/**
	 * What is sent behind the handshake.
	 */
	byte[] sent() {
		return this.sent;
	}

	/**
	 * The frames of the answer, as {@link WirePeer#describe} puts them.
	 */
	List<String> expected() {
		return this.expected;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * The client closes at the end, and is answered.
	 */
	private static WireCase valid(String name, byte[] sent, String... expected) {
		List<String> frames = new ArrayList<>(List.of(expected));
		frames.add("close 1000");
		return new WireCase(name, Frames.join(sent, Frames.close(1000, "")), frames);
	}

	/**
	 * The server closes with a code, whatever comes behind it.
	 */
	private static WireCase violation(String name, int code, byte[] sent, String... expected) {
		List<String> frames = new ArrayList<>(List.of(expected));
		frames.add("close " + code);
		return new WireCase(name, sent, frames);
	}

	private static String pong(String payload) {
		return WirePeer.describe(0x8A, payload.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] letters(int size) {
		return "*".repeat(size).getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] noise(int size) {
		byte[] noise = new byte[size];
		new Random(size).nextBytes(noise);
		return noise;
	}

	/**
	 * A message in fragments of a size.
	 */
	static byte[] fragments(int opcode, byte[] payload, int size) {
		List<byte[]> frames = new ArrayList<>();
		if (payload.length == 0) {
			frames.add(Frames.frame(opcode | 0x80));
		}
		for (int start = 0; start < payload.length; start += size) {
			int end = Math.min(payload.length, start + size);
			int first = ((start == 0) ? opcode : 0) | ((end == payload.length) ? 0x80 : 0);
			frames.add(Frames.frame(first, Arrays.copyOfRange(payload, start, end)));
		}
		return Frames.join(frames.toArray(byte[][]::new));
	}

	static List<WireCase> framing() {
		List<WireCase> cases = new ArrayList<>();
		for (int size : new int[] { 0, 1, 125, 126, 127, 128, 65535, 65536 }) {
			byte[] text = letters(size);
			cases.add(valid("1.1 text of " + size, Frames.frame(0x81, text), WirePeer.describe(0x81, text)));
			byte[] noise = noise(size);
			cases.add(valid("1.2 binary of " + size, Frames.frame(0x82, noise), WirePeer.describe(0x82, noise)));
		}
		return cases;
	}

	static List<WireCase> pings() {
		byte[] longest = noise(125);
		byte[] all = IntStream.range(0, 10)
			.mapToObj((i) -> Frames.frame(0x89, "payload-" + i))
			.reduce(new byte[0], Frames::join);
		String[] pongs = IntStream.range(0, 10).mapToObj((i) -> pong("payload-" + i)).toArray(String[]::new);
		return List.of(valid("2.1 empty", Frames.frame(0x89), pong("")), valid("2.2 small", PING, PONG),
				valid("2.3 binary", Frames.frame(0x89, Frames.bytes(0, 0xFF, 0xFE)), "pong [0, -1, -2]"),
				valid("2.4 of 125", Frames.frame(0x89, longest), WirePeer.describe(0x8A, longest)),
				violation("2.5 of 126", 1002, Frames.frame(0x89, noise(126))),
				valid("2.7 a pong that nobody asked for", Frames.frame(0x8A)),
				valid("2.8 one with a payload", Frames.frame(0x8A, "unsolicited")),
				valid("2.9 one before a ping", Frames.join(Frames.frame(0x8A, "unsolicited"), PING), PONG),
				valid("2.10 ten pings", all, pongs),
				violation("2.12 a pong of 126", 1002, Frames.frame(0x8A, noise(126))));
	}

	static List<WireCase> reservedBits() {
		List<WireCase> cases = new ArrayList<>();
		for (int bits = 1; bits < 8; bits++) {
			int reserved = bits << 4;
			for (int opcode : new int[] { 0x81, 0x82, 0x88, 0x89, 0x8A, 0x01 }) {
				cases.add(violation("3 bits %d of %x".formatted(bits, opcode), 1002,
						Frames.join(HELLO, Frames.frame(opcode | reserved), PING), "text hello"));
			}
			cases.add(violation("3 bits %d of a continuation".formatted(bits), 1002,
					Frames.join(Frames.frame(0x01, "a"), PING, Frames.frame(0x80 | reserved, "b")), PONG));
		}
		return cases;
	}

	static List<WireCase> opcodes() {
		List<WireCase> cases = new ArrayList<>();
		for (int opcode : new int[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }) {
			cases.add(violation("4 opcode " + opcode, 1002, Frames.frame(0x80 | opcode)));
			cases.add(violation("4 opcode %d with a payload".formatted(opcode), 1002,
					Frames.join(HELLO, Frames.frame(0x80 | opcode, "reserved"), PING), "text hello"));
			cases.add(violation("4 opcode %d in fragments".formatted(opcode), 1002,
					Frames.join(Frames.frame(opcode, "reserved"), Frames.frame(0x80))));
		}
		return cases;
	}

	static List<WireCase> fragmentation() {
		byte[] first = Frames.frame(0x01, "one ");
		byte[] last = Frames.frame(0x80, "two");
		byte[] end = Frames.frame(0x80);
		byte[] middle = Frames.frame(0x00, "and ");
		return List.of(violation("5.1 a ping", 1002, Frames.join(Frames.frame(0x09, "p"), Frames.frame(0x80, "i"))),
				violation("5.2 a pong", 1002, Frames.join(Frames.frame(0x0A, "p"), Frames.frame(0x80, "o"))),
				valid("5.3 two fragments", Frames.join(first, last), "text one two"),
				valid("5.6 a ping between", Frames.join(first, PING, last), PONG, "text one two"),
				violation("5.9 a continuation of nothing", 1002, Frames.join(last, HELLO)),
				violation("5.10 one behind a message", 1002, Frames.join(HELLO, last), "text hello"),
				violation("5.12 a beginning without a start", 1002, Frames.join(middle, HELLO)),
				violation("5.15 one behind fragments", 1002, Frames.join(first, last, middle, last), "text one two"),
				violation("5.18 a message in a message", 1002, Frames.join(first, Frames.frame(0x81, "two"))),
				violation("5.18 a beginning in a message", 1002, Frames.join(first, first, last)),
				violation("5.18 a binary message in one of text", 1002, Frames.join(first, Frames.frame(0x82, "two"))),
				valid("5.19 many fragments and pings",
						Frames.join(first, middle, PING, middle, middle, PING, last, PING), PONG, PONG,
						"text one and and and two", PONG),
				valid("5 empty fragments", Frames.join(Frames.frame(0x01), Frames.frame(0x00), end), "text "),
				valid("5 an empty end", Frames.join(Frames.frame(0x02, "b"), end), "binary [98]"),
				valid("5 a pong between", Frames.join(first, Frames.frame(0x8A, "x"), last), "text one two"),
				new WireCase("5 a goodbye between", Frames.join(first, Frames.close(1001, ""), last),
						List.of("close 1001")));
	}

	/**
	 * Each byte sequence, which may be text or not, whole and a byte a fragment.
	 */
	static List<WireCase> text() {
		List<WireCase> cases = new ArrayList<>();
		for (byte[] text : Utf8Vectors.valid()) {
			String echo = WirePeer.describe(0x81, text);
			cases.add(valid("6 " + Arrays.toString(text), Frames.frame(0x81, text), echo));
			cases.add(valid("6 a byte a fragment " + Arrays.toString(text), fragments(0x01, text, 1), echo));
		}
		for (byte[] text : Utf8Vectors.invalid()) {
			cases.add(violation("6 " + Arrays.toString(text), 1007, Frames.join(Frames.frame(0x81, text), HELLO)));
			cases.add(violation("6 a byte a fragment " + Arrays.toString(text), 1007, fragments(0x01, text, 1)));
		}
		byte[] mixed = "Hello-µ@ßöäüàá-𝄞€-UTF-8!!".getBytes(StandardCharsets.UTF_8);
		for (int size = 1; size < mixed.length; size++) {
			cases.add(valid("6.2 fragments of " + size, fragments(0x01, mixed, size), WirePeer.describe(0x81, mixed)));
		}
		byte[] bad = Frames.join("κόσμε".getBytes(StandardCharsets.UTF_8), Frames.bytes(0xF4, 0x90), letters(400));
		cases.add(violation("6.4 in a fragment, and no more", 1007,
				Frames.join(Frames.frame(0x01, "good"), Arrays.copyOf(Frames.frame(0x00, bad), 8 + 13))));
		cases.add(violation("6.4 in a frame, and no more", 1007, Arrays.copyOf(Frames.frame(0x81, bad), 8 + 13)));
		return cases;
	}

	static List<WireCase> goodbyes() {
		List<WireCase> cases = new ArrayList<>();
		byte[] first = Frames.frame(0x01, "one ");
		byte[] large = letters(256 * 1024);
		cases.add(valid("7.1.1 after a message", HELLO, "text hello"));
		cases.add(valid("7.1.2 twice", Frames.close(1000, "")));
		cases.add(valid("7.1.3 and a ping behind", Frames.join(Frames.close(1000, ""), PING)));
		cases.add(valid("7.1.4 and a message behind", Frames.join(Frames.close(1000, ""), HELLO)));
		cases.add(valid("7.1.5 in a message", Frames.join(first, Frames.close(1000, ""), Frames.frame(0x80, "two"))));
		cases.add(valid("7.1.6 behind a large message", Frames.frame(0x81, large), WirePeer.describe(0x81, large)));
		cases.add(new WireCase("7.3.1 without code", Frames.frame(0x88), List.of("close")));
		cases.add(violation("7.3.2 with half a code", 1002, Frames.frame(0x88, "a")));
		cases.add(new WireCase("7.3.4 with a reason", Frames.close(1000, "Hello World!"), List.of("close 1000")));
		cases.add(new WireCase("7.3.5 with a long reason", Frames.close(1000, "*".repeat(123)), List.of("close 1000")));
		cases.add(violation("7.3.6 with too long a reason", 1002, Frames.close(1000, "*".repeat(124))));
		for (byte[] text : Utf8Vectors.invalid()) {
			if (text.length <= 123) {
				cases.add(violation("7.5.1 with the reason " + Arrays.toString(text), 1007,
						Frames.frame(0x88, Frames.join(Frames.bytes(3, 0xE8), text))));
			}
		}
		for (int code : new int[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
				4000, 4999 }) {
			cases.add(new WireCase("7.7 code " + code, Frames.close(code, "x"), List.of("close " + code)));
		}
		for (int code : new int[] { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 }) {
			cases.add(violation("7.9 code " + code, 1002, Frames.close(code, "")));
			cases.add(violation("7.9 code %d with a reason".formatted(code), 1002, Frames.close(code, "reason")));
		}
		return cases;
	}

	static List<WireCase> large() {
		byte[] text = letters(LARGE);
		byte[] noise = noise(LARGE);
		List<WireCase> cases = new ArrayList<>();
		cases.add(valid("9.1 text", Frames.frame(0x81, text), WirePeer.describe(0x81, text)));
		cases.add(valid("9.2 binary", Frames.frame(0x82, noise), WirePeer.describe(0x82, noise)));
		for (int size : new int[] { 64, 1024, 65536, LARGE / 4 }) {
			cases.add(valid("9.3 text in fragments of " + size, fragments(0x01, text, size),
					WirePeer.describe(0x81, text)));
			cases.add(valid("9.4 binary in fragments of " + size, fragments(0x02, noise, size),
					WirePeer.describe(0x82, noise)));
		}
		byte[] odd = letters(65536);
		cases.add(valid("10.1 text in fragments of 1300", fragments(0x01, odd, 1300), WirePeer.describe(0x81, odd)));
		return cases;
	}

}
