package io.workerman.invocation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.invocation.MessageType.Form;

/**
 * Which methods take the messages of a listener: decided at start, made into a
 * {@link MessageHandler} for each process.
 */
final class MessageDispatch {

	private final Wire wire;

	private final Map<HandlerMethod, Class<?>> decoded = new LinkedHashMap<>();

	private final @Nullable HandlerMethod text;

	private final @Nullable HandlerMethod binary;

	/**
	 * Decide.
	 * @param listener the name of the listener
	 * @param wire what its messages are
	 * @param methods the methods to choose from
	 * @throws HandlerException if one cannot choose
	 */
	MessageDispatch(String listener, Wire wire, Collection<HandlerMethod> methods) {
		this.wire = wire;
		MessageSelection selection = new MessageSelection(listener, methods);
		if (wire == Wire.DECODED && methods.size() > 1) {
			selection.bySpecificity().forEach((method) -> this.decoded.put(method, method.message().rawType()));
			this.text = null;
		}
		else {
			this.text = selection.best(wire);
		}
		this.binary = (wire == Wire.WEBSOCKET_TEXT) ? selection.best(Wire.WEBSOCKET_BINARY) : null;
	}

	/**
	 * Make the handler of one process.
	 * @param invoker makes a call of a method of that process
	 * @return the handler, or {@code null} if no method takes messages
	 */
	@Nullable MessageHandler handler(Function<HandlerMethod, MessageCall> invoker) {
		if (!this.decoded.isEmpty()) {
			return new DecodedMessageHandler(this.decoded.keySet().stream().map(invoker).toList());
		}
		if (this.text == null) {
			return null;
		}
		MessageCall textCall = invoker.apply(this.text);
		if (this.wire != Wire.WEBSOCKET_TEXT || this.text.equals(this.binary)) {
			return textCall;
		}
		if (this.binary == null) {
			return new TextOrBinaryHandler(textCall, textCall.textView(), null);
		}
		// JSON is read from bytes or text, and bytes would not differ from a binary
		// message
		boolean isJson = this.text.message().form() == Form.OBJECT;
		return new TextOrBinaryHandler(textCall, isJson ? PayloadView.TEXT : textCall.textView(),
				invoker.apply(this.binary));
	}

	/**
	 * Find a method whose messages are certainly read from JSON.
	 * @return the method, or {@code null} if there is none
	 */
	@Nullable HandlerMethod readsJson() {
		return Stream.of(Optional.ofNullable(this.text), Optional.ofNullable(this.binary))
			.flatMap(Optional::stream)
			.filter((method) -> this.wire != Wire.DECODED && method.message().form() == Form.OBJECT)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether each message has to be answered.
	 * @return whether it is http
	 */
	boolean isHttp() {
		return this.wire == Wire.HTTP;
	}

}
