package io.workerman.engine.http;

/**
 * Which bytes may stand where in a request (RFC 9110, section 5.6.2; RFC 9112, section
 * 3).
 */
final class HttpGrammar {

	private static final String MARKS = "!#$%&'*+-.^_`|~";

	private static final boolean[] TOKEN = new boolean[256];

	static {
		for (int i = 0; i < TOKEN.length; i++) {
			TOKEN[i] = isLetterOrDigit(i) || MARKS.indexOf(i) >= 0;
		}
	}

	private HttpGrammar() {
	}

	static boolean isTokenByte(int value) {
		return TOKEN[value & 0xFF];
	}

	static boolean isToken(String text) {
		return !text.isEmpty() && text.chars().allMatch((value) -> value < TOKEN.length && TOKEN[value]);
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

	static boolean isBlank(int value) {
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
			if (path && value == '%' && UrlEncoding.escaped(target, i) <= 0) {
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
	static boolean isHost(String host) {
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
		return host.chars().skip(end + 1L).allMatch((value) -> value >= '0' && value <= '9');
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

}
