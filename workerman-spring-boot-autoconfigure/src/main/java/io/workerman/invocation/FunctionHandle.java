package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Function;

/**
 * Makes method handles of functions, to filter arguments and return values with.
 */
final class FunctionHandle {

	private static final MethodHandle APPLY = find();

	private FunctionHandle() {
	}

	/**
	 * Make a method handle.
	 * @param function the function
	 * @return a handle from {@code Object} to {@code Object}
	 */
	static MethodHandle of(Function<?, ?> function) {
		return APPLY.bindTo(function);
	}

	private static MethodHandle find() {
		try {
			return MethodHandles.lookup()
				.findVirtual(Function.class, "apply", MethodType.methodType(Object.class, Object.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
