package io.workerman.engine.http.parser;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A body that is being received. Memory grows with what has come, not with what was
 * announced.
 */
public abstract class RequestBody {

	private static final byte[] EMPTY = new byte[0];

	private byte[] bytes = EMPTY;

	private int size;

	private int threshold = Integer.MAX_VALUE;

	private @Nullable BodySink store;

	private @Nullable BodySink sink;

	/**
	 * Keep the body elsewhere if it is too large for memory.
	 * @param threshold the size in bytes above which it is
	 * @param store what takes it then
	 */
	public final void storeAbove(int threshold, BodySink store) {
		this.threshold = threshold;
		this.store = store;
	}

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the body is complete
	 * @throws RequestException if it is malformed or too large
	 */
	public final boolean read(ByteBuf in) throws RequestException {
		if (!readBytes(in)) {
			return false;
		}
		if (this.sink != null) {
			this.sink.finish();
		}
		return true;
	}

	abstract boolean readBytes(ByteBuf in) throws RequestException;

	/**
	 * Whether the body may be larger than something.
	 * @param size the size in bytes
	 * @return whether it may
	 */
	public abstract boolean mayExceed(int size);

	/**
	 * Whether the body came in chunks.
	 * @return whether it did
	 */
	public boolean isChunked() {
		return false;
	}

	/**
	 * What followed the body.
	 * @return the trailer
	 */
	public HeaderFields trailer() {
		return HeaderFields.NONE;
	}

	/**
	 * The size of what has come.
	 * @return the number of bytes
	 */
	public final int size() {
		return this.size;
	}

	/**
	 * The size of what has come and is in memory.
	 * @return the number of bytes
	 */
	public final int sizeInMemory() {
		return (this.sink != null) ? 0 : this.size;
	}

	/**
	 * The body.
	 * @return the bytes, none if they are not in memory
	 */
	public final byte[] bytes() {
		int size = sizeInMemory();
		return (size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, size);
	}

	/**
	 * What took the body.
	 * @return the sink, or {@code null} if the body is in memory
	 */
	public final @Nullable BodySink sink() {
		return this.sink;
	}

	/**
	 * Take some bytes.
	 * @param in the buffer
	 * @param length how many
	 * @param expected the size that the body is expected to reach, a limit of growth
	 * @throws RequestException if they cannot be stored
	 */
	final void append(ByteBuf in, int length, int expected) throws RequestException {
		int needed = this.size + length;
		BodySink sink = (needed > this.threshold) ? sink() : null;
		if (needed > this.threshold && sink == null && this.store != null) {
			sink = this.store;
			this.sink = sink;
			sink.write(Unpooled.wrappedBuffer(this.bytes, 0, this.size), this.size);
			this.bytes = EMPTY;
		}
		if (sink != null) {
			sink.write(in, length);
		}
		else {
			keep(in, length, needed, expected);
		}
		this.size = needed;
	}

	private void keep(ByteBuf in, int length, int needed, int expected) {
		if (needed > this.bytes.length) {
			int comfortable = (int) Math.min(expected, Math.max(256, this.bytes.length * 2L));
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, comfortable));
		}
		in.readBytes(this.bytes, this.size, length);
	}

	/**
	 * A body with a Content-Length, which may be zero.
	 */
	static final class Sized extends RequestBody {

		private static final int MAX_DIGITS = 18;

		private final int length;

		private Sized(int length) {
			this.length = length;
		}

		/**
		 * The body that a Content-Length announces.
		 * @param length the value of the header
		 * @param limit the largest size in bytes
		 * @return the body
		 * @throws RequestException if the value is malformed or above the limit
		 */
		static Sized of(String length, int limit) throws RequestException {
			if (length.isEmpty() || !HttpGrammar.isDigits(length, 0)) {
				throw new RequestException(400, "The Content-Length header is malformed");
			}
			if (length.length() > MAX_DIGITS || Long.parseLong(length) > limit) {
				throw RequestException.tooLarge();
			}
			return new Sized(Integer.parseInt(length));
		}

		/**
		 * The number of bytes that were announced.
		 */
		int length() {
			return this.length;
		}

		@Override
		public boolean mayExceed(int size) {
			return this.length > size;
		}

		@Override
		boolean readBytes(ByteBuf in) throws RequestException {
			int missing = Math.min(this.length - size(), in.readableBytes());
			if (missing > 0) {
				append(in, missing, this.length);
			}
			return size() == this.length;
		}

	}

	/**
	 * A body that comes in chunks (RFC 9112, section 7.1). Chunk extensions are checked
	 * and ignored, the trailer is kept.
	 */
	static final class Chunked extends RequestBody {

		private static final int MAX_LINE = 1024;

		private static final int MAX_SIZE_DIGITS = 16;

		private final int limit;

		private LineReader lines = sizeLine();

		private int missing;

		private boolean inChunk;

		private boolean last;

		private final HeaderFields.Reader trailerReader;

		private HeaderFields trailer = HeaderFields.NONE;

		/**
		 * Create a body.
		 * @param limit the largest size in bytes
		 * @param trailer how large the trailer may be
		 */
		Chunked(int limit, HeadLimits trailer) {
			this.limit = limit;
			this.trailerReader = new HeaderFields.Reader(
					new LineReader(trailer.maxSize(), RequestException.Limit.HEADER), trailer.maxFields());
		}

		@Override
		boolean readBytes(ByteBuf in) throws RequestException {
			while (!this.last) {
				if (!(this.inChunk ? readChunk(in) : readSize(in))) {
					return false;
				}
			}
			HeaderFields fields = this.trailerReader.read(in);
			if (fields == null) {
				return false;
			}
			this.trailer = fields;
			return true;
		}

		private boolean readSize(ByteBuf in) throws RequestException {
			int length = this.lines.next(in);
			if (length < 0) {
				return false;
			}
			String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
			in.skipBytes(2);
			this.lines = sizeLine();
			int digits = digits(line);
			checkExtension(line, digits);
			long size = Long.parseUnsignedLong(line, 0, digits, 16);
			if (size < 0 || size > this.limit - size()) {
				throw RequestException.tooLarge();
			}
			this.missing = (int) size;
			this.inChunk = size > 0;
			this.last = size == 0;
			return true;
		}

		private boolean readChunk(ByteBuf in) throws RequestException {
			int length = Math.min(this.missing, in.readableBytes());
			append(in, length, this.limit);
			this.missing -= length;
			if (this.missing > 0 || in.readableBytes() < 2) {
				return false;
			}
			if (in.readShort() != ('\r' << 8 | '\n')) {
				throw new RequestException(400, "A chunk does not end in CR LF");
			}
			this.inChunk = false;
			return true;
		}

		private static int digits(String line) throws RequestException {
			int digits = 0;
			while (digits < line.length() && line.charAt(digits) < 0x7F
					&& Character.digit(line.charAt(digits), 16) >= 0) {
				digits++;
			}
			if (digits == 0 || digits > MAX_SIZE_DIGITS) {
				throw new RequestException(400, "A chunk size is malformed");
			}
			return digits;
		}

		private static void checkExtension(String line, int from) throws RequestException {
			int index = skipBlanks(line, from);
			if (from == line.length()) {
				return;
			}
			boolean wellFormed = index < line.length() && line.charAt(index) == ';';
			index = skipBlanks(line, index + 1);
			wellFormed = wellFormed && index < line.length() && HttpGrammar.isTokenByte(line.charAt(index));
			if (!wellFormed || !HttpGrammar.isValue(line)) {
				throw new RequestException(400, "A chunk extension is malformed");
			}
		}

		private static int skipBlanks(String line, int from) {
			int index = from;
			while (index < line.length() && HttpGrammar.isBlank(line.charAt(index))) {
				index++;
			}
			return index;
		}

		@Override
		public boolean mayExceed(int size) {
			return true;
		}

		@Override
		public boolean isChunked() {
			return true;
		}

		@Override
		public HeaderFields trailer() {
			return this.trailer;
		}

		private static LineReader sizeLine() {
			return new LineReader(MAX_LINE, RequestException.Limit.CHUNK_LINE);
		}

	}

}
