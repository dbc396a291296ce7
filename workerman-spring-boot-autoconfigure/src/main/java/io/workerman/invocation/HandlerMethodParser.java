package io.workerman.invocation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.NonBlocking;
import io.workerman.annotation.Uid;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.http.HttpRequest;
import io.workerman.invocation.HandlerEvent.Argument;

/**
 * Finds the annotated methods of a class, its superclasses and interfaces, and
 * understands the parameters of each, or says why it cannot be called.
 */
final class HandlerMethodParser {

	private static final Argument MESSAGE = Argument.at(1, Object.class);

	private final HandlerEvent event;

	private final Method method;

	private final Class<?> handlerType;

	private final List<Argument> arguments = new ArrayList<>();

	private @Nullable MessageType message;

	private int requests;

	private @Nullable Class<? extends Throwable> failure;

	private HandlerMethodParser(HandlerEvent event, Method method, Class<?> handlerType) {
		this.event = event;
		this.method = method;
		this.handlerType = handlerType;
	}

	/**
	 * Find the methods.
	 * @param handlerType the class
	 * @return the methods, in the order of their names
	 * @throws HandlerException if one cannot be called
	 */
	static List<HandlerMethod> parseAll(Class<?> handlerType) {
		List<HandlerMethod> found = new ArrayList<>();
		MethodIntrospector
			.selectMethods(handlerType, (MetadataLookup<@Nullable Set<HandlerEvent>>) HandlerMethodParser::events)
			.forEach((method, events) -> events
				.forEach((event) -> found.add(new HandlerMethodParser(event, method, handlerType).parse())));
		found.sort(Comparator.comparing((method) -> method.method().getName()));
		return List.copyOf(found);
	}

	private static @Nullable Set<HandlerEvent> events(Method method) {
		Set<HandlerEvent> events = EnumSet.noneOf(HandlerEvent.class);
		for (HandlerEvent event : HandlerEvent.values()) {
			if (AnnotatedElementUtils.hasAnnotation(method, event.annotation())) {
				events.add(event);
			}
		}
		if (events.contains(HandlerEvent.ERROR)) {
			removeTheOtherKind(events, method);
		}
		return events.isEmpty() ? null : events;
	}

	private static void removeTheOtherKind(Set<HandlerEvent> events, Method method) {
		List<Class<?>> types = Arrays.stream(method.getParameterTypes())
			.filter((type) -> !Principal.class.isAssignableFrom(type))
			.toList();
		if (types.stream().anyMatch(Throwable.class::isAssignableFrom)) {
			events.remove(HandlerEvent.ERROR);
		}
		else if (types.stream().anyMatch((type) -> HandlerEvent.CONNECT.argument(type) == null)) {
			events.remove(HandlerEvent.FAILURE);
		}
	}

	private HandlerMethod parse() {
		if (Modifier.isPrivate(this.method.getModifiers()) || Modifier.isStatic(this.method.getModifiers())) {
			String modifier = Modifier.isPrivate(this.method.getModifiers()) ? "private" : "static";
			throw new HandlerException(
					"The %s method '%s' is %s, so that a proxy cannot pass on a call of it".formatted(this.event,
							HandlerMethod.describe(this.method), modifier),
					"Remove '" + modifier + "'; the method may be package-private.");
		}
		checkThreads();
		for (int i = 0; i < this.method.getParameterCount(); i++) {
			this.arguments.add(argument(i));
		}
		return new HandlerMethod(this.event, this.method, List.copyOf(this.arguments), messageType(),
				this.requests > 0 && this.message != null, this.failure);
	}

	private void checkThreads() {
		boolean blocking = AnnotatedElementUtils.hasAnnotation(this.method, Blocking.class);
		boolean nonBlocking = AnnotatedElementUtils.hasAnnotation(this.method, NonBlocking.class);
		if (blocking && nonBlocking) {
			throw new HandlerException("The %s method '%s' is both @Blocking and @NonBlocking".formatted(this.event,
					HandlerMethod.describe(this.method)), "Remove one of the annotations.");
		}
		if ((blocking || nonBlocking) && this.event != HandlerEvent.MESSAGE) {
			throw new HandlerException(
					"The %s method '%s' has @%s, which is for @OnMessage methods only".formatted(this.event,
							HandlerMethod.describe(this.method), blocking ? "Blocking" : "NonBlocking"),
					"Remove the annotation, and set 'dispatch' of the listener to move all its callbacks.");
		}
	}

	private Argument argument(int index) {
		Class<?> rawType = ResolvableType
			.forMethodParameter(new MethodParameter(this.method, index), ResolvableType.forClass(this.handlerType))
			.toClass();
		if (this.method.getParameters()[index].isAnnotationPresent(Uid.class)) {
			if (rawType != String.class || this.event.isOfProcess()) {
				throw impossible(index, " because @Uid is for a String in a method that is about a connection");
			}
			return Argument.uid();
		}
		Argument argument = this.event.argument((rawType == Integer.class) ? int.class : rawType);
		if (argument != null) {
			return argument;
		}
		if (Principal.class.isAssignableFrom(rawType) && !this.event.isOfProcess()) {
			return Argument.principal(rawType);
		}
		return switch (this.event) {
			case MESSAGE -> messageOrRequest(index, rawType);
			case FAILURE -> failure(index, rawType);
			case PIPE_MESSAGE -> pipeMessage(index, rawType);
			default -> throw impossible(index, "");
		};
	}

	private Argument messageOrRequest(int index, Class<?> rawType) {
		if (rawType == HttpRequest.class || rawType == HandshakeRequest.class) {
			this.requests++;
			return Argument.at(1, rawType);
		}
		if (this.message != null) {
			throw impossible(index, " because '%s' is the type of the message already".formatted(this.message));
		}
		Type type = GenericTypeResolver.resolveType(this.method.getGenericParameterTypes()[index], this.handlerType);
		this.message = MessageType.of(type, rawType);
		return MESSAGE;
	}

	private Argument failure(int index, Class<?> rawType) {
		if (!Throwable.class.isAssignableFrom(rawType) || this.failure != null) {
			throw impossible(index, (this.failure != null) ? " beside a '%s'".formatted(this.failure.getName()) : "");
		}
		this.failure = rawType.asSubclass(Throwable.class);
		return Argument.at(1, rawType);
	}

	private Argument pipeMessage(int index, Class<?> rawType) {
		if (this.arguments.stream().anyMatch((argument) -> argument.position() == HandlerMethod.PIPE_MESSAGE)) {
			throw impossible(index, " beside another message");
		}
		return Argument.at(HandlerMethod.PIPE_MESSAGE, ClassUtils.resolvePrimitiveIfNecessary(rawType));
	}

	private MessageType messageType() {
		if (this.message != null) {
			return this.message;
		}
		return (this.requests > 0) ? MessageType.of(HttpRequest.class, HttpRequest.class) : MessageType.ANY;
	}

	private HandlerException impossible(int index, String reason) {
		return new HandlerException(
				"Parameter %d of the %s method '%s' cannot have the type '%s'%s".formatted(index, this.event,
						HandlerMethod.describe(this.method),
						ClassUtils.getQualifiedName(this.method.getParameterTypes()[index]), reason),
				"Use only these parameters, in any order, each of them optional: " + legalParameters() + ".");
	}

	private String legalParameters() {
		return switch (this.event) {
			case WORKER_START, WORKER_RELOAD, WORKER_STOP, TIMER -> "WorkerProcess, Worker";
			case WORKER_EXIT -> "WorkerProcess, Worker, ExitReason";
			case PIPE_MESSAGE -> "WorkerProcess, Worker, int (the sender), and one type of message";
			case CONNECT, BUFFER_FULL, BUFFER_DRAIN -> "Connection, Principal, Worker, WorkerProcess";
			case HANDSHAKE -> "Connection, HttpRequest, WebSocketHandshake, Principal, Worker, WorkerProcess";
			case CONNECTED -> "Connection, HttpRequest, Principal, Worker, WorkerProcess";
			case MESSAGE -> "Connection, Principal, Worker, WorkerProcess, HttpRequest, and one type of message";
			case PING, PONG -> "Connection, byte[], Principal, Worker, WorkerProcess";
			case CLOSE, DISCONNECT, GOODBYE -> "Connection, CloseReason, Principal, Worker, WorkerProcess";
			case ERROR, FAILURE ->
				"Connection, Principal, Worker, WorkerProcess, and either int (the code) and String (the message)"
						+ " or a subtype of Throwable";
		};
	}

}
