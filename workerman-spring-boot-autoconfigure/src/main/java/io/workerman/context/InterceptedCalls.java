package io.workerman.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;

/**
 * Puts an interceptor around a method handle, once for all of its calls.
 */
public final class InterceptedCalls {

	private static final MethodHandle BEFORE = find("before",
			MethodType.methodType(Runnable.class, Connection.class, Object.class));

	private static final MethodHandle AFTER = find("after",
			MethodType.methodType(void.class, Throwable.class, Runnable.class));

	private static final MethodHandle AFTER_REPLY = find("after",
			MethodType.methodType(Object.class, Throwable.class, Object.class, Runnable.class));

	private final CallInterceptor interceptor;

	private InterceptedCalls(CallInterceptor interceptor) {
		this.interceptor = interceptor;
	}

	private static MethodHandle find(String name, MethodType type) {
		try {
			return MethodHandles.lookup().findVirtual(InterceptedCalls.class, name, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Put interceptors around a handle.
	 * @param interceptors the interceptors, the outermost first
	 * @param handle the handle, whose first argument is a connection, and which returns
	 * an object or nothing
	 * @return a handle of the same type
	 */
	public static MethodHandle around(List<CallInterceptor> interceptors, MethodHandle handle) {
		MethodHandle surrounded = handle;
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			surrounded = new InterceptedCalls(interceptors.get(i)).around(surrounded);
		}
		return surrounded;
	}

	private MethodHandle around(MethodHandle handle) {
		MethodType type = handle.type();
		boolean hasSubject = type.parameterCount() > 1 && !type.parameterType(1).isPrimitive();
		MethodHandle before = BEFORE.bindTo(this);
		before = hasSubject ? before.asType(before.type().changeParameterType(1, type.parameterType(1)))
				: MethodHandles.insertArguments(before, 1, (Object) null);
		MethodHandle after = ((type.returnType() == void.class) ? AFTER : AFTER_REPLY).bindTo(this);
		return MethodHandles.foldArguments(
				MethodHandles.tryFinally(MethodHandles.dropArguments(handle, 0, Runnable.class), after), before);
	}

	@Nullable Runnable before(Connection connection, @Nullable Object subject) throws Throwable {
		try {
			return this.interceptor.before(connection, subject);
		}
		catch (Throwable ex) {
			throw this.interceptor.failed(ex);
		}
	}

	void after(@Nullable Throwable failure, @Nullable Runnable undo) throws Throwable {
		if (undo != null) {
			if (failure != null && undo instanceof CallInterceptor.Completion completion) {
				completion.failed(failure);
			}
			undo.run();
		}
		if (failure != null) {
			throw this.interceptor.failed(failure);
		}
	}

	@Nullable Object after(@Nullable Throwable failure, @Nullable Object reply, @Nullable Runnable undo) throws Throwable {
		after(failure, undo);
		return reply;
	}

}
