package io.workerman.invocation;

import java.lang.reflect.UndeclaredThrowableException;

/**
 * What a method threw, as something that a callback may throw.
 */
final class Thrown {

	private Thrown() {
	}

	/**
	 * Give back an exception, or throw an error.
	 * @param failure what the method threw
	 * @return the exception
	 */
	static Exception by(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception exception) ? exception : new UndeclaredThrowableException(failure);
	}

	/**
	 * Give back an exception that need not be declared, or throw an error.
	 * @param failure what the method threw
	 * @return the exception
	 */
	static RuntimeException unchecked(Throwable failure) {
		Exception exception = by(failure);
		return (exception instanceof RuntimeException unchecked) ? unchecked
				: new UndeclaredThrowableException(exception);
	}

}
