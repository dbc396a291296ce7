package io.workerman.engine.http.files;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.HttpGrammar;

/**
 * A part of a file.
 *
 * @param start where it begins, in bytes
 * @param length how long it is, in bytes
 */
public record FileRange(long start, long length) {

	private static final String UNIT = "bytes=";

	/**
	 * A client that wants more ranges at once gets the whole file.
	 */
	private static final int MAX_RANGES = 32;

	private static final int MAX_DIGITS = 18;

	/**
	 * The value of the Content-Range header.
	 * @param size the size of the file in bytes
	 * @return the value
	 */
	public String contentRange(long size) {
		return "bytes " + this.start + '-' + (this.start + this.length - 1) + '/' + size;
	}

	/**
	 * Read a Range header (RFC 9110, section 14.2).
	 * @param header the header
	 * @param size the size of the file in bytes
	 * @return the ranges that the file has, or {@code null} if the header is to be
	 * ignored
	 */
	static @Nullable List<FileRange> parse(String header, long size) {
		if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
			return null;
		}
		String[] specs = header.substring(UNIT.length()).split(",", MAX_RANGES + 1);
		List<FileRange> ranges = new ArrayList<>();
		long total = 0;
		for (String spec : specs) {
			int dash = spec.indexOf('-');
			String first = (dash >= 0) ? spec.substring(0, dash).strip() : "";
			String last = (dash >= 0) ? spec.substring(dash + 1).strip() : "";
			if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
				return null;
			}
			if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(first) > Long.parseLong(last)) {
				return null;
			}
			FileRange range = of(first, last, size);
			if (range.length > 0) {
				ranges.add(range);
				total += range.length;
			}
		}
		return (specs.length <= MAX_RANGES && total <= size) ? ranges : null;
	}

	private static FileRange of(String first, String last, long size) {
		if (first.isEmpty()) {
			long length = Math.min(size, Long.parseLong(last));
			return new FileRange(size - length, length);
		}
		long start = Long.parseLong(first);
		long end = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
		return new FileRange(start, Math.max(0, end - start));
	}

	private static boolean isNumber(String text) {
		return text.length() <= MAX_DIGITS && HttpGrammar.isDigits(text, 0);
	}

}
