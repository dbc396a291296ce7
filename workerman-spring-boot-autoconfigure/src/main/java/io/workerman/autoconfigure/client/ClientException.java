package io.workerman.autoconfigure.client;

import io.workerman.invocation.HandlerException;

/**
 * A client cannot be used as it is declared.
 */
class ClientException extends HandlerException {

	/**
	 * Create a new exception.
	 * @param message what is wrong
	 * @param action what to do
	 */
	ClientException(String message, String action) {
		super(message, action);
	}

}
