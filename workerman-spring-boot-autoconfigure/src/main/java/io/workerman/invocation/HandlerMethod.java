package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

import io.workerman.annotation.Blocking;
import io.workerman.annotation.NonBlocking;
import io.workerman.engine.JsonCodec;
import io.workerman.invocation.HandlerEvent.Argument;

/**
 * A method of a handler that is called for an event, with its parameters understood.
 *
 * @param event what it is called for
 * @param method the method
 * @param arguments where its arguments come from, one for each parameter
 * @param message the type of message that it takes, {@link MessageType#ANY} where there
 * are no messages
 * @param asksForRequest whether it takes the request beside the message
 * @param failure the type of exception that it takes, or {@code null}
 */
record HandlerMethod(HandlerEvent event, Method method, List<Argument> arguments, MessageType message,
		boolean asksForRequest, @Nullable Class<? extends Throwable> failure) {

	/**
	 * Which argument of its event the message of another process is.
	 */
	static final int PIPE_MESSAGE = 2;

	/**
	 * The type of message of another process that it takes.
	 */
	Class<?> pipeMessage() {
		return this.arguments.stream()
			.filter((argument) -> argument.position() == PIPE_MESSAGE)
			.<Class<?>>map(Argument::type)
			.findFirst()
			.orElse(Object.class);
	}

	/**
	 * Bind the method to a bean.
	 * @param invocable the method to invoke on the bean, which may be another one if the
	 * bean is a proxy
	 * @param bean the bean
	 * @param json reads JSON
	 * @return a handle of the shape of the event
	 */
	MethodHandle bind(Method invocable, Object bean, Supplier<JsonCodec> json) {
		MethodType shape = this.event.shape();
		MethodHandle handle = unreflect(invocable).bindTo(bean);
		int[] positions = new int[this.arguments.size()];
		for (int i = 0; i < positions.length; i++) {
			Argument argument = this.arguments.get(i);
			positions[i] = argument.position();
			MethodHandle accessor = isMessage(argument) ? handle(MessageConversion.to(this.message, json))
					: argument.accessor();
			if (accessor != null) {
				Class<?> parameterType = handle.type().parameterType(i);
				handle = MethodHandles.filterArguments(handle, i,
						accessor.asType(accessor.type().changeReturnType(parameterType)));
			}
			handle = handle.asType(handle.type().changeParameterType(i, shape.parameterType(argument.position())));
		}
		MethodType returning = shape.changeReturnType(handle.type().returnType());
		return MethodHandles.permuteArguments(handle, returning, positions).asType(shape);
	}

	/**
	 * Whether the method may block, by its annotation.
	 * @return whether it does, or {@code null} if it does not say
	 */
	@Nullable Boolean blocking() {
		if (AnnotatedElementUtils.hasAnnotation(this.method, Blocking.class)) {
			return true;
		}
		return AnnotatedElementUtils.hasAnnotation(this.method, NonBlocking.class) ? false : null;
	}

	/**
	 * Whether the method is for requests, of http or of a WebSocket listener.
	 * @return whether it takes a request, as the message or beside it
	 */
	boolean isForRequests() {
		return this.asksForRequest || this.message.form() == MessageType.Form.REQUEST;
	}

	private boolean isMessage(Argument argument) {
		return this.event == HandlerEvent.MESSAGE && argument.type() == Object.class;
	}

	private static MethodHandle unreflect(Method method) {
		try {
			ReflectionUtils.makeAccessible(method);
			return MethodHandles.lookup().unreflect(method);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MethodHandle handle(UnaryOperator<Object> conversion) {
		try {
			return MethodHandles.lookup()
				.findVirtual(UnaryOperator.class, "apply", MethodType.methodType(Object.class, Object.class))
				.bindTo(conversion);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Describe a method by its class, name and the simple names of its parameter types.
	 * @param method the method
	 * @return the description, such as {@code com.acme.Chat.say(Connection, String)}
	 */
	static String describe(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(
					Collectors.joining(", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
	}

	@Override
	public String toString() {
		return describe(this.method);
	}

	/**
	 * Two beans may inherit the same method, each for other messages and with a timer of
	 * its own.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
