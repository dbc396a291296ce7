package io.workerman.engine.websocket;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/**
 * Compresses frames that are whole messages (RFC 7692, section 7.2.1). With context
 * takeover it belongs to the process of its connection; without, any thread may use it.
 */
final class FrameDeflater {

	private static final int COMPRESSED = 0x40;

	/**
	 * What a flush of zlib ends with, and a message must not.
	 */
	private static final int TAIL = 4;

	private static final FastThreadLocal<@Nullable Deflater> SHARED = new FastThreadLocal<>() {

		@Override
		protected void onRemoval(@Nullable Deflater deflater) {
			if (deflater != null) {
				deflater.end();
			}
		}

	};

	private final WebSocketOptions.Compression options;

	private final boolean takeover;

	private @Nullable Deflater own;

	private boolean closed;

	/**
	 * Create one for a connection.
	 * @param options when and how to compress
	 * @param takeover whether messages may refer to those before them
	 */
	FrameDeflater(WebSocketOptions.Compression options, boolean takeover) {
		this.options = options;
		this.takeover = takeover;
	}

	/**
	 * Whether frames have to be compressed in the order in which they leave.
	 * @return whether they have to
	 */
	boolean keepsContext() {
		return this.takeover;
	}

	/**
	 * Compress a frame, if it carries data and is worth it.
	 * @param bytes the buffer that it is in
	 * @param start where it starts; it ends where the buffer does
	 */
	void deflate(ByteBuf bytes, int start) {
		int payload = start + FrameReader.headerLength(bytes, start);
		int length = bytes.writerIndex() - payload;
		if (this.closed || length < this.options.threshold() || !isMessage(bytes.getByte(start))) {
			return;
		}
		ByteBuf deflated = bytes.alloc().buffer(Math.max(64, length / 2));
		try {
			deflate(bytes.nioBuffer(payload, length), deflated);
			if (this.takeover || deflated.readableBytes() < length) {
				int first = bytes.getByte(start) | COMPRESSED;
				bytes.writerIndex(start);
				FrameWriter.writeHeader(first, deflated.readableBytes(), bytes);
				bytes.writeBytes(deflated);
			}
		}
		finally {
			deflated.release();
		}
	}

	private static boolean isMessage(int first) {
		int kind = first & 0xFF;
		return kind == (0x80 | Opcode.TEXT.code()) || kind == (0x80 | Opcode.BINARY.code());
	}

	private void deflate(ByteBuffer payload, ByteBuf out) {
		if (this.takeover) {
			Deflater deflater = this.own;
			if (deflater == null) {
				deflater = newDeflater();
				this.own = deflater;
			}
			deflate(deflater, payload, out);
			return;
		}
		if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
			Deflater deflater = newDeflater();
			try {
				deflate(deflater, payload, out);
			}
			finally {
				deflater.end();
			}
			return;
		}
		Deflater deflater = SHARED.get();
		if (deflater == null) {
			deflater = newDeflater();
			SHARED.set(deflater);
		}
		deflater.reset();
		deflater.setLevel(this.options.level());
		deflate(deflater, payload, out);
	}

	private Deflater newDeflater() {
		return new Deflater(this.options.level(), true);
	}

	private static void deflate(Deflater deflater, ByteBuffer payload, ByteBuf out) {
		deflater.setInput(payload);
		ByteBuffer target;
		do {
			out.ensureWritable(Math.max(64, Math.min(payload.remaining(), 64 * 1024)));
			target = out.nioBuffer(out.writerIndex(), out.writableBytes());
			out.writerIndex(out.writerIndex() + deflater.deflate(target, Deflater.SYNC_FLUSH));
		}
		while (!target.hasRemaining());
		if (out.readableBytes() > TAIL) {
			out.writerIndex(out.writerIndex() - TAIL);
		}
		else {
			// zlib does not flush twice where nothing is between
			out.clear().writeByte(0);
		}
	}

	/**
	 * The connection has closed.
	 */
	void close() {
		this.closed = true;
		Deflater own = this.own;
		this.own = null;
		if (own != null) {
			own.end();
		}
	}

}
