package io.workerman.engine;

import java.time.Duration;

/**
 * Takes the callbacks of a worker one by one. A callback that is given twice is called
 * twice, in that order; a second message handler is refused.
 *
 * @param <B> the builder that takes them
 */
public abstract class WorkerCallbacks<B extends WorkerCallbacks<B>> {

	private Callbacks callbacks = Callbacks.NONE;

	WorkerCallbacks() {
	}

	abstract B self();

	final Callbacks callbacks() {
		return this.callbacks;
	}

	/**
	 * Called on each process before it accepts connections.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWorkerStart(Callbacks.OnProcess callback) {
		return add(new CallbacksBuilder().workerStart(callback));
	}

	/**
	 * Called on each process when the worker reloads.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWorkerReload(Callbacks.OnProcess callback) {
		return add(new CallbacksBuilder().workerReload(callback));
	}

	/**
	 * Called on each process when the worker stops, before connections close.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWorkerStop(Callbacks.OnProcess callback) {
		return add(new CallbacksBuilder().workerStop(callback));
	}

	/**
	 * Called on a process each time that it ends, after its worker-stop callbacks: when
	 * it is replaced by a reload or a restart, or after its last connection.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWorkerExit(Callbacks.OnExit callback) {
		return add(new CallbacksBuilder().workerExit(callback));
	}

	/**
	 * Called on a process for each message of another.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onPipeMessage(Callbacks.OnPipeMessage callback) {
		return add(new CallbacksBuilder().pipeMessage(callback));
	}

	/**
	 * Called once for each connection, before its handshake and messages.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onConnect(Callbacks.OnConnection callback) {
		return add(new CallbacksBuilder().connect(callback));
	}

	/**
	 * Called before a WebSocket opens; throwing or closing refuses it.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketConnect(Callbacks.OnHandshake callback) {
		return add(new CallbacksBuilder().handshake(callback));
	}

	/**
	 * Called when a WebSocket has opened, before its messages. What was sent before
	 * leaves before what is sent here.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketConnected(Callbacks.OnConnection callback) {
		return add(new CallbacksBuilder().webSocketConnected(callback));
	}

	/**
	 * Called when a WebSocket has opened, as {@link #onWebSocketConnected} is, with the
	 * request that opened it.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketOpen(Callbacks.OnHandshake callback) {
		return add(new CallbacksBuilder().webSocketOpen(callback));
	}

	/**
	 * Called for each ping of a WebSocket, which has been answered with a pong.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketPing(Callbacks.OnControl callback) {
		return add(new CallbacksBuilder().webSocketPing(callback));
	}

	/**
	 * Called for each pong of a WebSocket.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketPong(Callbacks.OnControl callback) {
		return add(new CallbacksBuilder().webSocketPong(callback));
	}

	/**
	 * Called when the peer of a WebSocket says goodbye. What is sent here still leaves;
	 * unless the connection is closed here, the goodbye is answered with the same code.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onWebSocketClose(Callbacks.OnClose callback) {
		return add(new CallbacksBuilder().webSocketClose(callback));
	}

	/**
	 * Called for each message.
	 * @param handler the handler
	 * @return the builder
	 */
	public B onMessage(MessageHandler handler) {
		return add(new CallbacksBuilder().message(handler));
	}

	/**
	 * Called once for each connection, whatever closed it.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onClose(Callbacks.OnClose callback) {
		return add(new CallbacksBuilder().close(callback));
	}

	/**
	 * Called for lost sends.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onError(Callbacks.OnError callback) {
		return add(new CallbacksBuilder().error(callback));
	}

	/**
	 * Called when another callback threw.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onFailure(Callbacks.OnFailure callback) {
		return add(new CallbacksBuilder().failure(callback));
	}

	/**
	 * Called when a send buffer reaches its limit.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onBufferFull(Callbacks.OnConnection callback) {
		return add(new CallbacksBuilder().bufferFull(callback));
	}

	/**
	 * Called when a send buffer has become empty.
	 * @param callback the callback
	 * @return the builder
	 */
	public B onBufferDrain(Callbacks.OnConnection callback) {
		return add(new CallbacksBuilder().bufferDrain(callback));
	}

	static Duration notNegative(Duration timeout, String option) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("%s: %s (expected: >= 0)".formatted(option, timeout));
		}
		return timeout;
	}

	static int atLeast(int least, int value, String option) {
		if (value < least) {
			throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(option, value, least));
		}
		return value;
	}

	private B add(CallbacksBuilder callback) {
		this.callbacks = this.callbacks.and(callback.build());
		return self();
	}

}
