package io.workerman.engine.netty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * What a client of a protocol writes.
 */
enum Dialect {

	TCP("tcp"), TEXT("text"), FRAME("frame"), WEBSOCKET("websocket"), HTTP("http");

	private static final String UPGRADE = """
			GET /chat HTTP/1.1
			Host: test
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Version: 13
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

			""".replace("\n", "\r\n");

	private static final byte[] GOODBYE = { (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE8 };

	private final String scheme;

	Dialect(String scheme) {
		this.scheme = scheme;
	}

	String address() {
		return this.scheme + "://127.0.0.1:0";
	}

	/**
	 * What comes before the first message.
	 */
	byte[] hello() {
		return (this == WEBSOCKET) ? UPGRADE.getBytes(StandardCharsets.US_ASCII) : new byte[0];
	}

	byte[] message(String text) {
		byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
		return switch (this) {
			case TCP, TEXT -> (text + "\n").getBytes(StandardCharsets.US_ASCII);
			case FRAME -> ByteBuffer.allocate(4 + payload.length).putInt(4 + payload.length).put(payload).array();
			case WEBSOCKET -> masked(payload);
			case HTTP -> ("GET /" + text + " HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
		};
	}

	private static byte[] masked(byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
		frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0x01020304);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ (i % 4 + 1)));
		}
		return frame.array();
	}

	/**
	 * What a client says that leaves, and what answers the goodbye of the server.
	 */
	byte[] goodbye() {
		return (this == WEBSOCKET) ? GOODBYE : new byte[0];
	}

	/**
	 * Bytes that may break the protocol anywhere.
	 */
	byte[] garbage(Random random) {
		byte[] garbage = new byte[1 + random.nextInt(300)];
		random.nextBytes(garbage);
		if (this == TEXT || this == TCP) {
			for (int i = 0; i < garbage.length; i++) {
				garbage[i] = (garbage[i] == '\n') ? 0 : garbage[i];
			}
		}
		return garbage;
	}

}
