package io.workerman.invocation;

import java.lang.reflect.Type;

import io.netty.buffer.ByteBuf;
import org.springframework.util.ClassUtils;

import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.PayloadView;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.WebSocketMessage;

/**
 * The type of message that a method takes.
 *
 * @param form what kind of type it is
 * @param type the type as it was declared
 * @param rawType its class, of a primitive type the wrapper
 */
record MessageType(Form form, Type type, Class<?> rawType) {

	/**
	 * Anything, or nothing.
	 */
	static final MessageType ANY = new MessageType(Form.ANY, Object.class, Object.class);

	static MessageType of(Type type, Class<?> rawType) {
		return new MessageType(Form.of(rawType), type, ClassUtils.resolvePrimitiveIfNecessary(rawType));
	}

	@Override
	public String toString() {
		return this.type.getTypeName();
	}

	/**
	 * The kinds of types, which messages are given in different ways.
	 */
	enum Form {

		/**
		 * Text.
		 */
		TEXT(PayloadView.TEXT),

		/**
		 * An array of bytes.
		 */
		BYTES(PayloadView.BYTES),

		/**
		 * A buffer that is borrowed.
		 */
		BUFFER(PayloadView.BUFFER),

		/**
		 * A request of http.
		 */
		REQUEST(PayloadView.NATIVE),

		/**
		 * A message of websocket.
		 */
		WEBSOCKET(PayloadView.MESSAGE),

		/**
		 * An object that is decoded by a protocol or read from JSON.
		 */
		OBJECT(PayloadView.BYTES),

		/**
		 * Whatever the protocol decodes.
		 */
		ANY(PayloadView.NATIVE);

		private final PayloadView view;

		Form(PayloadView view) {
			this.view = view;
		}

		/**
		 * The form in which the built-in protocols are asked for payloads.
		 * @return the view
		 */
		PayloadView view() {
			return this.view;
		}

		private static Form of(Class<?> type) {
			if (type == Object.class) {
				return ANY;
			}
			if (type == String.class || type == CharSequence.class) {
				return TEXT;
			}
			if (type == byte[].class) {
				return BYTES;
			}
			if (type == ByteBuf.class) {
				return BUFFER;
			}
			if (type == HttpRequest.class || type == HandshakeRequest.class) {
				return REQUEST;
			}
			return (type == WebSocketMessage.class) ? WEBSOCKET : OBJECT;
		}

	}

}
