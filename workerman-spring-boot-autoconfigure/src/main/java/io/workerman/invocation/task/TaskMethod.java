package io.workerman.invocation.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.springframework.util.ClassUtils;

import io.workerman.engine.task.Task;
import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.BeanMethods.FoundMethod;

/**
 * A method that takes data or a result, and perhaps the task.
 *
 * @param method the method
 * @param position which parameter the data is
 */
record TaskMethod(Method method, int position) {

	static TaskMethod of(String annotation, FoundMethod found) {
		Method method = found.method();
		Class<?>[] types = method.getParameterTypes();
		int position = (types.length > 0 && types[0] == Task.class) ? 1 : 0;
		boolean fits = (types.length == 1 && position == 0)
				|| (types.length == 2 && types[1 - position] == Task.class && types[position] != Task.class);
		if (!fits) {
			throw new HandlerException(
					"The %s method '%s' has impossible parameters".formatted(annotation, describe(method)),
					"Take one parameter for the data, and at most a Task beside it.");
		}
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			throw new HandlerException(
					"The %s method '%s' is private or static, so that a proxy cannot pass on a call of it".formatted(
							annotation, describe(method)),
					"Remove the modifier; the method may be package-private.");
		}
		return new TaskMethod(method, position);
	}

	/**
	 * The type of the data.
	 */
	@SuppressWarnings("unchecked")
	Class<Object> type() {
		return (Class<Object>) ClassUtils.resolvePrimitiveIfNecessary(this.method.getParameterTypes()[this.position]);
	}

	Object[] arguments(Task task, Object data) {
		if (this.method.getParameterCount() == 1) {
			return new Object[] { data };
		}
		return (this.position == 0) ? new Object[] { data, task } : new Object[] { task, data };
	}

	private static String describe(Method method) {
		return method.getDeclaringClass().getName() + "." + method.getName();
	}

	@Override
	public String toString() {
		return describe(this.method);
	}

}
