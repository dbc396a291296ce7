package io.workerman.engine.http;

import org.jspecify.annotations.Nullable;

/**
 * A request asked for in a form that it does not have, such as JSON that is none. The
 * client is to blame, so it is answered with 400 where other exceptions give 500.
 */
final class BadRequestException extends IllegalArgumentException {

	BadRequestException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
