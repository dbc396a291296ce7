package io.workerman.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects {@link Callbacks}.
 */
public final class CallbacksBuilder {

	private final List<Callbacks.OnProcess> workerStart = new ArrayList<>();

	private final List<Callbacks.OnProcess> workerReload = new ArrayList<>();

	private final List<Callbacks.OnProcess> workerStop = new ArrayList<>();

	private final List<Callbacks.OnExit> workerExit = new ArrayList<>();

	private final List<Callbacks.OnPipeMessage> pipeMessage = new ArrayList<>();

	private final List<Callbacks.OnConnection> connect = new ArrayList<>();

	private final List<Callbacks.OnHandshake> intercept = new ArrayList<>();

	private final List<Callbacks.OnHandshake> handshake = new ArrayList<>();

	private @Nullable MessageHandler message;

	private final List<Callbacks.OnClose> close = new ArrayList<>();

	private final List<Callbacks.OnClose> closed = new ArrayList<>();

	private final List<Callbacks.OnError> error = new ArrayList<>();

	private final List<Callbacks.OnFailure> failure = new ArrayList<>();

	private final List<Callbacks.OnConnection> bufferFull = new ArrayList<>();

	private final List<Callbacks.OnConnection> bufferDrain = new ArrayList<>();

	private final List<Callbacks.OnHandshake> webSocketOpen = new ArrayList<>();

	private final List<Callbacks.OnControl> webSocketPing = new ArrayList<>();

	private final List<Callbacks.OnControl> webSocketPong = new ArrayList<>();

	private final List<Callbacks.OnClose> webSocketClose = new ArrayList<>();

	/**
	 * Add a worker-start callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder workerStart(Callbacks.OnProcess callback) {
		this.workerStart.add(callback);
		return this;
	}

	/**
	 * Add a worker-reload callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder workerReload(Callbacks.OnProcess callback) {
		this.workerReload.add(callback);
		return this;
	}

	/**
	 * Add a worker-stop callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder workerStop(Callbacks.OnProcess callback) {
		this.workerStop.add(callback);
		return this;
	}

	/**
	 * Add a worker-exit callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder workerExit(Callbacks.OnExit callback) {
		this.workerExit.add(callback);
		return this;
	}

	/**
	 * Add a callback for messages of other processes.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder pipeMessage(Callbacks.OnPipeMessage callback) {
		this.pipeMessage.add(callback);
		return this;
	}

	/**
	 * Add a connect callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder connect(Callbacks.OnConnection callback) {
		this.connect.add(callback);
		return this;
	}

	/**
	 * Add a callback that is called before the handshake callbacks, and which a
	 * connection cannot replace.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder intercept(Callbacks.OnHandshake callback) {
		this.intercept.add(callback);
		return this;
	}

	/**
	 * Add a handshake callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder handshake(Callbacks.OnHandshake callback) {
		this.handshake.add(callback);
		return this;
	}

	/**
	 * Add a close callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder close(Callbacks.OnClose callback) {
		this.close.add(callback);
		return this;
	}

	/**
	 * Add a callback that is called after the close callbacks, and which a connection
	 * cannot replace.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder closed(Callbacks.OnClose callback) {
		this.closed.add(callback);
		return this;
	}

	/**
	 * Add an error callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder error(Callbacks.OnError callback) {
		this.error.add(callback);
		return this;
	}

	/**
	 * Add a failure callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder failure(Callbacks.OnFailure callback) {
		this.failure.add(callback);
		return this;
	}

	/**
	 * Add a buffer-full callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder bufferFull(Callbacks.OnConnection callback) {
		this.bufferFull.add(callback);
		return this;
	}

	/**
	 * Add a buffer-drain callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder bufferDrain(Callbacks.OnConnection callback) {
		this.bufferDrain.add(callback);
		return this;
	}

	/**
	 * Add a callback for WebSockets that have opened.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder webSocketConnected(Callbacks.OnConnection callback) {
		return webSocketOpen((connection, request) -> callback.call(connection));
	}

	/**
	 * Add a callback for WebSockets that have opened, with the request that opened them.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder webSocketOpen(Callbacks.OnHandshake callback) {
		this.webSocketOpen.add(callback);
		return this;
	}

	/**
	 * Add a ping callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder webSocketPing(Callbacks.OnControl callback) {
		this.webSocketPing.add(callback);
		return this;
	}

	/**
	 * Add a pong callback.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder webSocketPong(Callbacks.OnControl callback) {
		this.webSocketPong.add(callback);
		return this;
	}

	/**
	 * Add a callback for the goodbye of the peer.
	 * @param callback the callback
	 * @return this builder
	 */
	public CallbacksBuilder webSocketClose(Callbacks.OnClose callback) {
		this.webSocketClose.add(callback);
		return this;
	}

	/**
	 * Set the message handler.
	 * @param handler the handler
	 * @return this builder
	 */
	public CallbacksBuilder message(MessageHandler handler) {
		this.message = handler;
		return this;
	}

	/**
	 * Build the callbacks.
	 * @return the callbacks
	 */
	public Callbacks build() {
		return new Callbacks(List.copyOf(this.workerStart), List.copyOf(this.workerReload),
				List.copyOf(this.workerStop), List.copyOf(this.workerExit), List.copyOf(this.pipeMessage),
				List.copyOf(this.connect), List.copyOf(this.intercept), List.copyOf(this.handshake), this.message,
				List.copyOf(this.close), List.copyOf(this.closed), List.copyOf(this.error), List.copyOf(this.failure),
				List.copyOf(this.bufferFull), List.copyOf(this.bufferDrain),
				new Callbacks.WebSocket(List.copyOf(this.webSocketOpen), List.copyOf(this.webSocketPing),
						List.copyOf(this.webSocketPong), List.copyOf(this.webSocketClose)));
	}

}
