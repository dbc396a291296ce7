package io.workerman.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.workerman.benchmarks.Protocol;

/**
 * What is said on a connection, made before it is needed: a ring of messages that are all
 * different and all as long, and what the server has to answer.
 */
final class Dialogue {

	private static final int LEAST = 16;

	private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

	private static final byte[] UPGRADE = ascii("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			+ "Sec-WebSocket-Version: 13\r\n\r\n");

	private static final byte[] GET = ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

	private final ByteBuffer requests;

	private final int requestLength;

	private final int messages;

	private final Expected answers;

	private final @Nullable Expected upgraded;

	private Dialogue(byte[] requests, int messages, Expected answers, @Nullable Expected upgraded) {
		this.requests = ByteBuffer.allocateDirect(requests.length * 2).put(requests).put(requests).clear();
		this.requestLength = requests.length / messages;
		this.messages = messages;
		this.answers = answers;
		this.upgraded = upgraded;
	}

	/**
	 * Prepare what is said, for which the server is asked once how it answers.
	 * @param options what to do
	 * @return the dialogue
	 * @throws IOException if the server does not answer as it should
	 */
	static Dialogue prepare(Options options) throws IOException {
		int count = Math.max(LEAST, options.depth());
		ByteArrayOutputStream requests = new ByteArrayOutputStream();
		ByteArrayOutputStream answers = new ByteArrayOutputStream();
		Expected upgraded = null;
		if (options.protocol() == Protocol.HTTP) {
			byte[] answer = ask(options.port(), GET);
			if (!new String(answer, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\nHello, World!")) {
				throw new IOException("The server did not answer \"Hello, World!\"");
			}
			for (int i = 0; i < count; i++) {
				requests.write(GET);
				answers.write(answer);
			}
			return new Dialogue(requests.toByteArray(), count, new Expected(answers.toByteArray(), answer.length),
					null);
		}
		if (options.protocol() == Protocol.WEBSOCKET) {
			byte[] answer = ask(options.port(), UPGRADE);
			if (!new String(answer, StandardCharsets.ISO_8859_1).contains(ACCEPT)) {
				throw new IOException("The server did not accept the WebSocket");
			}
			upgraded = new Expected(answer, answer.length);
		}
		Random random = new Random(options.size());
		for (int i = 0; i < count; i++) {
			byte[] payload = payload(options, random, i);
			requests.write(request(options.protocol(), payload, random));
			answers.write(answer(options.protocol(), payload));
		}
		return new Dialogue(requests.toByteArray(), count, new Expected(answers.toByteArray(), answers.size() / count),
				upgraded);
	}

	private static byte[] payload(Options options, Random random, int number) {
		StringBuilder text = new StringBuilder(String.valueOf((char) ('A' + number % 26)));
		while (text.length() < options.size()) {
			text.append((char) ('!' + random.nextInt('~' - '!')));
		}
		byte[] payload = text.toString().getBytes(StandardCharsets.UTF_8);
		for (int i = 1; options.wide() && i + 2 < payload.length; i += 8) {
			payload[i] = (byte) 0xC3;
			payload[i + 1] = (byte) (0x80 + random.nextInt(0x40));
		}
		return payload;
	}

	private static byte[] request(Protocol protocol, byte[] payload, Random random) {
		if (protocol != Protocol.WEBSOCKET) {
			return answer(protocol, payload);
		}
		byte[] frame = answer(protocol, payload);
		int header = frame.length - payload.length;
		byte[] mask = new byte[4];
		random.nextBytes(mask);
		ByteBuffer masked = ByteBuffer.allocate(frame.length + mask.length);
		masked.put(frame, 0, header).put(1, (byte) (frame[1] | 0x80)).put(mask);
		for (int i = 0; i < payload.length; i++) {
			masked.put((byte) (payload[i] ^ mask[i & 3]));
		}
		return masked.array();
	}

	private static byte[] answer(Protocol protocol, byte[] payload) {
		ByteBuffer bytes = ByteBuffer.allocate(payload.length + 10);
		switch (protocol) {
			case TEXT -> bytes.put(payload).put((byte) '\n');
			case FRAME -> bytes.putInt(payload.length + 4).put(payload);
			case WEBSOCKET -> {
				bytes.put((byte) 0x81);
				if (payload.length < 126) {
					bytes.put((byte) payload.length);
				}
				else if (payload.length <= 0xFFFF) {
					bytes.put((byte) 126).putShort((short) payload.length);
				}
				else {
					bytes.put((byte) 127).putLong(payload.length);
				}
				bytes.put(payload);
			}
			case HTTP -> throw new IllegalArgumentException("protocol: " + protocol);
		}
		byte[] whole = new byte[bytes.position()];
		bytes.flip().get(whole);
		return whole;
	}

	/**
	 * Sends a request and returns the answer.
	 */
	private static byte[] ask(int port, byte[] request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
			socket.setSoTimeout(5000);
			socket.getOutputStream().write(request);
			InputStream in = socket.getInputStream();
			ByteArrayOutputStream answer = new ByteArrayOutputStream();
			int missing = -1;
			while (missing != 0) {
				int next = in.read();
				if (next < 0) {
					throw new IOException("The server closed the connection");
				}
				answer.write(next);
				missing = (missing > 0) ? missing - 1 : bodyLength(answer.toString(StandardCharsets.ISO_8859_1));
			}
			return answer.toByteArray();
		}
	}

	/**
	 * The length of the body, or -1 if the head is not complete.
	 */
	private static int bodyLength(String head) throws IOException {
		if (!head.endsWith("\r\n\r\n")) {
			return -1;
		}
		if (head.startsWith("HTTP/1.1 101 ")) {
			return 0;
		}
		return head.lines()
			.filter((line) -> line.regionMatches(true, 0, "content-length:", 0, 15))
			.map((line) -> Integer.parseInt(line.substring(15).trim()))
			.findFirst()
			.orElseThrow(() -> new IOException("The server answered without Content-Length"));
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The number of different messages.
	 * @return the number
	 */
	int messages() {
		return this.messages;
	}

	/**
	 * The length of one request.
	 * @return the number of bytes
	 */
	int requestLength() {
		return this.requestLength;
	}

	/**
	 * The length of all different requests.
	 * @return the number of bytes
	 */
	int ringLength() {
		return this.requestLength * this.messages;
	}

	/**
	 * The requests that follow one another.
	 * @param offset where in the ring they begin
	 * @param size how many bytes of them are wanted
	 * @return the bytes, as many as there are
	 */
	ByteBuffer requests(int offset, int size) {
		return this.requests.limit(offset + Math.min(size, ringLength())).position(offset);
	}

	/**
	 * What the server has to answer.
	 * @return the answers
	 */
	Expected answers() {
		return this.answers;
	}

	/**
	 * What the server has to answer to {@link #upgrade()}.
	 * @return the answer, or {@code null} if there is no handshake
	 */
	@Nullable Expected upgraded() {
		return this.upgraded;
	}

	/**
	 * What begins a WebSocket.
	 * @return the bytes
	 */
	static ByteBuffer upgrade() {
		return ByteBuffer.wrap(UPGRADE);
	}

}
