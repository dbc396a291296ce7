package io.workerman.autoconfigure.client;

/**
 * A client cannot be used as it is declared.
 */
class ClientException extends RuntimeException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param message what is wrong
	 * @param action what to do
	 */
	ClientException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * What to do.
	 * @return the action, as a sentence
	 */
	String action() {
		return this.action;
	}

}
