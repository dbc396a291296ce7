package io.workerman.invocation;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.annotation.OnBufferDrain;
import io.workerman.annotation.OnBufferFull;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnDisconnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnPipeMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWebSocketClose;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.OnWebSocketConnected;
import io.workerman.annotation.OnWebSocketPing;
import io.workerman.annotation.OnWebSocketPong;
import io.workerman.annotation.OnWorkerExit;
import io.workerman.annotation.OnWorkerReload;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.engine.websocket.WebSocketHandshake;

/**
 * What a handler method is called for: the annotation that says so, the arguments of the
 * callback, and what a method may ask for.
 */
enum HandlerEvent {

	WORKER_START(OnWorkerStart.class, Shape.PROCESS, Argument.OF_PROCESS),

	WORKER_RELOAD(OnWorkerReload.class, Shape.PROCESS, Argument.OF_PROCESS),

	WORKER_STOP(OnWorkerStop.class, Shape.PROCESS, Argument.OF_PROCESS),

	WORKER_EXIT(OnWorkerExit.class, Shape.EXIT, Argument.ofProcessAnd(Argument.at(1, ExitReason.class))),

	TIMER(OnTimer.class, Shape.PROCESS, Argument.OF_PROCESS),

	PIPE_MESSAGE(OnPipeMessage.class, Shape.PIPE_MESSAGE, Argument.ofProcessAnd(Argument.at(1, int.class))),

	CONNECT(OnConnect.class, Shape.CONNECTION_REPLY, Argument.OF_CONNECTION),

	HANDSHAKE(OnWebSocketConnect.class, Shape.HANDSHAKE,
			Argument.ofConnectionAnd(Argument.REQUEST, Argument.at(1, WebSocketHandshake.class),
					Argument.at(1, HandshakeRequest.class))),

	CONNECTED(OnWebSocketConnected.class, Shape.HANDSHAKE,
			Argument.ofConnectionAnd(Argument.REQUEST, Argument.at(1, HandshakeRequest.class))),

	PING(OnWebSocketPing.class, Shape.CONTROL, Argument.ofConnectionAnd(Argument.at(1, byte[].class))),

	PONG(OnWebSocketPong.class, Shape.CONTROL, Argument.ofConnectionAnd(Argument.at(1, byte[].class))),

	GOODBYE(OnWebSocketClose.class, Shape.CLOSE, Argument.ofConnectionAnd(Argument.at(1, CloseReason.class))),

	MESSAGE(OnMessage.class, Shape.MESSAGE, Argument.OF_CONNECTION),

	CLOSE(OnClose.class, Shape.CLOSE, Argument.ofConnectionAnd(Argument.at(1, CloseReason.class))),

	DISCONNECT(OnDisconnect.class, Shape.CLOSE, Argument.ofConnectionAnd(Argument.at(1, CloseReason.class))),

	ERROR(OnError.class, Shape.ERROR,
			Argument.ofConnectionAnd(Argument.at(1, int.class), Argument.at(2, String.class))),

	FAILURE(OnError.class, Shape.FAILURE, Argument.OF_CONNECTION),

	BUFFER_FULL(OnBufferFull.class, Shape.CONNECTION, Argument.OF_CONNECTION),

	BUFFER_DRAIN(OnBufferDrain.class, Shape.CONNECTION, Argument.OF_CONNECTION);

	private final Class<? extends Annotation> annotation;

	private final MethodType shape;

	private final List<Argument> arguments;

	HandlerEvent(Class<? extends Annotation> annotation, MethodType shape, List<Argument> arguments) {
		this.annotation = annotation;
		this.shape = shape;
		this.arguments = arguments;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * The type of a method handle that the callback calls.
	 * @return the type
	 */
	MethodType shape() {
		return this.shape;
	}

	/**
	 * Whether it happens to a process, and not to a connection.
	 * @return whether it does
	 */
	boolean isOfProcess() {
		return this.shape.parameterType(0) == WorkerProcess.class;
	}

	@Nullable Argument argument(Class<?> type) {
		return this.arguments.stream().filter((argument) -> argument.type().equals(type)).findFirst().orElse(null);
	}

	@Override
	public String toString() {
		return "@" + this.annotation.getSimpleName();
	}

	/**
	 * The types of the method handles.
	 */
	private static final class Shape {

		static final MethodType PROCESS = MethodType.methodType(void.class, WorkerProcess.class);

		static final MethodType EXIT = MethodType.methodType(void.class, WorkerProcess.class, ExitReason.class);

		static final MethodType PIPE_MESSAGE = MethodType.methodType(void.class, WorkerProcess.class, int.class,
				Object.class);

		static final MethodType CONNECTION = MethodType.methodType(void.class, Connection.class);

		static final MethodType CONNECTION_REPLY = MethodType.methodType(Object.class, Connection.class);

		static final MethodType HANDSHAKE = MethodType.methodType(Object.class, Connection.class,
				HandshakeRequest.class);

		static final MethodType CONTROL = MethodType.methodType(void.class, Connection.class, byte[].class);

		static final MethodType MESSAGE = MethodType.methodType(Object.class, Connection.class, Object.class);

		static final MethodType CLOSE = MethodType.methodType(void.class, Connection.class, CloseReason.class);

		static final MethodType ERROR = MethodType.methodType(void.class, Connection.class, int.class, String.class);

		static final MethodType FAILURE = MethodType.methodType(void.class, Connection.class, Throwable.class);

		private Shape() {
		}

	}

	/**
	 * Something that a handler method may have as a parameter.
	 *
	 * @param type the type of the parameter
	 * @param position the argument of the callback that it comes from
	 * @param accessor how it is got from that argument, or {@code null} if it is the
	 * argument
	 */
	record Argument(Class<?> type, int position, @Nullable MethodHandle accessor) {

		static final List<Argument> OF_PROCESS = List.of(at(0, WorkerProcess.class),
				of(WorkerProcess.class, "worker", Worker.class));

		static final List<Argument> OF_CONNECTION = List.of(at(0, Connection.class),
				of(Connection.class, "worker", Worker.class), of(Connection.class, "process", WorkerProcess.class));

		static final Argument REQUEST = new Argument(HttpRequest.class, 1,
				accessor(WebSocketHandshake.class, "request", HttpRequest.class));

		/**
		 * The principal of the connection, or {@code null} if it has another type.
		 * @param type the type of the parameter
		 * @return the argument
		 */
		static Argument principal(Class<?> type) {
			try {
				MethodHandle principal = MethodHandles.lookup()
					.findStatic(Argument.class, "principal",
							MethodType.methodType(Principal.class, Class.class, Connection.class));
				return new Argument(type, 0, principal.bindTo(type));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * The uid of the connection, or {@code null} if it has none.
		 * @return the argument
		 */
		static Argument uid() {
			try {
				return new Argument(String.class, 0, MethodHandles.lookup()
					.findStatic(Argument.class, "uid", MethodType.methodType(String.class, Connection.class)));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		static Argument at(int position, Class<?> type) {
			return new Argument(type, position, null);
		}

		static List<Argument> ofConnectionAnd(Argument... others) {
			return and(OF_CONNECTION, others);
		}

		static List<Argument> ofProcessAnd(Argument... others) {
			return and(OF_PROCESS, others);
		}

		private static List<Argument> and(List<Argument> first, Argument... others) {
			List<Argument> arguments = new ArrayList<>(first);
			arguments.addAll(List.of(others));
			return List.copyOf(arguments);
		}

		private static Argument of(Class<?> owner, String accessor, Class<?> type) {
			return new Argument(type, 0, accessor(owner, accessor, type));
		}

		static @Nullable String uid(Connection connection) {
			return (String) connection.attributes().get(WorkermanTemplate.UID);
		}

		static @Nullable Principal principal(Class<?> type, Connection connection) {
			Principal principal = connection.principal();
			return type.isInstance(principal) ? principal : null;
		}

		private static MethodHandle accessor(Class<?> owner, String name, Class<?> type) {
			try {
				return MethodHandles.lookup().findVirtual(owner, name, MethodType.methodType(type));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
