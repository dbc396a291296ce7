package io.workerman.engine;

import org.jspecify.annotations.Nullable;

/**
 * A message is not what it should be, which is the fault of the peer: it is logged in one
 * line instead of a stack, so that nobody can fill the log from outside.
 */
public class BadMessageException extends IllegalArgumentException {

	/**
	 * Create an exception.
	 * @param message what is wrong with the message
	 * @param cause the cause, or {@code null} if there is none
	 */
	public BadMessageException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
