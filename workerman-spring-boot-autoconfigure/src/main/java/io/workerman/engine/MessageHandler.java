package io.workerman.engine;

import org.jspecify.annotations.Nullable;

/**
 * Handles the messages of connections. It runs on the process of the connection, or where
 * {@link DispatchOptions} says, one message after another. What it throws is logged and
 * counted, goes to the worker's failure callbacks, and closes the connection only where
 * the protocol cannot go on.
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Handle a message.
	 * @param connection the connection it came from
	 * @param message what the protocol decoded: a {@code String} of text, a
	 * {@code byte[]} of tcp, frame, udp and unix, a {@code String} or {@code byte[]} of a
	 * WebSocket depending on the opcode, an {@code HttpRequest} of http
	 * @throws Exception if the message cannot be handled
	 */
	void onMessage(Connection connection, Object message) throws Exception;

	/**
	 * Handle a message and return the reply. A
	 * {@link java.util.concurrent.CompletionStage} or a
	 * {@link java.util.concurrent.Flow.Publisher} is sent when it completes, in the order
	 * of the messages.
	 * @param connection the connection it came from
	 * @param message the message
	 * @return the reply, or {@code null} for none
	 * @throws Exception if the message cannot be handled
	 */
	default @Nullable Object handle(Connection connection, Object message) throws Exception {
		onMessage(connection, message);
		return null;
	}

	/**
	 * Whether {@link #isBlocking} decides for each message where it is handled.
	 * @return whether it does, instead of the options of the worker
	 */
	default boolean choosesThreads() {
		return false;
	}

	/**
	 * Whether a message is handled off the event loop. It is asked on the process.
	 * @param message the message
	 * @param usual what the options of the worker say
	 * @return whether handling it may block
	 */
	default boolean isBlocking(Object message, boolean usual) {
		return usual;
	}

	/**
	 * The form in which text payloads are wanted.
	 * @return the view
	 */
	default PayloadView textView() {
		return PayloadView.NATIVE;
	}

	/**
	 * The form in which binary payloads are wanted.
	 * @return the view
	 */
	default PayloadView binaryView() {
		return PayloadView.NATIVE;
	}

}
