package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Percent-encoding of UTF-8 in paths, query strings, forms and cookies. The encoded texts
 * hold one byte in each character.
 */
final class UrlEncoding {

	/**
	 * More parameters than this are ignored, so that a small body cannot become a large
	 * map.
	 */
	static final int MAX_PARAMETERS = 1000;

	private static final String HEX = "0123456789ABCDEF";

	private UrlEncoding() {
	}

	/**
	 * The byte that an escape stands for.
	 * @param text the text
	 * @param index where its percent sign is
	 * @return the byte, or -1 if the escape is broken
	 */
	static int escaped(String text, int index) {
		if (index + 2 >= text.length()) {
			return -1;
		}
		int high = hex(text.charAt(index + 1));
		int low = hex(text.charAt(index + 2));
		return (high < 0 || low < 0) ? -1 : (high << 4) | low;
	}

	private static int hex(char value) {
		return (value < 0x7F) ? Character.digit(value, 16) : -1;
	}

	/**
	 * Decode a text. A broken escape stands for itself.
	 * @param text the encoded text
	 * @param plusIsBlank whether a plus sign stands for a blank, as in forms
	 * @return the decoded text
	 */
	static String decode(String text, boolean plusIsBlank) {
		byte[] bytes = new byte[text.length()];
		int size = 0;
		for (int i = 0; i < text.length(); i++) {
			char value = text.charAt(i);
			int escaped = (value == '%') ? escaped(text, i) : -1;
			if (escaped >= 0) {
				i += 2;
				bytes[size++] = (byte) escaped;
			}
			else {
				bytes[size++] = (byte) ((plusIsBlank && value == '+') ? ' ' : value);
			}
		}
		return new String(bytes, 0, size, StandardCharsets.UTF_8);
	}

	/**
	 * Encode a text so that it can be the value of a cookie (RFC 6265, section 4.1.1).
	 * @param text the text
	 * @return the encoded text
	 */
	static String encode(String text) {
		StringBuilder encoded = new StringBuilder(text.length());
		for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
			if (value > ' ' && value < 0x7F && "\"%,;\\".indexOf(value) < 0) {
				encoded.append((char) value);
			}
			else {
				encoded.append('%').append(HEX.charAt((value >> 4) & 0xF)).append(HEX.charAt(value & 0xF));
			}
		}
		return encoded.toString();
	}

	/**
	 * Decode the parameters of a query string or form.
	 * @param encoded the encoded parameters
	 * @return all values by name, in the order in which they came
	 */
	static Map<String, List<String>> parameters(String encoded) {
		Map<String, List<String>> parameters = new LinkedHashMap<>();
		int start = 0;
		for (int count = 0; start < encoded.length() && count < MAX_PARAMETERS; count++) {
			int end = encoded.indexOf('&', start);
			end = (end >= 0) ? end : encoded.length();
			if (end > start) {
				add(encoded.substring(start, end), parameters);
			}
			start = end + 1;
		}
		return parameters;
	}

	private static void add(String pair, Map<String, List<String>> parameters) {
		int equals = pair.indexOf('=');
		String name = decode((equals >= 0) ? pair.substring(0, equals) : pair, true);
		String value = (equals >= 0) ? decode(pair.substring(equals + 1), true) : "";
		parameters.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
	}

}
