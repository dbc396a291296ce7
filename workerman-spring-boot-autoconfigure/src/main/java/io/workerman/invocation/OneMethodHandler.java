package io.workerman.invocation;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;

/**
 * Gives all messages to one method.
 *
 * @param call calls the method
 * @param textView the form in which the method wants text
 * @param binaryView the form in which the method wants bytes
 */
record OneMethodHandler(MessageCall call, PayloadView textView, PayloadView binaryView) implements MessageHandler {

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		this.call.call(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		return this.call.call(connection, message);
	}

	@Override
	public String toString() {
		return this.call.toString();
	}

}
