package io.workerman.invocation;

import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;

/**
 * Gives messages to one method of one bean.
 */
final class MessageCall implements MessageHandler {

	private final HandlerMethod method;

	private final MethodHandle handle;

	/**
	 * Makes a reply of what the method returns, if that is none yet.
	 */
	private final @Nullable ReturnValue returnValue;

	private final PayloadView view;

	private final @Nullable Boolean blocking;

	/**
	 * Create a call.
	 * @param method the method
	 * @param handle the method, bound to a bean
	 * @param http whether messages are requests
	 */
	MessageCall(HandlerMethod method, MethodHandle handle, boolean http) {
		this.method = method;
		this.handle = handle.asType(HandlerEvent.MESSAGE.shape());
		ReturnValue returnValue = new ReturnValue(method.method().getReturnType(), http);
		this.returnValue = returnValue.isReply() ? null : returnValue;
		this.view = http ? PayloadView.NATIVE : method.message().form().view();
		this.blocking = method.blocking();
	}

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		handle(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		try {
			Object returned = (Object) this.handle.invokeExact(connection, message);
			return (this.returnValue != null) ? this.returnValue.reply(returned) : returned;
		}
		catch (Throwable ex) {
			throw Thrown.by(ex);
		}
	}

	MessageType type() {
		return this.method.message();
	}

	@Override
	public boolean choosesThreads() {
		return this.blocking != null;
	}

	@Override
	public boolean isBlocking(Object message, boolean usual) {
		return (this.blocking != null) ? this.blocking : usual;
	}

	@Override
	public PayloadView textView() {
		return this.view;
	}

	@Override
	public PayloadView binaryView() {
		return this.view;
	}

	@Override
	public String toString() {
		return this.method.toString();
	}

}
