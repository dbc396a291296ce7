package io.workerman.actuate;

import org.springframework.util.MimeType;

/**
 * Why something could not be done, as RFC 9457 writes it.
 *
 * @param title what went wrong in general
 * @param status the status code of the response
 * @param detail what went wrong this time
 */
public record Problem(String title, int status, String detail) {

	static final MimeType TYPE = MimeType.valueOf("application/problem+json");

	static Problem of(RuntimeException failure) {
		return new Problem("Internal Server Error", 500, String.valueOf(failure.getMessage()));
	}

}
