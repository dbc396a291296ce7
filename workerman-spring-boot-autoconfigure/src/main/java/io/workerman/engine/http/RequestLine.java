package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * The first line of a request (RFC 9112, section 3).
 *
 * @param method the method
 * @param target the request target: a path with an optional query
 * @param minorVersion the minor version of HTTP/1
 */
record RequestLine(String method, String target, int minorVersion) {

	private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH");

	/**
	 * Refuse what cannot become a request line before the line is complete.
	 * @param in the buffer, whose reader index is at the start of the line
	 * @throws HttpRefusal if the first bytes are not those of a method
	 */
	static void checkStart(ByteBuf in) throws HttpRefusal {
		for (String method : METHODS) {
			if (startsLike(method, in)) {
				return;
			}
		}
		throw new HttpRefusal(400, "The method is not known");
	}

	private static boolean startsLike(String method, ByteBuf in) {
		int length = Math.min(in.readableBytes(), method.length() + 1);
		for (int i = 0; i < length; i++) {
			int expected = (i < method.length()) ? method.charAt(i) : ' ';
			if (in.getByte(in.readerIndex() + i) != expected) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Take a request line.
	 * @param in the buffer, whose reader index is at the start of the line
	 * @param length the length of the line
	 * @return the request line
	 * @throws HttpRefusal if it is malformed or not served
	 */
	static RequestLine read(ByteBuf in, int length) throws HttpRefusal {
		checkStart(in);
		String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
		int targetStart = line.indexOf(' ') + 1;
		int targetEnd = line.indexOf(' ', targetStart);
		if (targetStart == 0 || targetEnd < 0) {
			throw new HttpRefusal(400, "The request line is malformed");
		}
		String method = line.substring(0, targetStart - 1);
		String target = line.substring(targetStart, targetEnd);
		int minorVersion = minorVersion(line.substring(targetEnd + 1));
		if (!HttpGrammar.isOriginForm(target)) {
			throw new HttpRefusal(400, "The request target is not a path");
		}
		return new RequestLine(METHODS.get(METHODS.indexOf(method)), target, minorVersion);
	}

	private static int minorVersion(String version) throws HttpRefusal {
		return switch (version) {
			case "HTTP/1.1" -> 1;
			case "HTTP/1.0" -> 0;
			default -> {
				if (version.matches("HTTP/\\d\\.\\d")) {
					throw new HttpRefusal(505, "The version of HTTP is not supported");
				}
				throw new HttpRefusal(400, "The version is malformed");
			}
		};
	}

}
