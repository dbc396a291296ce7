package io.workerman.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a worker calls. All callbacks of one process run on it, one after another, unless
 * {@link DispatchOptions} moves those of connections to other threads. What a callback
 * throws is logged and counted; only a worker-start callback stops the start with it.
 *
 * @param workerStart called on each process before it accepts connections
 * @param workerReload called on each process when the worker reloads
 * @param workerStop called on each process when the worker stops, after it stopped
 * accepting and before connections close
 * @param workerExit called on each process when it has ended, after its last connection
 * if the worker stops
 * @param pipeMessage called on a process for each message of another
 * @param connect called once for each connection, before its handshake and messages
 * @param intercept called before the handshake callbacks, also where a connection has
 * replaced these
 * @param handshake called before a WebSocket opens
 * @param message called for each message, or {@code null} to drop messages
 * @param close called once for each connection, whatever closed it
 * @param closed called after the close callbacks, also where a connection has replaced
 * them
 * @param error called for lost sends and failed connects
 * @param failure called when another callback threw
 * @param bufferFull called when the send buffer reaches its limit
 * @param bufferDrain called when the send buffer has become empty
 * @param webSocket called for what happens on a WebSocket beside messages
 */
public record Callbacks(List<OnProcess> workerStart, List<OnProcess> workerReload, List<OnProcess> workerStop,
		List<OnExit> workerExit, List<OnPipeMessage> pipeMessage, List<OnConnection> connect,
		List<OnHandshake> intercept, List<OnHandshake> handshake, @Nullable MessageHandler message, List<OnClose> close,
		List<OnClose> closed, List<OnError> error, List<OnFailure> failure, List<OnConnection> bufferFull,
		List<OnConnection> bufferDrain, WebSocket webSocket) {

	/**
	 * Nothing is called.
	 */
	public static final Callbacks NONE = new Callbacks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
			List.of(), List.of(), null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
			WebSocket.NONE);

	/**
	 * These callbacks and then others.
	 * @param other the callbacks to call after these
	 * @return both
	 * @throws IllegalStateException if both have a message handler
	 */
	public Callbacks and(Callbacks other) {
		if (this.message != null && other.message != null) {
			throw new IllegalStateException("A worker can have one message handler, not both '%s' and '%s'"
				.formatted(this.message, other.message));
		}
		return new Callbacks(join(this.workerStart, other.workerStart), join(this.workerReload, other.workerReload),
				join(this.workerStop, other.workerStop), join(this.workerExit, other.workerExit),
				join(this.pipeMessage, other.pipeMessage), join(this.connect, other.connect),
				join(this.intercept, other.intercept), join(this.handshake, other.handshake),
				(this.message != null) ? this.message : other.message, join(this.close, other.close),
				join(this.closed, other.closed), join(this.error, other.error), join(this.failure, other.failure),
				join(this.bufferFull, other.bufferFull), join(this.bufferDrain, other.bufferDrain),
				this.webSocket.and(other.webSocket));
	}

	/**
	 * These callbacks, and others of each kind of which these have none.
	 * @param other the callbacks to fall back on
	 * @return both
	 */
	public Callbacks orElse(Callbacks other) {
		return new Callbacks(either(this.workerStart, other.workerStart), either(this.workerReload, other.workerReload),
				either(this.workerStop, other.workerStop), either(this.workerExit, other.workerExit),
				either(this.pipeMessage, other.pipeMessage), either(this.connect, other.connect),
				either(this.intercept, other.intercept), either(this.handshake, other.handshake),
				(this.message != null) ? this.message : other.message, either(this.close, other.close),
				either(this.closed, other.closed), either(this.error, other.error), either(this.failure, other.failure),
				either(this.bufferFull, other.bufferFull), either(this.bufferDrain, other.bufferDrain),
				this.webSocket.orElse(other.webSocket));
	}

	private static <T> List<T> either(List<T> first, List<T> second) {
		return first.isEmpty() ? second : first;
	}

	private static <T> List<T> join(List<T> first, List<T> second) {
		if (first.isEmpty() || second.isEmpty()) {
			return first.isEmpty() ? second : first;
		}
		List<T> joined = new ArrayList<>(first);
		joined.addAll(second);
		return List.copyOf(joined);
	}

	/**
	 * What is called for what happens on a WebSocket beside messages.
	 *
	 * @param opened called when the handshake is over, with the request of the peer
	 * @param ping called for each ping of the peer, which has been answered
	 * @param pong called for each pong of the peer
	 * @param close called when the peer says goodbye, before it is answered
	 */
	public record WebSocket(List<OnHandshake> opened, List<OnControl> ping, List<OnControl> pong, List<OnClose> close) {

		/**
		 * Nothing is called.
		 */
		public static final WebSocket NONE = new WebSocket(List.of(), List.of(), List.of(), List.of());

		WebSocket and(WebSocket other) {
			return new WebSocket(join(this.opened, other.opened), join(this.ping, other.ping),
					join(this.pong, other.pong), join(this.close, other.close));
		}

		WebSocket orElse(WebSocket other) {
			return new WebSocket(either(this.opened, other.opened), either(this.ping, other.ping),
					either(this.pong, other.pong), either(this.close, other.close));
		}

	}

	/**
	 * The start, reload or stop of a process.
	 */
	@FunctionalInterface
	public interface OnProcess {

		/**
		 * Called on the process.
		 * @param process the process
		 * @throws Exception if the callback fails
		 */
		void call(WorkerProcess process) throws Exception;

	}

	/**
	 * A process has ended.
	 */
	@FunctionalInterface
	public interface OnExit {

		/**
		 * Called on the process, once each time that it ends.
		 * @param process the process
		 * @param reason why it has ended
		 * @throws Exception if the callback fails
		 */
		void call(WorkerProcess process, WorkerProcess.ExitReason reason) throws Exception;

	}

	/**
	 * A message has come from another process.
	 */
	@FunctionalInterface
	public interface OnPipeMessage {

		/**
		 * Called on the process that gets the message.
		 * @param process the process
		 * @param source who has sent it, or {@code null} if that was no process
		 * @param message the message
		 * @throws Exception if the callback fails
		 */
		void call(WorkerProcess process, @Nullable WorkerProcess source, Object message) throws Exception;

	}

	/**
	 * Something happened to a connection.
	 */
	@FunctionalInterface
	public interface OnConnection {

		/**
		 * Called on the process of the connection.
		 * @param connection the connection
		 * @throws Exception if the callback fails
		 */
		void call(Connection connection) throws Exception;

	}

	/**
	 * A peer asks to open a WebSocket, where throwing or closing the connection refuses
	 * it, or has opened one.
	 */
	@FunctionalInterface
	public interface OnHandshake {

		/**
		 * Called on the process of the connection.
		 * @param connection the connection
		 * @param request the request
		 * @throws Exception to refuse the connection
		 */
		void call(Connection connection, HandshakeRequest request) throws Exception;

	}

	/**
	 * A ping or pong has come.
	 */
	@FunctionalInterface
	public interface OnControl {

		/**
		 * Called on the process of the connection.
		 * @param connection the connection
		 * @param payload the payload, up to 125 bytes
		 * @throws Exception if the callback fails
		 */
		void call(Connection connection, byte[] payload) throws Exception;

	}

	/**
	 * A connection has closed.
	 */
	@FunctionalInterface
	public interface OnClose {

		/**
		 * Called on the process of the connection, exactly once.
		 * @param connection the connection; it takes no more sends
		 * @param reason the reason
		 * @throws Exception if the callback fails
		 */
		void call(Connection connection, CloseReason reason) throws Exception;

	}

	/**
	 * A send was lost, or a connection could not be made.
	 */
	@FunctionalInterface
	public interface OnError {

		/**
		 * Called on the process of the connection.
		 * @param connection the connection
		 * @param code {@link Connection#SEND_FAILED} or {@link Connection#CONNECT_FAILED}
		 * @param message what happened
		 * @throws Exception if the callback fails
		 */
		void call(Connection connection, int code, String message) throws Exception;

	}

	/**
	 * Another callback threw.
	 */
	@FunctionalInterface
	public interface OnFailure {

		/**
		 * Called on the process of the connection.
		 * @param connection the connection
		 * @param failure what the callback threw
		 * @throws Exception if the callback fails too
		 */
		void call(Connection connection, Throwable failure) throws Exception;

	}

}
