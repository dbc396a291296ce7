package io.workerman.engine.http2;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/**
 * The status and the fields of a response.
 */
public final class ResponseHead {

	/**
	 * Fields about the connection, which HTTP/2 does not have (RFC 9113, section 8.2.2).
	 */
	private static final Set<String> FORBIDDEN = Set.of("connection", "keep-alive", "proxy-connection",
			"transfer-encoding", "upgrade");

	private final Http2Headers headers = new DefaultHttp2Headers(false);

	/**
	 * Create a head without fields.
	 * @param status the status
	 */
	public ResponseHead(int status) {
		this.headers.status(Integer.toString(status));
	}

	/**
	 * Add a field, unless it is one about the connection.
	 * @param name the name
	 * @param value the value
	 */
	public void add(String name, String value) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		if (!FORBIDDEN.contains(lowerCase)) {
			this.headers.add(lowerCase, isAscii(value) ? value : utf8(value));
		}
	}

	private static boolean isAscii(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) > 0x7F) {
				return false;
			}
		}
		return true;
	}

	private static AsciiString utf8(String value) {
		return new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
	}

	Http2Headers headers() {
		return this.headers;
	}

}
