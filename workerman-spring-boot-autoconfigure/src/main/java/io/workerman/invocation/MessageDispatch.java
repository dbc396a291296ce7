package io.workerman.invocation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;
import io.workerman.engine.http.HttpRequest;
import io.workerman.invocation.MessageType.Form;

/**
 * Which methods take the messages of a listener: decided at start, made into a
 * {@link MessageHandler} for each process.
 */
final class MessageDispatch {

	private final Wire wire;

	private final List<HandlerMethod> decoded;

	private final @Nullable HandlerMethod text;

	private final @Nullable HandlerMethod binary;

	private final @Nullable HandlerMethod requests;

	/**
	 * Decide.
	 * @param listener the name of the listener
	 * @param wire what its messages are
	 * @param methods the methods to choose from
	 * @throws HandlerException if one cannot choose
	 */
	MessageDispatch(String listener, Wire wire, Collection<HandlerMethod> methods) {
		this.wire = wire;
		boolean webSocket = wire == Wire.WEBSOCKET_TEXT;
		MessageSelection selection = new MessageSelection(listener,
				methods.stream().filter((method) -> !webSocket || !method.isForRequests()).toList());
		boolean byType = wire == Wire.DECODED && methods.size() > 1;
		this.decoded = byType ? selection.bySpecificity() : List.of();
		this.text = byType ? null : selection.best(wire);
		this.binary = webSocket ? selection.best(Wire.WEBSOCKET_BINARY) : null;
		this.requests = webSocket
				? new MessageSelection(listener, methods.stream().filter(HandlerMethod::isForRequests).toList())
					.best(Wire.HTTP)
				: null;
	}

	/**
	 * Make the handler of one process.
	 * @param invoker makes a call of a method of that process
	 * @return the handler, or {@code null} if no method takes messages
	 */
	@Nullable MessageHandler handler(Function<HandlerMethod, MessageCall> invoker) {
		if (!this.decoded.isEmpty()) {
			return new DecodedMessageHandler(this.decoded.stream().map(invoker).toList());
		}
		MessageHandler messages = (this.text != null) ? handler(this.text, invoker) : null;
		return (this.requests != null) ? new RequestsApart(messages, invoker.apply(this.requests)) : messages;
	}

	private MessageHandler handler(HandlerMethod text, Function<HandlerMethod, MessageCall> invoker) {
		MessageCall textCall = invoker.apply(text);
		if (this.wire != Wire.WEBSOCKET_TEXT || text.equals(this.binary)) {
			return textCall;
		}
		if (this.binary == null) {
			return new TextOrBinaryHandler(textCall, textCall.textView(), null);
		}
		// JSON is read from bytes or text, and bytes would not differ from a binary
		// message
		boolean isJson = text.message().form() == Form.OBJECT;
		return new TextOrBinaryHandler(textCall, isJson ? PayloadView.TEXT : textCall.textView(),
				invoker.apply(this.binary));
	}

	/**
	 * Find a method whose messages are certainly read from JSON.
	 * @return the method, or {@code null} if there is none
	 */
	@Nullable HandlerMethod readsJson() {
		return Stream
			.of(Optional.ofNullable(this.text), Optional.ofNullable(this.binary), Optional.ofNullable(this.requests))
			.flatMap(Optional::stream)
			.filter((method) -> this.wire != Wire.DECODED && method.message().form() == Form.OBJECT)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether each message of a method has to be answered.
	 * @param method the method
	 * @return whether its messages are requests
	 */
	boolean answers(HandlerMethod method) {
		return this.wire == Wire.HTTP || method.equals(this.requests);
	}

	/**
	 * Gives the plain requests to a WebSocket listener to a method of their own.
	 *
	 * @param messages handles what comes by WebSocket, or {@code null} if nothing is to
	 * @param requests calls the method for requests
	 */
	private record RequestsApart(@Nullable MessageHandler messages, MessageCall requests) implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) throws Exception {
			handle(connection, message);
		}

		@Override
		public @Nullable Object handle(Connection connection, Object message) throws Exception {
			return handler(message).handle(connection, message);
		}

		private MessageHandler handler(Object message) {
			return (this.messages == null || message instanceof HttpRequest) ? this.requests : this.messages;
		}

		@Override
		public boolean choosesThreads() {
			return this.requests.choosesThreads() || (this.messages != null && this.messages.choosesThreads());
		}

		@Override
		public boolean isBlocking(Object message, boolean usual) {
			return handler(message).isBlocking(message, usual);
		}

		@Override
		public boolean takesRequests() {
			return true;
		}

		@Override
		public PayloadView textView() {
			return (this.messages != null) ? this.messages.textView() : PayloadView.REFUSED;
		}

		@Override
		public PayloadView binaryView() {
			return (this.messages != null) ? this.messages.binaryView() : PayloadView.REFUSED;
		}

		@Override
		public String toString() {
			return (this.messages != null) ? this.messages + " and " + this.requests : this.requests.toString();
		}

	}

}
