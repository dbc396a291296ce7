package io.workerman.engine.protocol;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.internal.PlatformDependent;

import io.workerman.engine.CodecContext;
import io.workerman.engine.PayloadView;

/**
 * Translates between plain payload bytes and the forms in which an application has them.
 */
public final class Payload {

	/**
	 * Up to this length a text is written character by character, which needs no memory.
	 * Beyond it the encoder of the JDK is several times as fast, as it is for all texts
	 * where Netty checks each access to memory: without Unsafe, so from Java 24 on.
	 */
	private static final int SHORT = PlatformDependent.hasUnsafe() ? 64 : 0;

	private Payload() {
	}

	/**
	 * Read a payload.
	 * @param bytes the buffer
	 * @param start where the payload begins
	 * @param length the length of the payload
	 * @param view the form that is wanted
	 * @param natural the form that {@link PayloadView#NATIVE} stands for
	 * @return the payload; a {@code ByteBuf} shares the bytes of the buffer
	 */
	public static Object read(ByteBuf bytes, int start, int length, PayloadView view, PayloadView natural) {
		PayloadView form = (view == PayloadView.NATIVE) ? natural : view;
		if (form == PayloadView.TEXT) {
			return bytes.toString(start, length, StandardCharsets.UTF_8);
		}
		return (form == PayloadView.BUFFER) ? bytes.slice(start, length)
				: ByteBufUtil.getBytes(bytes, start, length, true);
	}

	/**
	 * Append a payload.
	 * @param message a {@code String}, {@code byte[]}, {@code ByteBuf}, or anything that
	 * becomes JSON
	 * @param out the buffer to append to
	 * @param context knows how to write JSON
	 */
	static void write(Object message, ByteBuf out, CodecContext context) {
		if (!writeRaw(message, out)) {
			out.writeBytes(context.json().write(message));
		}
	}

	/**
	 * Append a payload that is bytes or text already.
	 * @param message the message
	 * @param out the buffer to append to
	 * @return whether it was bytes or text
	 */
	public static boolean writeRaw(Object message, ByteBuf out) {
		if (message instanceof String text) {
			if (text.length() <= SHORT) {
				ByteBufUtil.writeUtf8(out, text);
			}
			else {
				out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
			}
		}
		else if (message instanceof byte[] bytes) {
			out.writeBytes(bytes);
		}
		else if (message instanceof ByteBuf buffer) {
			out.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
		}
		else {
			return false;
		}
		return true;
	}

}
