package io.workerman.invocation;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.WebSocketMessage;

/**
 * Gives a message the type that a method takes. What has it already is passed as it is,
 * so that a conversion is only needed where the protocol was not asked for the right
 * view, or has none.
 */
final class MessageConversion {

	private MessageConversion() {
	}

	/**
	 * Find the conversion to a type.
	 * @param type the type to convert to
	 * @param json reads JSON
	 * @return the conversion
	 */
	static UnaryOperator<Object> to(MessageType type, Supplier<JsonCodec> json) {
		return switch (type.form()) {
			case TEXT -> MessageConversion::text;
			case BYTES -> MessageConversion::bytes;
			case BUFFER -> MessageConversion::buffer;
			case WEBSOCKET -> MessageConversion::webSocketMessage;
			case OBJECT -> (message) -> object(message, type, json);
			case REQUEST, ANY -> UnaryOperator.identity();
		};
	}

	private static String text(Object message) {
		if (message instanceof String text) {
			return text;
		}
		if (message instanceof WebSocketMessage webSocketMessage) {
			return webSocketMessage.text();
		}
		if (message instanceof HttpRequest request) {
			return request.bodyText();
		}
		if (message instanceof ByteBuf buffer) {
			return buffer.toString(StandardCharsets.UTF_8);
		}
		return new String(bytes(message), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(Object message) {
		byte[] bytes = payload(message);
		if (bytes == null) {
			throw new IllegalArgumentException(
					"A message of type '%s' has no bytes".formatted(message.getClass().getName()));
		}
		return bytes;
	}

	private static byte @Nullable [] payload(Object message) {
		if (message instanceof byte[] bytes) {
			return bytes;
		}
		if (message instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (message instanceof WebSocketMessage webSocketMessage) {
			return webSocketMessage.bytes();
		}
		if (message instanceof HttpRequest request) {
			return request.body();
		}
		return (message instanceof ByteBuf buffer) ? ByteBufUtil.getBytes(buffer) : null;
	}

	private static ByteBuf buffer(Object message) {
		return (message instanceof ByteBuf buffer) ? buffer : Unpooled.wrappedBuffer(bytes(message));
	}

	private static WebSocketMessage webSocketMessage(Object message) {
		if (message instanceof WebSocketMessage webSocketMessage) {
			return webSocketMessage;
		}
		return (message instanceof String text) ? WebSocketMessage.text(text) : WebSocketMessage.binary(bytes(message));
	}

	private static Object object(Object message, MessageType type, Supplier<JsonCodec> json) {
		if (type.rawType().isInstance(message)) {
			return message;
		}
		if (message instanceof HttpRequest request) {
			// what is no JSON is answered as the client's fault
			return request.json(type.type());
		}
		byte[] payload = payload(message);
		JsonCodec codec = json.get();
		return (payload != null) ? codec.read(payload, type.type()) : codec.convert(message, type.type());
	}

}
