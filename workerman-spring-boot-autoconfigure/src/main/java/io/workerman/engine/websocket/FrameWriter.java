package io.workerman.engine.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.internal.PlatformDependent;

import io.workerman.engine.CodecContext;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;

/**
 * Writes frames that are whole messages, without a mask, as servers do (RFC 6455, section
 * 5.2).
 */
final class FrameWriter {

	private static final int LAST = 0x80;

	private static final int MAX_REASON = 123;

	/**
	 * A text that is not longer has a length of one byte, whatever its characters are,
	 * and is written without a copy where Netty has Unsafe. Elsewhere the JDK encodes
	 * faster, copy included.
	 */
	private static final int SHORT = PlatformDependent.hasUnsafe() ? 125 / 3 : 0;

	private FrameWriter() {
	}

	static void writeText(String text, ByteBuf out) {
		if (text.length() > SHORT) {
			write(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), out);
			return;
		}
		writeHeader(Opcode.TEXT, 0, out);
		int length = out.writerIndex() - 1;
		out.setByte(length, ByteBufUtil.writeUtf8(out, text));
	}

	static void write(Opcode opcode, byte[] payload, ByteBuf out) {
		writeHeader(opcode, payload.length, out);
		out.writeBytes(payload);
	}

	/**
	 * Write a message, or a part of one.
	 * @param opcode the opcode
	 * @param last whether it is the last or only part
	 * @param payload the payload
	 * @param out the buffer to append to
	 */
	static void write(Opcode opcode, boolean last, byte[] payload, ByteBuf out) {
		writeHeader((last ? LAST : 0) | opcode.code(), payload.length, out);
		out.writeBytes(payload);
	}

	/**
	 * Write a frame and leave the indexes of the payload alone.
	 * @param opcode the opcode
	 * @param payload the payload
	 * @param out the buffer to append to
	 */
	static void write(Opcode opcode, ByteBuf payload, ByteBuf out) {
		writeHeader(opcode, payload.readableBytes(), out);
		out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
	}

	/**
	 * Write a message.
	 * @param message the message
	 * @param context knows how to write JSON
	 * @param out the buffer to append to
	 */
	static void write(Object message, CodecContext context, ByteBuf out) {
		if (message instanceof String text) {
			writeText(text, out);
		}
		else if (message instanceof byte[] binary) {
			write(Opcode.BINARY, binary, out);
		}
		else if (message instanceof ByteBuf binary) {
			write(Opcode.BINARY, binary, out);
		}
		else if (message instanceof WebSocketMessage whole) {
			write(whole.opcode(), whole.isLast(), whole.bytes(), out);
		}
		else {
			write(Opcode.TEXT, context.json().write(message), out);
		}
	}

	/**
	 * Write a binary message that is a part of a file.
	 * @param part the part
	 * @param out where to write it
	 * @throws IOException if the file cannot be opened
	 */
	static void write(FilePart part, Outgoing out) throws IOException {
		writeHeader(LAST | Opcode.BINARY.code(), part.length(), out.bytes());
		out.file(part.file(), part.position(), part.length());
	}

	/**
	 * Write a close frame. A reason that is too long is cut between two characters.
	 * @param code the code; one that must not be on the wire is left out, with the reason
	 * @param reason the reason
	 * @param out the buffer to append to
	 */
	static void writeClose(int code, String reason, ByteBuf out) {
		if (!CloseFrame.isCode(code)) {
			writeHeader(Opcode.CLOSE, 0, out);
			return;
		}
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		int length = text.length;
		if (length > MAX_REASON) {
			length = MAX_REASON;
			while ((text[length] & 0xC0) == 0x80) {
				length--;
			}
		}
		writeHeader(Opcode.CLOSE, Short.BYTES + length, out);
		out.writeShort(code);
		out.writeBytes(text, 0, length);
	}

	private static void writeHeader(Opcode opcode, int length, ByteBuf out) {
		writeHeader(LAST | opcode.code(), length, out);
	}

	/**
	 * Write the header of a frame.
	 * @param first the first byte, with the opcode
	 * @param length the length of the payload
	 * @param out the buffer to append to
	 */
	static void writeHeader(int first, long length, ByteBuf out) {
		out.writeByte(first);
		if (length < 126) {
			out.writeByte((int) length);
		}
		else if (length <= 0xFFFF) {
			out.writeByte(126);
			out.writeShort((int) length);
		}
		else {
			out.writeByte(127);
			out.writeLong(length);
		}
	}

}
