package io.workerman.engine.http.parser;

import java.nio.charset.StandardCharsets;

/**
 * Which bytes may stand where in a request (RFC 9110, section 5.6.2; RFC 9112, section
 * 3).
 */
public final class HttpGrammar {

	private static final String MARKS = "!#$%&'*+-.^_`|~";

	private static final String HEX = "0123456789ABCDEF";

	private static final boolean[] TOKEN = new boolean[256];

	static {
		for (int i = 0; i < TOKEN.length; i++) {
			TOKEN[i] = isLetterOrDigit(i) || MARKS.indexOf(i) >= 0;
		}
	}

	private HttpGrammar() {
	}

	/**
	 * Whether a byte may be in a token.
	 * @param value the byte
	 * @return whether it may be there
	 */
	static boolean isTokenByte(int value) {
		return TOKEN[value & 0xFF];
	}

	/**
	 * Whether a text is a token, such as the name of a field.
	 * @param text the text
	 * @return whether it is
	 */
	public static boolean isToken(CharSequence text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= TOKEN.length || !TOKEN[text.charAt(i)]) {
				return false;
			}
		}
		return text.length() > 0;
	}

	/**
	 * Whether a byte may be in the value of a field: no control bytes but the tab.
	 * @param value the byte
	 * @return whether it may be there
	 */
	static boolean isValueByte(int value) {
		int unsigned = value & 0xFF;
		return (unsigned >= ' ' && unsigned != 0x7F) || unsigned == '\t';
	}

	/**
	 * Whether a text may be the value of a field: no control characters but the tab.
	 * @param text the text
	 * @return whether it may be
	 */
	public static boolean isValue(CharSequence text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) <= 0xFF && !isValueByte(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether a byte is a blank or a tab.
	 * @param value the byte
	 * @return whether it is
	 */
	public static boolean isBlank(int value) {
		return value == ' ' || value == '\t';
	}

	/**
	 * Whether a request target is a path with an optional query, and no escape in its
	 * path is broken or hides a NUL.
	 * @param target the request target
	 * @return whether it is
	 */
	static boolean isOriginForm(String target) {
		if (target.isEmpty() || target.charAt(0) != '/') {
			return false;
		}
		boolean path = true;
		for (int i = 0; i < target.length(); i++) {
			char value = target.charAt(i);
			if (value <= ' ' || value >= 0x7F || value == '#') {
				return false;
			}
			path = path && value != '?';
			if (path && value == '%' && escaped(target, i) <= 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether the value of a Host field is a name or an address with an optional port.
	 * The marks that RFC 3986 allows in a name beside these are in no name that exists.
	 * @param host the value
	 * @return whether it is
	 */
	public static boolean isHost(String host) {
		int end = host.startsWith("[") ? addressEnd(host) : nameEnd(host);
		if (end <= 0) {
			return false;
		}
		if (end == host.length()) {
			return true;
		}
		if (host.charAt(end) != ':' || host.length() - end > 6) {
			return false;
		}
		return isDigits(host, end + 1) && (end + 1 == host.length() || isPort(host.substring(end + 1)));
	}

	private static boolean isPort(String digits) {
		return Integer.parseInt(digits) <= 0xFFFF;
	}

	/**
	 * Whether a text has nothing but digits from an index on.
	 * @param text the text
	 * @param start the index
	 * @return whether it has
	 */
	public static boolean isDigits(String text, int start) {
		for (int i = start; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return true;
	}

	private static int nameEnd(String host) {
		int end = 0;
		while (end < host.length() && (isLetterOrDigit(host.charAt(end)) || "-._~".indexOf(host.charAt(end)) >= 0)) {
			end++;
		}
		return end;
	}

	private static int addressEnd(String host) {
		int end = 1;
		while (end < host.length() && "0123456789abcdefABCDEF:.".indexOf(host.charAt(end)) >= 0) {
			end++;
		}
		return (end > 2 && end < host.length() && host.charAt(end) == ']') ? end + 1 : -1;
	}

	private static boolean isLetterOrDigit(int value) {
		return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') || (value >= '0' && value <= '9');
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
	public static String decode(String text, boolean plusIsBlank) {
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
	public static String encode(String text) {
		return encode(text, "\"%,;\\");
	}

	/**
	 * Encode a text so that it can be a part of a path (RFC 3986, section 3.3).
	 * @param text the text
	 * @return the encoded text
	 */
	public static String encodePath(String text) {
		return encode(text, "\"%?#<>[]\\^`{|}");
	}

	/**
	 * Encode a text so that it can be the value of a parameter (RFC 8187, section 3.2).
	 * @param text the text
	 * @return the encoded text
	 */
	public static String encodeParameter(String text) {
		return encode(text, "\"%'()*,/:;<=>?@[\\]{}");
	}

	private static String encode(String text, String excluded) {
		StringBuilder encoded = new StringBuilder(text.length());
		for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
			if (value > ' ' && value < 0x7F && excluded.indexOf(value) < 0) {
				encoded.append((char) value);
			}
			else {
				encoded.append('%').append(HEX.charAt((value >> 4) & 0xF)).append(HEX.charAt(value & 0xF));
			}
		}
		return encoded.toString();
	}

}
