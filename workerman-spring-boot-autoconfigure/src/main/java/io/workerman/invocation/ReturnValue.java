package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.workerman.engine.http.HttpResponse;

/**
 * Makes of what a method returns something that the engine can send. What is needed for
 * that is decided once, by the declared type.
 */
final class ReturnValue {

	private static final boolean REACTIVE_STREAMS_PRESENT = ClassUtils.isPresent("org.reactivestreams.Publisher",
			ReturnValue.class.getClassLoader());

	private static final int NO_CONTENT = 204;

	private ReturnValue() {
	}

	/**
	 * Adapt a handle to what the engine sends.
	 * @param handle a handle that returns {@code Object}
	 * @param declaredType the return type of the method
	 * @param http whether each message has to be answered
	 * @return the adapted handle
	 */
	static MethodHandle adapt(MethodHandle handle, Class<?> declaredType, boolean http) {
		if (declaredType == void.class) {
			return handle;
		}
		MethodHandle adapted = handle;
		UnaryOperator<Object> reactive = reactive(declaredType);
		if (reactive != null) {
			adapted = filter(adapted, (value) -> (value != null) ? reactive.apply(value) : null);
		}
		return http ? filter(adapted, ReturnValue::answer) : adapted;
	}

	private static @Nullable UnaryOperator<Object> reactive(Class<?> declaredType) {
		boolean isEngineType = CompletionStage.class.isAssignableFrom(declaredType)
				|| Flow.Publisher.class.isAssignableFrom(declaredType);
		boolean isPlain = declaredType.isPrimitive() || declaredType.isArray() || declaredType == String.class;
		return (REACTIVE_STREAMS_PRESENT && !isEngineType && !isPlain)
				? ReactiveReturn.adapter(declaredType, !Modifier.isFinal(declaredType.getModifiers())) : null;
	}

	private static @Nullable Object answer(@Nullable Object value) {
		if (value instanceof CompletionStage<?> stage) {
			return stage.thenApply((result) -> (result != null) ? result : HttpResponse.of(NO_CONTENT));
		}
		return (value != null) ? value : HttpResponse.of(NO_CONTENT);
	}

	private static MethodHandle filter(MethodHandle handle, Function<@Nullable Object, @Nullable Object> filter) {
		return MethodHandles.filterReturnValue(handle, FunctionHandle.of(filter));
	}

}
