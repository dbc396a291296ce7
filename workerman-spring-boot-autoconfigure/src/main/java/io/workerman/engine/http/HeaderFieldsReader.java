package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lines of a header or trailer up to the empty one and checks each at once (RFC
 * 9112, section 5): no white space before the colon, no line that continues another, no
 * control bytes.
 */
final class HeaderFieldsReader {

	private final LineReader lines;

	private byte[] text = new byte[512];

	private int size;

	private int[] marks = new int[64];

	private int used;

	/**
	 * Create a reader.
	 * @param lines finds the lines, within its limit
	 */
	HeaderFieldsReader(LineReader lines) {
		this.lines = lines;
	}

	/**
	 * Take the lines that are complete.
	 * @param in the buffer
	 * @return the fields, or {@code null} if the empty line has not come yet
	 * @throws HttpRefusal if a line is malformed
	 */
	@Nullable HeaderFields read(ByteBuf in) throws HttpRefusal {
		int length = this.lines.next(in);
		while (length > 0) {
			add(in, length);
			in.skipBytes(2);
			length = this.lines.next(in);
		}
		if (length < 0) {
			return null;
		}
		in.skipBytes(2);
		return new HeaderFields(new String(this.text, 0, this.size, StandardCharsets.ISO_8859_1),
				Arrays.copyOf(this.marks, this.used));
	}

	private void add(ByteBuf in, int length) throws HttpRefusal {
		if (this.size + length > this.text.length) {
			this.text = Arrays.copyOf(this.text, Math.max(this.size + length, this.text.length * 2));
		}
		in.readBytes(this.text, this.size, length);
		int end = this.size + length;
		int colon = nameEnd(end);
		int valueStart = colon + 1;
		int valueEnd = end;
		while (valueStart < valueEnd && HttpGrammar.isBlank(this.text[valueStart])) {
			valueStart++;
		}
		while (valueEnd > valueStart && HttpGrammar.isBlank(this.text[valueEnd - 1])) {
			valueEnd--;
		}
		for (int i = valueStart; i < valueEnd; i++) {
			if (!HttpGrammar.isValueByte(this.text[i])) {
				throw new HttpRefusal(400, "A header value has a control character");
			}
		}
		mark(this.size, colon, valueStart, valueEnd);
		this.size = end;
	}

	private int nameEnd(int end) throws HttpRefusal {
		int index = this.size;
		while (index < end && HttpGrammar.isTokenByte(this.text[index])) {
			index++;
		}
		if (index == this.size || index == end || this.text[index] != ':') {
			throw new HttpRefusal(400, "A header name is malformed");
		}
		return index;
	}

	private void mark(int nameStart, int nameEnd, int valueStart, int valueEnd) {
		if (this.used == this.marks.length) {
			this.marks = Arrays.copyOf(this.marks, this.used * 2);
		}
		this.marks[this.used++] = nameStart;
		this.marks[this.used++] = nameEnd;
		this.marks[this.used++] = valueStart;
		this.marks[this.used++] = valueEnd;
	}

}
