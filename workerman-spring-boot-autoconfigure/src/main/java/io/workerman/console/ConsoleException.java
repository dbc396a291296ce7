package io.workerman.console;

/**
 * A command that could not be carried out, with a message for who typed it.
 */
final class ConsoleException extends RuntimeException {

	ConsoleException(String message) {
		super(message);
	}

}
