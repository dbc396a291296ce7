package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * A body that is being received. Memory grows with what has come, not with what was
 * announced.
 */
abstract class RequestBody {

	private static final byte[] EMPTY = new byte[0];

	private byte[] bytes = EMPTY;

	private int size;

	/**
	 * Take what has come.
	 * @param in the buffer
	 * @return whether the body is complete
	 * @throws HttpRefusal if it is malformed or too large
	 */
	abstract boolean read(ByteBuf in) throws HttpRefusal;

	/**
	 * What followed the body.
	 * @return the trailer
	 */
	HeaderFields trailer() {
		return HeaderFields.NONE;
	}

	final int size() {
		return this.size;
	}

	final byte[] bytes() {
		return (this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size);
	}

	/**
	 * Take some bytes.
	 * @param in the buffer
	 * @param length how many
	 * @param expected the size that the body is expected to reach, a limit of growth
	 */
	final void append(ByteBuf in, int length, int expected) {
		int needed = this.size + length;
		if (needed > this.bytes.length) {
			int comfortable = (int) Math.min(expected, Math.max(256, this.bytes.length * 2L));
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, comfortable));
		}
		in.readBytes(this.bytes, this.size, length);
		this.size = needed;
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
		 * @throws HttpRefusal if the value is malformed or above the limit
		 */
		static Sized of(String length, int limit) throws HttpRefusal {
			if (length.isEmpty() || !length.chars().allMatch((value) -> value >= '0' && value <= '9')) {
				throw new HttpRefusal(400, "The Content-Length header is malformed");
			}
			if (length.length() > MAX_DIGITS || Long.parseLong(length) > limit) {
				throw HttpRefusal.tooLarge();
			}
			return new Sized(Integer.parseInt(length));
		}

		@Override
		boolean read(ByteBuf in) {
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

		private final HeaderFields.Reader trailerReader = trailerReader();

		private HeaderFields trailer = HeaderFields.NONE;

		/**
		 * Create a body.
		 * @param limit the largest size in bytes
		 */
		Chunked(int limit) {
			this.limit = limit;
		}

		@Override
		boolean read(ByteBuf in) throws HttpRefusal {
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

		private boolean readSize(ByteBuf in) throws HttpRefusal {
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
				throw HttpRefusal.tooLarge();
			}
			this.missing = (int) size;
			this.inChunk = size > 0;
			this.last = size == 0;
			return true;
		}

		private boolean readChunk(ByteBuf in) throws HttpRefusal {
			int length = Math.min(this.missing, in.readableBytes());
			append(in, length, this.limit);
			this.missing -= length;
			if (this.missing > 0 || in.readableBytes() < 2) {
				return false;
			}
			if (in.readShort() != ('\r' << 8 | '\n')) {
				throw new HttpRefusal(400, "A chunk does not end in CR LF");
			}
			this.inChunk = false;
			return true;
		}

		private static int digits(String line) throws HttpRefusal {
			int digits = 0;
			while (digits < line.length() && line.charAt(digits) < 0x7F
					&& Character.digit(line.charAt(digits), 16) >= 0) {
				digits++;
			}
			if (digits == 0 || digits > MAX_SIZE_DIGITS) {
				throw new HttpRefusal(400, "A chunk size is malformed");
			}
			return digits;
		}

		private static void checkExtension(String line, int from) throws HttpRefusal {
			int index = skipBlanks(line, from);
			if (from == line.length()) {
				return;
			}
			boolean wellFormed = index < line.length() && line.charAt(index) == ';';
			index = skipBlanks(line, index + 1);
			wellFormed = wellFormed && index < line.length() && HttpGrammar.isTokenByte(line.charAt(index));
			if (!wellFormed || !line.chars().allMatch(HttpGrammar::isValueByte)) {
				throw new HttpRefusal(400, "A chunk extension is malformed");
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
		HeaderFields trailer() {
			return this.trailer;
		}

		private static LineReader sizeLine() {
			return new LineReader(MAX_LINE, 400);
		}

		private static HeaderFields.Reader trailerReader() {
			return new HeaderFields.Reader(new LineReader(RequestHead.MAX_SIZE, 431));
		}

	}

}
