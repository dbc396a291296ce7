package io.workerman.engine.netty.callback;

import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;

/**
 * Has the id of a connection in the logging context while its callbacks run on the
 * process. Off it the id is there for all of them.
 */
final class ConnectionContext {

	private static final String KEY = "connection";

	private ConnectionContext() {
	}

	static Callbacks around(Callbacks callbacks) {
		MessageHandler message = callbacks.message();
		Callbacks.WebSocket webSocket = callbacks.webSocket();
		return new Callbacks(callbacks.workerStart(), callbacks.workerReload(), callbacks.workerStop(),
				callbacks.workerExit(), callbacks.pipeMessage(),
				each(callbacks.connect(), ConnectionContext::connection),
				each(callbacks.intercept(), ConnectionContext::handshake),
				each(callbacks.handshake(), ConnectionContext::handshake),
				(message != null) ? new InContext(message) : null, each(callbacks.close(), ConnectionContext::close),
				each(callbacks.closed(), ConnectionContext::close), each(callbacks.error(), ConnectionContext::error),
				each(callbacks.failure(), ConnectionContext::failure),
				each(callbacks.bufferFull(), ConnectionContext::connection),
				each(callbacks.bufferDrain(), ConnectionContext::connection),
				new Callbacks.WebSocket(each(webSocket.opened(), ConnectionContext::handshake),
						each(webSocket.ping(), ConnectionContext::control),
						each(webSocket.pong(), ConnectionContext::control),
						each(webSocket.close(), ConnectionContext::close)));
	}

	private static <T> List<T> each(List<T> callbacks, UnaryOperator<T> around) {
		return callbacks.stream().map(around).toList();
	}

	private static Callbacks.OnConnection connection(Callbacks.OnConnection callback) {
		return (connection) -> run(connection, () -> callback.call(connection));
	}

	private static Callbacks.OnHandshake handshake(Callbacks.OnHandshake callback) {
		return (connection, request) -> run(connection, () -> callback.call(connection, request));
	}

	private static Callbacks.OnControl control(Callbacks.OnControl callback) {
		return (connection, payload) -> run(connection, () -> callback.call(connection, payload));
	}

	private static Callbacks.OnClose close(Callbacks.OnClose callback) {
		return (connection, reason) -> run(connection, () -> callback.call(connection, reason));
	}

	private static Callbacks.OnError error(Callbacks.OnError callback) {
		return (connection, code, message) -> run(connection, () -> callback.call(connection, code, message));
	}

	private static Callbacks.OnFailure failure(Callbacks.OnFailure callback) {
		return (connection, failure) -> run(connection, () -> callback.call(connection, failure));
	}

	private static void run(Connection connection, Call call) throws Exception {
		String outer = enter(connection);
		try {
			call.run();
		}
		finally {
			leave(outer);
		}
	}

	/**
	 * A callback of one connection may be called in the middle of one of another.
	 */
	private static @Nullable String enter(Connection connection) {
		String outer = MDC.get(KEY);
		MDC.put(KEY, Long.toString(connection.id()));
		return outer;
	}

	private static void leave(@Nullable String outer) {
		if (outer != null) {
			MDC.put(KEY, outer);
		}
		else {
			MDC.remove(KEY);
		}
	}

	/**
	 * Calls a callback.
	 */
	@FunctionalInterface
	private interface Call {

		void run() throws Exception;

	}

	/**
	 * Handles messages in the context of their connection.
	 *
	 * @param handler handles them
	 */
	private record InContext(MessageHandler handler) implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) throws Exception {
			handle(connection, message);
		}

		@Override
		public @Nullable Object handle(Connection connection, Object message) throws Exception {
			String outer = enter(connection);
			try {
				return this.handler.handle(connection, message);
			}
			finally {
				leave(outer);
			}
		}

		@Override
		public boolean choosesThreads() {
			return this.handler.choosesThreads();
		}

		@Override
		public boolean isBlocking(Object message, boolean usual) {
			return this.handler.isBlocking(message, usual);
		}

		@Override
		public boolean takesRequests() {
			return this.handler.takesRequests();
		}

		@Override
		public PayloadView textView() {
			return this.handler.textView();
		}

		@Override
		public PayloadView binaryView() {
			return this.handler.binaryView();
		}

		@Override
		public String toString() {
			return this.handler.toString();
		}

	}

}
