package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.MessageHandler;

/**
 * The bound methods of one process, as callbacks of the engine.
 */
final class ProcessCallbacks {

	private final CallbacksBuilder builder = new CallbacksBuilder();

	private final CallbacksBuilder lasting = new CallbacksBuilder();

	private final FailureDispatch failures = new FailureDispatch();

	private final List<Own> own = new ArrayList<>();

	private Callbacks callbacks = Callbacks.NONE;

	private final ProcessTimers timers;

	ProcessCallbacks(ProcessTimers timers) {
		this.timers = timers;
	}

	/**
	 * Add a method.
	 * @param method the method
	 * @param handle the method, bound to its bean
	 * @param own the steps of the bean, or {@code null} if it is not the process's own
	 * @param leavesDisconnects whether another method of the bean hears of the close of
	 * what never became a WebSocket
	 */
	void add(HandlerMethod method, MethodHandle handle, @Nullable Own own, boolean leavesDisconnects) {
		switch (method.event()) {
			case WORKER_START -> addStart(onProcess(handle), own);
			case WORKER_RELOAD -> this.builder.workerReload(onProcess(handle));
			case WORKER_STOP -> addStop(onProcess(handle), own);
			case WORKER_EXIT -> addExit(onExit(handle), own);
			case PIPE_MESSAGE -> this.builder.pipeMessage(onPipeMessage(handle, method.pipeMessage()));
			case TIMER -> this.timers.add(method, onProcess(handle));
			case CONNECT -> this.builder.connect(onConnect(handle, returnValue(method)));
			case HANDSHAKE -> this.builder.handshake(onHandshake(handle, returnValue(method)));
			case CONNECTED -> this.builder.webSocketOpen(onHandshake(handle, returnValue(method)));
			case PING -> this.builder.webSocketPing(onControl(handle));
			case PONG -> this.builder.webSocketPong(onControl(handle));
			case GOODBYE -> this.builder.webSocketClose(onClose(handle));
			case CLOSE -> this.builder.close(leavesDisconnects ? onCloseOf(handle, true) : onClose(handle));
			case DISCONNECT -> this.builder.close(onCloseOf(handle, false));
			case ERROR -> this.builder.error(onError(handle));
			case FAILURE -> this.failures.add(method.failure(), handle);
			case BUFFER_FULL -> this.builder.bufferFull(onConnection(handle));
			case BUFFER_DRAIN -> this.builder.bufferDrain(onConnection(handle));
			case MESSAGE -> {
			}
		}
	}

	private static ReturnValue returnValue(HandlerMethod method) {
		return new ReturnValue(method.method().getReturnType(), false);
	}

	private void addStart(Callbacks.OnProcess callback, @Nullable Own own) {
		this.builder.workerStart(callback);
		if (own != null) {
			own.starts.add(callback);
		}
		else {
			this.lasting.workerStart(callback);
		}
	}

	private void addStop(Callbacks.OnProcess callback, @Nullable Own own) {
		this.builder.workerStop(callback);
		if (own != null) {
			own.stops.add(callback);
		}
		else {
			this.lasting.workerStop(callback);
		}
	}

	private void addExit(Callbacks.OnExit callback, @Nullable Own own) {
		this.builder.workerExit(callback);
		if (own != null) {
			own.exits.add(callback);
		}
		else {
			this.lasting.workerExit(callback);
		}
	}

	void build(@Nullable MessageHandler messageHandler) {
		if (messageHandler != null) {
			this.builder.message(messageHandler);
		}
		if (!this.failures.isEmpty()) {
			this.builder.failure(this.failures);
		}
		this.callbacks = this.builder.build();
	}

	Callbacks callbacks() {
		return this.callbacks;
	}

	/**
	 * The steps of the beans that are not the process's own.
	 * @return the callbacks
	 */
	Callbacks lasting() {
		return this.lasting.build();
	}

	/**
	 * The timers.
	 * @return the timers, not started
	 */
	ProcessTimers timers() {
		return this.timers;
	}

	/**
	 * Add a bean that is the process's own.
	 * @return its steps, to which methods are added
	 */
	Own addOwn() {
		Own added = new Own(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		this.own.add(added);
		return added;
	}

	/**
	 * The steps of the beans that are the process's own.
	 * @return the steps, in the order of the beans
	 */
	List<Own> own() {
		return this.own;
	}

	private static Callbacks.OnProcess onProcess(MethodHandle handle) {
		return (process) -> {
			try {
				handle.invokeExact(process);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnExit onExit(MethodHandle handle) {
		return (process, reason) -> {
			try {
				handle.invokeExact(process, reason);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnPipeMessage onPipeMessage(MethodHandle handle, Class<?> type) {
		return (process, source, message) -> {
			if (!type.isInstance(message)) {
				return;
			}
			int sourceId = (source != null && source.worker() == process.worker()) ? source.id() : -1;
			try {
				handle.invokeExact(process, sourceId, message);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnConnection onConnection(MethodHandle handle) {
		return (connection) -> {
			try {
				handle.invokeExact(connection);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnConnection onConnect(MethodHandle handle, ReturnValue returnValue) {
		return (connection) -> {
			try {
				returnValue.send(connection, (Object) handle.invokeExact(connection));
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnHandshake onHandshake(MethodHandle handle, ReturnValue returnValue) {
		return (Connection connection, HandshakeRequest request) -> {
			try {
				returnValue.send(connection, (Object) handle.invokeExact(connection, request));
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnControl onControl(MethodHandle handle) {
		return (connection, payload) -> {
			try {
				handle.invokeExact(connection, payload);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnClose onClose(MethodHandle handle) {
		return (Connection connection, CloseReason reason) -> {
			try {
				handle.invokeExact(connection, reason);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	private static Callbacks.OnClose onCloseOf(MethodHandle handle, boolean webSocket) {
		Callbacks.OnClose callback = onClose(handle);
		return (connection, reason) -> {
			if (webSocket == (connection.hasOpened() || !connection.protocol().isWebSocket())) {
				callback.call(connection, reason);
			}
		};
	}

	private static Callbacks.OnError onError(MethodHandle handle) {
		return (connection, code, message) -> {
			try {
				handle.invokeExact(connection, code, message);
			}
			catch (Throwable ex) {
				throw Thrown.by(ex);
			}
		};
	}

	/**
	 * The start, the stop and the exit of a bean that is the process's own.
	 *
	 * @param starts its worker-start callbacks
	 * @param stops its worker-stop callbacks
	 * @param exits its worker-exit callbacks
	 */
	record Own(List<Callbacks.OnProcess> starts, List<Callbacks.OnProcess> stops, List<Callbacks.OnExit> exits) {

	}

}
