package io.workerman.engine.websocket;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ProtocolException;

/**
 * Checks strictly whether bytes are UTF-8 (RFC 3629, section 4): no overlong forms, no
 * surrogates, nothing above U+10FFFF. A text may come in parts that end within a
 * character.
 */
final class Utf8 {

	private static final long NOT_ASCII = 0x8080808080808080L;

	private static final int STEP = 4 * Long.BYTES;

	/**
	 * The length from which a view of the bytes is worth its object.
	 */
	private static final int LARGE = 256;

	private int missing;

	private int begun;

	private int lowest = 0x80;

	private int highest = 0xBF;

	static boolean isValid(ByteBuf buffer, int start, int length) {
		Utf8 check = new Utf8();
		return check.next(buffer, start, length) && check.isComplete();
	}

	static ProtocolException malformed() {
		return new ProtocolException(CloseReason.BAD_DATA, "A text is not UTF-8", true);
	}

	/**
	 * Check the next part of a text.
	 * @param buffer the buffer
	 * @param start where the part starts
	 * @param length the length of the part
	 * @return whether the text can still be UTF-8
	 */
	boolean next(ByteBuf buffer, int start, int length) {
		int end = start + length;
		int index = start;
		while (index < end) {
			if (this.missing == 0) {
				index = skipAscii(buffer, index, end);
			}
			if (index < end && !accept(buffer.getUnsignedByte(index++))) {
				return false;
			}
		}
		return true;
	}

	private static int skipAscii(ByteBuf buffer, int start, int end) {
		int index = start;
		if (end - start >= LARGE && buffer.nioBufferCount() == 1) {
			index += ascii(buffer.nioBuffer(start, end - start));
		}
		while (index + Long.BYTES <= end && (buffer.getLong(index) & NOT_ASCII) == 0) {
			index += Long.BYTES;
		}
		return index;
	}

	/**
	 * How many of the first bytes are ASCII, in whole steps of four words.
	 */
	private static int ascii(ByteBuffer bytes) {
		int whole = bytes.limit() & -STEP;
		int index = 0;
		while (index < whole && ((bytes.getLong(index) | bytes.getLong(index + 8) | bytes.getLong(index + 16)
				| bytes.getLong(index + 24)) & NOT_ASCII) == 0) {
			index += STEP;
		}
		return index;
	}

	private boolean accept(int value) {
		if (this.missing == 0) {
			return start(value);
		}
		boolean valid = value >= this.lowest && value <= this.highest;
		this.lowest = 0x80;
		this.highest = 0xBF;
		this.missing--;
		this.begun++;
		return valid;
	}

	private boolean start(int value) {
		if (value < 0x80) {
			return true;
		}
		this.begun = 1;
		if (value < 0xC2 || value > 0xF4) {
			return false;
		}
		this.missing = (value < 0xE0) ? 1 : (value < 0xF0) ? 2 : 3;
		switch (value) {
			case 0xE0 -> this.lowest = 0xA0;
			case 0xED -> this.highest = 0x9F;
			case 0xF0 -> this.lowest = 0x90;
			case 0xF4 -> this.highest = 0x8F;
			default -> {
			}
		}
		return true;
	}

	/**
	 * How much has come of a character that is not whole.
	 * @return the number of bytes, from 0 to 3
	 */
	int pending() {
		return isComplete() ? 0 : this.begun;
	}

	/**
	 * Whether the text ends with a whole character.
	 * @return whether it does
	 */
	boolean isComplete() {
		return this.missing == 0;
	}

}
