package io.workerman.invocation;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.websocket.WebSocketMessage;

/**
 * Gives the text messages of a websocket to one method and the binary ones to another.
 * What is delivered tells which it is, because the two views differ.
 */
final class TextOrBinaryHandler implements MessageHandler {

	private final MessageCall text;

	private final PayloadView textView;

	private final Class<?> textType;

	private final @Nullable MessageCall binary;

	/**
	 * Create a handler.
	 * @param text calls the method for text
	 * @param textView the form in which text is wanted
	 * @param binary calls the method for bytes, or {@code null} if there is none
	 */
	TextOrBinaryHandler(MessageCall text, PayloadView textView, @Nullable MessageCall binary) {
		this.text = text;
		this.textView = textView;
		this.textType = deliveredAs(textView);
		this.binary = binary;
	}

	private static Class<?> deliveredAs(PayloadView textView) {
		return switch (textView) {
			case NATIVE, TEXT -> String.class;
			case BYTES -> byte[].class;
			case BUFFER -> ByteBuf.class;
			case MESSAGE -> WebSocketMessage.class;
			case REFUSED -> Void.class;
		};
	}

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		handle(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		return call(message).handle(connection, message);
	}

	private MessageCall call(Object message) {
		MessageCall binary = this.binary;
		return (binary == null || this.textType.isInstance(message)) ? this.text : binary;
	}

	@Override
	public boolean choosesThreads() {
		return this.text.choosesThreads() || (this.binary != null && this.binary.choosesThreads());
	}

	@Override
	public boolean isBlocking(Object message, boolean usual) {
		return call(message).isBlocking(message, usual);
	}

	@Override
	public PayloadView textView() {
		return this.textView;
	}

	@Override
	public PayloadView binaryView() {
		return (this.binary != null) ? this.binary.binaryView() : PayloadView.REFUSED;
	}

	@Override
	public String toString() {
		return (this.binary != null) ? this.text + " and " + this.binary : this.text.toString();
	}

}
