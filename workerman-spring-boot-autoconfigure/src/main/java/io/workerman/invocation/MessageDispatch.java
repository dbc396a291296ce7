package io.workerman.invocation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

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
		PayloadView textView = this.text.message().form().view();
		if (this.binary == null || this.binary.equals(this.text)) {
			return new OneMethodHandler(invoker.apply(this.text), textView, textView);
		}
		// JSON is read from bytes or text, and bytes would not differ from a binary
		// message
		boolean jsonText = this.text.message().form() == Form.OBJECT;
		return new TextOrBinaryHandler(invoker.apply(this.text), (jsonText) ? PayloadView.TEXT : textView,
				invoker.apply(this.binary), this.binary.message().form().view());
	}

	/**
	 * Whether each message has to be answered.
	 * @return whether it is http
	 */
	boolean isHttp() {
		return this.wire == Wire.HTTP;
	}

}
