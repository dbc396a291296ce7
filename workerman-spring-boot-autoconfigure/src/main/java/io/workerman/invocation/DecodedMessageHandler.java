package io.workerman.invocation;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.invocation.MessageType.Form;

/**
 * Gives each message that a protocol of the application decoded to the method whose type
 * it fits. What fits none is converted to the one type that can be read from JSON.
 */
final class DecodedMessageHandler implements MessageHandler {

	private final Class<?>[] types;

	private final MessageCall[] calls;

	private final @Nullable MessageCall otherwise;

	/**
	 * Create a handler.
	 * @param calls the calls, those with a more specific type first
	 */
	DecodedMessageHandler(List<MessageCall> calls) {
		List<MessageCall> typed = calls.stream().filter((call) -> call.type().form() != Form.ANY).toList();
		this.types = typed.stream().map((call) -> call.type().rawType()).toArray(Class<?>[]::new);
		this.calls = typed.toArray(MessageCall[]::new);
		this.otherwise = otherwise(calls);
	}

	private static @Nullable MessageCall otherwise(List<MessageCall> calls) {
		List<MessageCall> json = calls.stream().filter((call) -> call.type().form() == Form.OBJECT).toList();
		if (json.size() == 1) {
			return json.get(0);
		}
		return calls.stream().filter((call) -> call.type().form() == Form.ANY).findFirst().orElse(null);
	}

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		handle(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		MessageCall call = call(message);
		if (call == null) {
			throw new IllegalArgumentException(
					"No @OnMessage method takes messages of type '%s'".formatted(message.getClass().getName()));
		}
		return call.handle(connection, message);
	}

	private @Nullable MessageCall call(Object message) {
		for (int i = 0; i < this.types.length; i++) {
			if (this.types[i].isInstance(message)) {
				return this.calls[i];
			}
		}
		return this.otherwise;
	}

	@Override
	public boolean choosesThreads() {
		return Arrays.stream(this.calls).anyMatch(MessageCall::choosesThreads)
				|| (this.otherwise != null && this.otherwise.choosesThreads());
	}

	@Override
	public boolean isBlocking(Object message, boolean usual) {
		MessageCall call = call(message);
		return (call != null) ? call.isBlocking(message, usual) : usual;
	}

	@Override
	public String toString() {
		return List.of(this.calls).toString();
	}

}
