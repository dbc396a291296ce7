package io.workerman.invocation.task;

import org.springframework.util.ClassUtils;

import io.workerman.engine.task.Task;
import io.workerman.invocation.HandlerException;
import io.workerman.invocation.bean.BeanMethods.FoundMethod;

/**
 * A method that takes data or a result, and perhaps the task.
 *
 * @param found the method
 * @param position which parameter the data is
 */
record TaskMethod(FoundMethod found, int position) {

	static TaskMethod of(String annotation, FoundMethod found) {
		Class<?>[] types = found.method().getParameterTypes();
		int position = (types.length > 0 && types[0] == Task.class) ? 1 : 0;
		boolean fits = (types.length == 1 && position == 0)
				|| (types.length == 2 && types[1 - position] == Task.class && types[position] != Task.class);
		if (!fits) {
			throw new HandlerException("The %s method '%s' has impossible parameters".formatted(annotation, found),
					"Take one parameter for the data, and at most a Task beside it.");
		}
		found.checkPassable(annotation);
		return new TaskMethod(found, position);
	}

	/**
	 * The type of the data.
	 */
	@SuppressWarnings("unchecked")
	Class<Object> type() {
		return (Class<Object>) ClassUtils
			.resolvePrimitiveIfNecessary(this.found.method().getParameterTypes()[this.position]);
	}

	Object[] arguments(Task task, Object data) {
		if (this.found.method().getParameterCount() == 1) {
			return new Object[] { data };
		}
		return (this.position == 0) ? new Object[] { data, task } : new Object[] { task, data };
	}

	@Override
	public String toString() {
		return this.found.toString();
	}

}
