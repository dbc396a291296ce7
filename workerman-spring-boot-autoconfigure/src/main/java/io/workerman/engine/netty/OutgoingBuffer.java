package io.workerman.engine.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.ConnectionCodec;
import io.workerman.engine.Outgoing;
import io.workerman.engine.Outgoing.FilePart;
import io.workerman.engine.protocol.Payload;

/**
 * Encodes one message behind what a buffer holds already, and then perhaps another one.
 */
final class OutgoingBuffer implements Outgoing {

	/**
	 * The size with which buffers begin.
	 */
	static final int INITIAL = 1024;

	private static final int FRAME = 16;

	private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

	private int start;

	private @Nullable FileRegion file;

	private @Nullable Runnable queued;

	private @Nullable Consumer<ByteBuf> rewriting;

	private boolean last;

	/**
	 * Encode a message. If it fails the buffer is left as it was.
	 * @param message the message
	 * @param raw whether to write bytes past the codec
	 * @param codec the codec
	 * @param bytes the buffer to append to
	 * @return what was encoded
	 */
	OutgoingBuffer encode(Object message, boolean raw, ConnectionCodec codec, ByteBuf bytes) {
		this.bytes = bytes;
		this.start = bytes.writerIndex();
		boolean done = false;
		try {
			if (!raw) {
				codec.encode(message, this);
			}
			else if (message instanceof FilePart part) {
				codec.encodeFile(part, this);
			}
			else if (!Payload.writeRaw(message, bytes)) {
				throw new IllegalArgumentException("A raw message must be a String, byte[] or ByteBuf, not '%s'"
					.formatted(message.getClass().getName()));
			}
			done = true;
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			if (!done) {
				bytes.writerIndex(this.start);
				releaseFile();
			}
		}
	}

	/**
	 * Encode a message that is nothing but its bytes. If it fails the buffer is left as
	 * it was.
	 * @return whether it is one
	 */
	static boolean append(Object message, ConnectionCodec codec, ByteBuf bytes) {
		int start = bytes.writerIndex();
		boolean done = false;
		try {
			boolean appended = codec.append(message, bytes);
			done = true;
			return appended;
		}
		finally {
			if (!done) {
				bytes.writerIndex(start);
			}
		}
	}

	/**
	 * Encode a message into a buffer of its own.
	 * @param message the message
	 * @param raw whether to write bytes past the codec
	 * @param codec the codec
	 * @param bytes the buffer, which is released if that fails
	 * @return what was encoded
	 */
	static OutgoingBuffer encodeAlone(Object message, boolean raw, ConnectionCodec codec, ByteBuf bytes) {
		boolean done = false;
		try {
			OutgoingBuffer out = new OutgoingBuffer().encode(message, raw, codec, bytes);
			done = true;
			return out;
		}
		finally {
			if (!done) {
				bytes.release();
			}
		}
	}

	/**
	 * How large the buffer should be into which a message is encoded, so that it need not
	 * grow and then be larger than necessary.
	 */
	static int estimate(Object message) {
		if (message instanceof byte[] binary) {
			return Math.max(INITIAL, binary.length + FRAME);
		}
		if (message instanceof ByteBuf binary) {
			return Math.max(INITIAL, binary.readableBytes() + FRAME);
		}
		return (message instanceof String text) ? Math.max(INITIAL, text.length() + FRAME) : INITIAL;
	}

	/**
	 * A message for later. The bytes of a buffer may be those of a received message, and
	 * are that only as long as it is handled.
	 */
	static Object kept(Object message) {
		return (message instanceof ByteBuf bytes) ? Unpooled.copiedBuffer(bytes) : message;
	}

	void release() {
		this.bytes.release();
		releaseFile();
	}

	@Override
	public ByteBuf bytes() {
		return this.bytes;
	}

	@Override
	public void file(Path file, long position, long length) throws IOException {
		if (length > 0) {
			releaseFile();
			this.file = new DefaultFileRegion(FileChannel.open(file, StandardOpenOption.READ), position, length);
		}
	}

	@Override
	public void queued(Runnable action) {
		this.queued = action;
	}

	@Override
	public void finish(Consumer<ByteBuf> rewriting) {
		this.rewriting = rewriting;
	}

	/**
	 * Brings the bytes into the form in which they leave.
	 */
	void finish() {
		if (this.rewriting != null) {
			this.rewriting.accept(this.bytes);
		}
	}

	@Override
	public void last() {
		this.last = true;
	}

	/**
	 * Whether the message is nothing but its bytes.
	 */
	boolean isPlain() {
		return this.file == null && this.queued == null && !this.last;
	}

	int size() {
		return this.bytes.writerIndex() - this.start;
	}

	@Nullable FileRegion file() {
		return this.file;
	}

	/**
	 * The message has its place in the order.
	 * @param link the connection that it leaves on
	 */
	void placed(Link link) {
		if (this.queued != null) {
			this.queued.run();
		}
		if (this.last) {
			link.life().end(CloseReason.server(CloseReason.NORMAL, ""));
		}
	}

	/**
	 * Keeps nothing of the message, so that another one can be encoded.
	 */
	void clear() {
		this.bytes = Unpooled.EMPTY_BUFFER;
		this.file = null;
		this.queued = null;
		this.rewriting = null;
		this.last = false;
	}

	private void releaseFile() {
		if (this.file != null) {
			this.file.release();
			this.file = null;
		}
	}

}
