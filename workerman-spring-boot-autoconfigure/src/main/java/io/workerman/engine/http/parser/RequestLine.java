package io.workerman.engine.http.parser;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a request (RFC 9112, section 3), or what says the same in HTTP/2.
 *
 * @param method the method
 * @param target the path with an optional query, or {@code *}
 * @param authority the host that an absolute target names, or {@code null} if the target
 * is a path
 * @param majorVersion the major version of HTTP
 * @param minorVersion the minor version of HTTP
 */
public record RequestLine(String method, String target, @Nullable String authority, int majorVersion,
		int minorVersion) {

	private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH");

	private static final String LATEST = "HTTP/1.1";

	private static final List<String> SCHEMES = List.of("http://", "https://");

	/**
	 * The path, not decoded.
	 * @return the target up to the question mark
	 */
	public String path() {
		int mark = this.target.indexOf('?');
		return (mark >= 0) ? this.target.substring(0, mark) : this.target;
	}

	/**
	 * The query, not decoded.
	 * @return what follows the question mark in the target, may be empty
	 */
	public String query() {
		int mark = this.target.indexOf('?');
		return (mark >= 0) ? this.target.substring(mark + 1) : "";
	}

	/**
	 * What the first fields of an HTTP/2 request say (RFC 9113, section 8.3.1).
	 * @param method the method
	 * @param target the path with an optional query, or {@code *}
	 * @param maxTarget the largest size of the target in bytes
	 * @return the request line
	 * @throws RequestException if it is not served
	 */
	public static RequestLine framed(String method, String target, int maxTarget) throws RequestException {
		if (!METHODS.contains(method)) {
			throw new RequestException(400, "The method is not known");
		}
		if (target.length() > maxTarget) {
			throw RequestException.Limit.TARGET.reached();
		}
		if (!HttpGrammar.isOriginForm(target) && !(target.equals("*") && method.equals("OPTIONS"))) {
			throw new RequestException(400, "The request target is not a path");
		}
		return new RequestLine(method, target, null, 2, 0);
	}

	/**
	 * Refuse what cannot become a request line before the line is complete.
	 * @param in the buffer, whose reader index is at the start of the line
	 * @throws RequestException if the first bytes are not those of a method
	 */
	static void checkStart(ByteBuf in) throws RequestException {
		method(in);
	}

	/**
	 * The method that the bytes are, or may become.
	 */
	private static String method(ByteBuf in) throws RequestException {
		for (int i = 0; i < METHODS.size(); i++) {
			if (startsLike(METHODS.get(i), in)) {
				return METHODS.get(i);
			}
		}
		throw new RequestException(400, "The method is not known");
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
	 * @param maxTarget the largest size of the target in bytes
	 * @return the request line
	 * @throws RequestException if it is malformed or not served
	 */
	static RequestLine read(ByteBuf in, int length, int maxTarget) throws RequestException {
		String method = method(in);
		String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
		int targetStart = method.length() + 1;
		int targetEnd = line.indexOf(' ', targetStart);
		if (targetEnd < 0) {
			throw new RequestException(400, "The request line is malformed");
		}
		if (targetEnd - targetStart > maxTarget) {
			throw RequestException.Limit.TARGET.reached();
		}
		String target = line.substring(targetStart, targetEnd);
		int minorVersion = minorVersion(line, targetEnd + 1);
		if (HttpGrammar.isOriginForm(target) || (target.equals("*") && method.equals("OPTIONS"))) {
			return new RequestLine(method, target, null, 1, minorVersion);
		}
		return absolute(method, target, minorVersion);
	}

	private static RequestLine absolute(String method, String target, int minorVersion) throws RequestException {
		for (String scheme : SCHEMES) {
			if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
				int end = authorityEnd(target, scheme.length());
				String authority = target.substring(scheme.length(), end);
				String rest = target.substring(end);
				String path = rest.startsWith("/") ? rest : "/" + rest;
				if (HttpGrammar.isHost(authority) && HttpGrammar.isOriginForm(path)) {
					return new RequestLine(method, path, authority, 1, minorVersion);
				}
			}
		}
		throw new RequestException(400, "The request target is neither a path nor an http address");
	}

	private static int authorityEnd(String target, int start) {
		int end = start;
		while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
			end++;
		}
		return end;
	}

	private static int minorVersion(String line, int start) throws RequestException {
		if (line.length() == start + LATEST.length() && line.startsWith(LATEST, start)) {
			return 1;
		}
		String version = line.substring(start);
		if (version.equals("HTTP/1.0")) {
			return 0;
		}
		if (version.matches("HTTP/[0-9]\\.[0-9]")) {
			throw new RequestException(505, "The version of HTTP is not supported");
		}
		throw new RequestException(400, "The version is malformed");
	}

}
