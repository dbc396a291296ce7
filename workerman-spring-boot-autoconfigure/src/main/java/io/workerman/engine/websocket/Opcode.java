package io.workerman.engine.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What a frame is (RFC 6455, section 5.2).
 */
public enum Opcode {

	/**
	 * The next part of a message.
	 */
	CONTINUATION(0x0),

	/**
	 * A message of text, or the first part of one.
	 */
	TEXT(0x1),

	/**
	 * A message of bytes, or the first part of one.
	 */
	BINARY(0x2),

	/**
	 * The goodbye.
	 */
	CLOSE(0x8),

	/**
	 * Asks for a {@link #PONG}.
	 */
	PING(0x9),

	/**
	 * Answers a {@link #PING}.
	 */
	PONG(0xA);

	private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[16];

	static {
		for (Opcode opcode : values()) {
			BY_CODE[opcode.code] = opcode;
		}
	}

	private final int code;

	Opcode(int code) {
		this.code = code;
	}

	/**
	 * The code on the wire.
	 * @return the code, from 0 to 15
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Whether frames of this kind may stand between the parts of a message.
	 * @return whether they may
	 */
	public boolean isControl() {
		return this.code >= CLOSE.code;
	}

	static @Nullable Opcode of(int code) {
		return BY_CODE[code];
	}

}
