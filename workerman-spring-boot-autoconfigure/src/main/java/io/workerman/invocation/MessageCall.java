package io.workerman.invocation;

import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * Calls one method of one bean with a message.
 */
final class MessageCall {

	private final HandlerMethod method;

	private final MethodHandle handle;

	/**
	 * Create a call.
	 * @param method the method
	 * @param handle the method, bound to a bean
	 */
	MessageCall(HandlerMethod method, MethodHandle handle) {
		this.method = method;
		this.handle = handle.asType(HandlerEvent.MESSAGE.shape());
	}

	@Nullable Object call(Connection connection, Object message) throws Exception {
		try {
			return (Object) this.handle.invokeExact(connection, message);
		}
		catch (Throwable ex) {
			throw Thrown.by(ex);
		}
	}

	MessageType type() {
		return this.method.message();
	}

	@Override
	public String toString() {
		return this.method.toString();
	}

}
