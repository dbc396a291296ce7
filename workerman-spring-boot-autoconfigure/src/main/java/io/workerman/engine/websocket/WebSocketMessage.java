package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A message with its opcode, or a part of one. Sent as it is, it keeps the opcode.
 */
public final class WebSocketMessage {

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private final Opcode opcode;

	private @Nullable String text;

	private byte @Nullable [] bytes;

	private final boolean last;

	private WebSocketMessage(Opcode opcode, @Nullable String text, byte @Nullable [] bytes) {
		this(opcode, text, bytes, true);
	}

	private WebSocketMessage(Opcode opcode, @Nullable String text, byte @Nullable [] bytes, boolean last) {
		this.opcode = opcode;
		this.last = last;
		this.text = text;
		this.bytes = bytes;
	}

	/**
	 * Make a text message.
	 * @param text the text
	 * @return the message
	 */
	public static WebSocketMessage text(String text) {
		return new WebSocketMessage(Opcode.TEXT, text, null);
	}

	/**
	 * Make a binary message.
	 * @param bytes the bytes, not copied
	 * @return the message
	 */
	public static WebSocketMessage binary(byte[] bytes) {
		return new WebSocketMessage(Opcode.BINARY, null, bytes);
	}

	/**
	 * Make a ping, which the peer answers with a pong of the same payload.
	 * @param payload the payload, up to 125 bytes, not copied
	 * @return the message
	 */
	public static WebSocketMessage ping(byte[] payload) {
		return new WebSocketMessage(Opcode.PING, null, checkControl(payload));
	}

	/**
	 * Make a pong that nobody asked for, which the peer ignores.
	 * @param payload the payload, up to 125 bytes, not copied
	 * @return the message
	 */
	public static WebSocketMessage pong(byte[] payload) {
		return new WebSocketMessage(Opcode.PONG, null, checkControl(payload));
	}

	/**
	 * Make a part of a message that is sent bit by bit (RFC 6455, section 5.4): first
	 * {@link Opcode#TEXT} or {@link Opcode#BINARY}, then {@link Opcode#CONTINUATION} as
	 * often as needed. Between the parts only pings and pongs may be sent to the same
	 * connection. Parts are not compressed.
	 * @param opcode the opcode
	 * @param payload the payload, not copied
	 * @param last whether the message ends with it
	 * @return the part
	 */
	public static WebSocketMessage part(Opcode opcode, byte[] payload, boolean last) {
		if (opcode.isControl()) {
			throw new IllegalArgumentException("opcode: %s (expected: TEXT, BINARY or CONTINUATION)".formatted(opcode));
		}
		return new WebSocketMessage(opcode, null, payload, last);
	}

	private static byte[] checkControl(byte[] payload) {
		if (payload.length > MAX_CONTROL_PAYLOAD) {
			throw new IllegalArgumentException(
					"payload: %d bytes (expected: <= %d)".formatted(payload.length, MAX_CONTROL_PAYLOAD));
		}
		return payload;
	}

	/**
	 * The opcode.
	 * @return the opcode
	 */
	public Opcode opcode() {
		return this.opcode;
	}

	/**
	 * Whether the message begins with this.
	 * @return {@code false} of a part that others precede
	 */
	public boolean isFirst() {
		return this.opcode != Opcode.CONTINUATION;
	}

	/**
	 * Whether the message ends with this.
	 * @return {@code false} of a part that others follow
	 */
	public boolean isLast() {
		return this.last;
	}

	/**
	 * The payload as text.
	 * @return the payload, read as UTF-8 unless it was text to begin with
	 */
	public String text() {
		String text = this.text;
		if (text == null) {
			text = new String(bytes(), StandardCharsets.UTF_8);
			this.text = text;
		}
		return text;
	}

	/**
	 * The payload as bytes.
	 * @return the payload, in UTF-8 if it is text; not a copy
	 */
	public byte[] bytes() {
		byte[] bytes = this.bytes;
		if (bytes == null) {
			bytes = text().getBytes(StandardCharsets.UTF_8);
			this.bytes = bytes;
		}
		return bytes;
	}

	@Override
	public String toString() {
		return "WebSocketMessage[%s, %d bytes]".formatted(this.opcode, bytes().length);
	}

}
