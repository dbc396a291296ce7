package io.workerman.engine.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frames as clients write them.
 */
final class Frames {

	private static final byte[] MASK = { 0x37, (byte) 0xFA, 0x21, 0x3D };

	private Frames() {
	}

	static byte[] text(String text) {
		return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] binary(byte... payload) {
		return frame(0x82, payload);
	}

	static byte[] close(int code, String reason) {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		return frame(0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
	}

	static byte[] frame(int first, String payload) {
		return frame(first, payload.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] frame(int first, byte... payload) {
		ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) 0xFE).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 0xFF).putLong(payload.length);
		}
		frame.put(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ MASK[i % 4]));
		}
		byte[] bytes = new byte[frame.flip().remaining()];
		frame.get(bytes);
		return bytes;
	}

	static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

}
