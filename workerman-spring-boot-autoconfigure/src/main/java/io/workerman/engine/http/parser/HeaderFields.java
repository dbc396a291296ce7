package io.workerman.engine.http.parser;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a header or trailer. They stay one text, names and values are cut out of
 * it when they are asked for.
 */
public final class HeaderFields {

	/**
	 * No fields.
	 */
	public static final HeaderFields NONE = new HeaderFields("", new int[0]);

	private static final Pattern NO_WEIGHT = Pattern.compile("(?i).*;\\s*q\\s*=\\s*0(\\.0*)?\\s*(;.*)?");

	/**
	 * The bit in which upper and lower case differ.
	 */
	private static final int CASE = 0x20;

	private final String text;

	private final int[] marks;

	/**
	 * Create the fields.
	 * @param text the text with all fields
	 * @param marks for each field where its name starts and ends, and where its value
	 * does
	 */
	HeaderFields(String text, int[] marks) {
		this.text = text;
		this.marks = marks;
	}

	/**
	 * Fields that came one by one.
	 * @param fields names and values in turn
	 * @return the fields
	 */
	public static HeaderFields of(List<? extends CharSequence> fields) {
		StringBuilder text = new StringBuilder();
		int[] marks = new int[fields.size() * 2];
		for (int i = 0; i < fields.size(); i++) {
			marks[i * 2] = text.length();
			text.append(fields.get(i));
			marks[i * 2 + 1] = text.length();
		}
		return new HeaderFields(text.toString(), marks);
	}

	/**
	 * How many fields have a name.
	 * @param name the name, in any case
	 * @return the number of fields
	 */
	public int count(String name) {
		int count = 0;
		for (int i = find(name, 0); i >= 0; i = find(name, i + 4)) {
			count++;
		}
		return count;
	}

	/**
	 * The value of a field.
	 * @param name the name, in any case
	 * @return the value, with a comma between those of repeated fields (a semicolon in
	 * cookies), or {@code null} if there is none
	 */
	public @Nullable String get(String name) {
		int field = find(name, 0);
		if (field < 0) {
			return null;
		}
		int next = find(name, field + 4);
		if (next < 0) {
			return value(field);
		}
		String separator = name.equalsIgnoreCase("cookie") ? "; " : ",";
		StringBuilder joined = new StringBuilder(value(field));
		for (; next >= 0; next = find(name, next + 4)) {
			joined.append(separator).append(value(next));
		}
		return joined.toString();
	}

	/**
	 * Whether a field that is a list of tokens has one of them.
	 * @param name the name of the field
	 * @param token the token, in any case
	 * @return whether it is there
	 */
	public boolean hasToken(String name, String token) {
		for (int i = find(name, 0); i >= 0; i = find(name, i + 4)) {
			for (String candidate : value(i).split(",")) {
				if (candidate.strip().equalsIgnoreCase(token)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Whether a field that is a list with weights allows something (RFC 9110, section
	 * 12.4.2).
	 * @param name the name of the field
	 * @param value what it may allow, in any case
	 * @return whether it does
	 */
	public boolean allows(String name, String value) {
		boolean others = false;
		for (int i = find(name, 0); i >= 0; i = find(name, i + 4)) {
			for (String candidate : value(i).split(",")) {
				int end = candidate.indexOf(';');
				String token = ((end >= 0) ? candidate.substring(0, end) : candidate).strip();
				boolean wanted = end < 0 || !NO_WEIGHT.matcher(candidate.substring(end)).matches();
				if (token.equalsIgnoreCase(value)) {
					return wanted;
				}
				others = others || (token.equals("*") && wanted);
			}
		}
		return others;
	}

	/**
	 * These fields with one in place of another.
	 * @param replaced the name of the field that goes
	 * @param name the name of the field that comes
	 * @param value its value
	 * @return the fields
	 */
	public HeaderFields with(String replaced, String name, String value) {
		int field = find(replaced, 0);
		int[] changed = Arrays.copyOf(this.marks, (field >= 0) ? this.marks.length : this.marks.length + 4);
		int at = (field >= 0) ? field : this.marks.length;
		changed[at] = this.text.length();
		changed[at + 1] = changed[at] + name.length();
		changed[at + 2] = changed[at + 1];
		changed[at + 3] = changed[at + 2] + value.length();
		return new HeaderFields(this.text + name + value, changed);
	}

	/**
	 * All fields.
	 * @return the values by name in lower case, in the order in which they came
	 */
	public Map<String, List<String>> toMap() {
		Map<String, List<String>> map = new LinkedHashMap<>();
		for (int i = 0; i < this.marks.length; i += 4) {
			String name = this.text.substring(this.marks[i], this.marks[i + 1]).toLowerCase(Locale.ROOT);
			map.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value(i));
		}
		return map;
	}

	private int find(String name, int from) {
		for (int i = from; i < this.marks.length; i += 4) {
			if (this.marks[i + 1] - this.marks[i] == name.length() && isNamed(this.marks[i], name)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Whether a name begins somewhere. Case matters to no letter of a name, all of which
	 * are ASCII.
	 */
	private boolean isNamed(int start, String name) {
		for (int i = 0; i < name.length(); i++) {
			char there = this.text.charAt(start + i);
			char wanted = name.charAt(i);
			if (there != wanted && !((there ^ wanted) == CASE && isLetter(there))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLetter(char character) {
		int lower = character | CASE;
		return lower >= 'a' && lower <= 'z';
	}

	private String value(int field) {
		return this.text.substring(this.marks[field + 2], this.marks[field + 3]);
	}

	/**
	 * Takes the lines of a header or trailer up to the empty one and checks each at once
	 * (RFC 9112, section 5): no white space before the colon, no line that continues
	 * another, no control bytes.
	 */
	public static final class Reader {

		private final LineReader lines;

		private final int most;

		private byte[] text = new byte[128];

		private int size;

		private int[] marks = new int[24];

		private int used;

		/**
		 * Create a reader.
		 * @param lines finds the lines, within its limit
		 * @param most how many fields there may be
		 */
		public Reader(LineReader lines, int most) {
			this.lines = lines;
			this.most = most;
		}

		/**
		 * Take the lines that are complete.
		 * @param in the buffer
		 * @return the fields, or {@code null} if the empty line has not come yet
		 * @throws RequestException if a line is malformed
		 */
		public @Nullable HeaderFields read(ByteBuf in) throws RequestException {
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

		private void add(ByteBuf in, int length) throws RequestException {
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
					throw new RequestException(400, "A header value has a control character");
				}
			}
			mark(this.size, colon, valueStart, valueEnd);
			this.size = end;
		}

		private int nameEnd(int end) throws RequestException {
			int index = this.size;
			while (index < end && HttpGrammar.isTokenByte(this.text[index])) {
				index++;
			}
			if (index == this.size || index == end || this.text[index] != ':') {
				throw new RequestException(400, "A header name is malformed");
			}
			return index;
		}

		private void mark(int nameStart, int nameEnd, int valueStart, int valueEnd) throws RequestException {
			if (this.used >= this.most * 4) {
				throw new RequestException(431, "There are too many header fields");
			}
			if (this.used == this.marks.length) {
				this.marks = Arrays.copyOf(this.marks, this.used * 2);
			}
			this.marks[this.used++] = nameStart;
			this.marks[this.used++] = nameEnd;
			this.marks[this.used++] = valueStart;
			this.marks[this.used++] = valueEnd;
		}

	}

}
