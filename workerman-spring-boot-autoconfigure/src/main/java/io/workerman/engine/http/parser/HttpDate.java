package io.workerman.engine.http.parser;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Dates in headers (RFC 9110, section 5.6.7).
 */
public final class HttpDate {

	private static final DateTimeFormatter PREFERRED = formatter("EEE, dd MMM yyyy HH:mm:ss 'GMT'");

	private static final List<DateTimeFormatter> KNOWN = List.of(PREFERRED, formatter("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
			formatter("EEE MMM ppd HH:mm:ss yyyy"));

	private HttpDate() {
	}

	private static DateTimeFormatter formatter(String pattern) {
		return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
	}

	/**
	 * Write a date.
	 * @param milliseconds the date, in milliseconds since 1970
	 * @return the text
	 */
	public static String format(long milliseconds) {
		return PREFERRED.format(Instant.ofEpochMilli(milliseconds));
	}

	/**
	 * Read a date.
	 * @param text the text, or {@code null}
	 * @return the seconds since 1970, or {@code null} if the text is no date
	 */
	public static @Nullable Long parse(@Nullable String text) {
		if (text != null) {
			for (DateTimeFormatter formatter : KNOWN) {
				try {
					return LocalDateTime.parse(text, formatter).toEpochSecond(ZoneOffset.UTC);
				}
				catch (DateTimeException ex) {
					// another format, or none
				}
			}
		}
		return null;
	}

}
