package io.workerman.engine;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A callback refuses what a peer asks for, such as one without the right to it. It is
 * logged in one line instead of a stack, and failure callbacks are told the cause if
 * there is one. Requests of http are answered, and handshakes refused, with the status.
 */
public class RefusedException extends RuntimeException {

	private final int status;

	private final Map<String, String> headers = new LinkedHashMap<>(2);

	/**
	 * Create an exception.
	 * @param status the status of HTTP that says it best, from 400 to 599
	 * @param reason why it is refused
	 * @param cause the cause, or {@code null} if there is none
	 */
	public RefusedException(int status, String reason, @Nullable Throwable cause) {
		super(reason, cause);
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException("status: %d (expected: 400..599)".formatted(status));
		}
		this.status = status;
	}

	/**
	 * Set a header of an answer in HTTP.
	 * @param name the name
	 * @param value the value
	 * @return this exception
	 * @throws IllegalArgumentException if the name is no token or the value has a control
	 * character
	 */
	public RefusedException header(String name, String value) {
		if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !value.matches("[\\t -~]*")) {
			throw new IllegalArgumentException("name: '%s', value: '%s' (expected a header)".formatted(name, value));
		}
		this.headers.put(name, value);
		return this;
	}

	/**
	 * The status of HTTP that says best why it is refused.
	 * @return the status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * The headers of an answer in HTTP.
	 * @return the headers
	 */
	public Map<String, String> headers() {
		return Map.copyOf(this.headers);
	}

}
