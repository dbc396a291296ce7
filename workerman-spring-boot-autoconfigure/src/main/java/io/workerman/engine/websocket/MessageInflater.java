package io.workerman.engine.websocket;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ProtocolException;

/**
 * Inflates the compressed messages of a peer (RFC 7692, section 7.2.2), and never makes
 * more of them than a limit allows. A connection holds memory here only while a message
 * is under way, unless messages refer to those before them.
 */
final class MessageInflater {

	/**
	 * What the sender of a message has cut off.
	 */
	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private static final int STEP = 4096;

	private final boolean takeover;

	private @Nullable Inflater inflater;

	/**
	 * Create one for a connection.
	 * @param takeover whether messages may refer to those before them
	 */
	MessageInflater(boolean takeover) {
		this.takeover = takeover;
	}

	/**
	 * Inflate a part of a message.
	 * @param in the buffer, whose reader index is at the start of the part
	 * @param length the length of the part
	 * @param last whether the message ends with it
	 * @param out the buffer to append to
	 * @param limit the size in bytes that the buffer may reach
	 * @throws ProtocolException if the part is malformed or the message too large
	 */
	void inflate(ByteBuf in, int length, boolean last, ByteBuf out, int limit) throws ProtocolException {
		Inflater inflater = this.inflater;
		if (inflater == null) {
			inflater = new Inflater(true);
			this.inflater = inflater;
		}
		try {
			inflate(inflater, in.nioBuffer(in.readerIndex(), length), out, limit);
			in.skipBytes(length);
			if (last) {
				inflate(inflater, ByteBuffer.wrap(TAIL), out, limit);
			}
		}
		catch (DataFormatException ex) {
			throw new ProtocolException(CloseReason.BAD_DATA, "A compressed message is malformed", true);
		}
		if (last && !this.takeover) {
			close();
		}
	}

	private static void inflate(Inflater inflater, ByteBuffer in, ByteBuf out, int limit)
			throws DataFormatException, ProtocolException {
		inflater.setInput(in);
		while (true) {
			out.ensureWritable((int) Math.min(STEP, Math.max(1L, 1L + limit - out.readableBytes())));
			int inflated = inflater.inflate(out.nioBuffer(out.writerIndex(), out.writableBytes()));
			out.writerIndex(out.writerIndex() + inflated);
			if (out.readableBytes() > limit) {
				throw MessageAssembler.tooLarge();
			}
			if (inflater.finished()) {
				// the peer may end a stream within a message and begin another
				inflater.reset();
				inflater.setInput(in);
				if (!in.hasRemaining()) {
					return;
				}
			}
			else if (inflater.needsDictionary()) {
				throw new DataFormatException();
			}
			else if (inflated == 0 && inflater.needsInput()) {
				return;
			}
		}
	}

	/**
	 * The connection has closed, or there is nothing to remember.
	 */
	void close() {
		Inflater inflater = this.inflater;
		this.inflater = null;
		if (inflater != null) {
			inflater.end();
		}
	}

}
