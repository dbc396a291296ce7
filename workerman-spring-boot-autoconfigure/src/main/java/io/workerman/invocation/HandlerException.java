package io.workerman.invocation;

/**
 * A {@code @WorkerHandler} cannot be bound to its listeners. The message says what is
 * wrong with which method, and the action how to mend it.
 */
public class HandlerException extends RuntimeException {

	private final String action;

	/**
	 * Create a new exception.
	 * @param message what is wrong
	 * @param action what to do
	 */
	public HandlerException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * What to do.
	 * @return the action, as a sentence
	 */
	public String action() {
		return this.action;
	}

}
