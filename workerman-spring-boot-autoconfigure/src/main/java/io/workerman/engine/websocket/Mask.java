package io.workerman.engine.websocket;

import java.security.SecureRandom;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Masks the frames of a client (RFC 6455, section 5.3). For any thread.
 */
final class Mask {

	private static final int KEY_BYTES = 4;

	private static final FastThreadLocal<Keys> KEYS = new FastThreadLocal<>() {

		@Override
		protected Keys initialValue() {
			return new Keys();
		}

	};

	private Mask() {
	}

	/**
	 * Mask a frame that has been written without a mask.
	 * @param out where it was written, up to the writer index
	 * @param start where it starts
	 */
	static void apply(ByteBuf out, int start) {
		apply(out, start, KEYS.get().next());
	}

	static void apply(ByteBuf out, int start, int key) {
		int second = out.getUnsignedByte(start + 1);
		int payload = start + 2 + ((second < 126) ? 0 : (second == 126) ? Short.BYTES : Long.BYTES);
		int length = out.writerIndex() - payload;
		out.writeZero(KEY_BYTES);
		out.setByte(start + 1, second | 0x80);
		move(out, payload, length, key);
		out.setInt(payload, key);
	}

	/**
	 * Makes room for the key in front of the payload, from its end on, and masks it.
	 */
	private static void move(ByteBuf out, int payload, int length, int key) {
		int index = payload + length;
		for (int tail = length % Long.BYTES; tail > 0; tail--) {
			index--;
			int shift = 24 - ((index - payload) % KEY_BYTES) * Byte.SIZE;
			out.setByte(index + KEY_BYTES, out.getByte(index) ^ (key >>> shift));
		}
		long wide = (long) key << 32 | (key & 0xFFFFFFFFL);
		while (index > payload) {
			index -= Long.BYTES;
			out.setLong(index + KEY_BYTES, out.getLong(index) ^ wide);
		}
	}

	/**
	 * The keys of one thread, made many at a time.
	 */
	private static final class Keys {

		private final SecureRandom random = new SecureRandom();

		private final byte[] bytes = new byte[1024];

		private int next = this.bytes.length;

		int next() {
			if (this.next == this.bytes.length) {
				this.random.nextBytes(this.bytes);
				this.next = 0;
			}
			int key = 0;
			for (int i = 0; i < KEY_BYTES; i++) {
				key = key << Byte.SIZE | (this.bytes[this.next++] & 0xFF);
			}
			return key;
		}

	}

}
