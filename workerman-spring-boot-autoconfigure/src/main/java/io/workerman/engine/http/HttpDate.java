package io.workerman.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Dates in headers (RFC 9110, section 5.6.7).
 */
final class HttpDate {

	private static final DateTimeFormatter FORMATTER = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private static volatile Second current = new Second(0);

	private HttpDate() {
	}

	/**
	 * The Date header of this second, with its line end.
	 * @return the bytes, not to be changed
	 */
	static byte[] header() {
		long second = System.currentTimeMillis() / 1000;
		Second cached = current;
		if (cached.second != second) {
			cached = new Second(second);
			current = cached;
		}
		return cached.header;
	}

	static String format(long milliseconds) {
		return FORMATTER.format(Instant.ofEpochMilli(milliseconds));
	}

	private static final class Second {

		private final long second;

		private final byte[] header;

		private Second(long second) {
			this.second = second;
			this.header = ("Date: " + format(second * 1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		}

	}

}
