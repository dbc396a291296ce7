package io.workerman.context;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * Surrounds the calls of handler methods that are about a connection. Beans of this type
 * are called in their order, on the thread of the method.
 */
@FunctionalInterface
public interface CallInterceptor {

	/**
	 * A method is about to be called.
	 * @param connection the connection
	 * @param subject what the method is called with beside the connection, such as the
	 * message or the reason of a close, or {@code null} if there is nothing
	 * @return what is run when the method has returned or thrown, or {@code null} for
	 * nothing
	 * @throws Exception to fail instead of calling the method
	 */
	@Nullable Runnable before(Connection connection, @Nullable Object subject) throws Exception;

	/**
	 * The method has thrown, or an interceptor after this one.
	 * @param failure what was thrown
	 * @return what is thrown instead
	 */
	default Throwable failed(Throwable failure) {
		return failure;
	}

	/**
	 * The interceptor of the calls of one method, which is asked for once.
	 * @param method the method
	 * @return the interceptor, by default this one for all methods
	 */
	default CallInterceptor of(Method method) {
		return this;
	}

	/**
	 * What is run when the method has returned or thrown, and wants to know which.
	 */
	interface Completion extends Runnable {

		/**
		 * The method has thrown. Called before {@link #run()}.
		 * @param failure what was thrown
		 */
		void failed(Throwable failure);

	}

}
