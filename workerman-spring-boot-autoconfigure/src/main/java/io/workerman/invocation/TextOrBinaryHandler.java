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
 *
 * @param text calls the method for text
 * @param textView the form in which it wants its messages
 * @param binary calls the method for bytes
 * @param binaryView the form in which it wants its messages
 * @param textType the class of that form for text
 */
record TextOrBinaryHandler(MessageCall text, PayloadView textView, MessageCall binary, PayloadView binaryView,
		Class<?> textType) implements MessageHandler {

	TextOrBinaryHandler(MessageCall text, PayloadView textView, MessageCall binary, PayloadView binaryView) {
		this(text, textView, binary, binaryView, deliveredAs(textView));
	}

	private static Class<?> deliveredAs(PayloadView textView) {
		return switch (textView) {
			case NATIVE, TEXT -> String.class;
			case BYTES -> byte[].class;
			case BUFFER -> ByteBuf.class;
			case MESSAGE -> WebSocketMessage.class;
		};
	}

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		handle(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		return (this.textType.isInstance(message) ? this.text : this.binary).call(connection, message);
	}

	@Override
	public String toString() {
		return this.text + " and " + this.binary;
	}

}
