package io.workerman.engine.websocket;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ProtocolException;

/**
 * What the close frames of a peer may say (RFC 6455, section 7.4).
 */
final class CloseFrame {

	private CloseFrame() {
	}

	/**
	 * Read the payload of a close frame.
	 * @param in the buffer
	 * @param start where the payload starts
	 * @param length the length of the payload
	 * @return the reason
	 * @throws ProtocolException if the payload is malformed
	 */
	static CloseReason read(ByteBuf in, int start, int length) throws ProtocolException {
		if (length == 0) {
			return CloseReason.client(CloseReason.NO_STATUS, "");
		}
		if (length == 1) {
			throw FrameReader.malformed("A close frame is malformed");
		}
		int code = in.getUnsignedShort(start);
		if (!isCode(code)) {
			throw FrameReader.malformed("A close code must not be used");
		}
		if (!Utf8.isValid(in, start + Short.BYTES, length - Short.BYTES)) {
			throw Utf8.malformed();
		}
		String reason = in.toString(start + Short.BYTES, length - Short.BYTES, StandardCharsets.UTF_8);
		return CloseReason.client(code, reason);
	}

	/**
	 * Whether a code may be on the wire: one that a standard defines for it, or one that
	 * is left to applications.
	 * @param code the code
	 * @return whether it may
	 */
	static boolean isCode(int code) {
		return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
	}

}
