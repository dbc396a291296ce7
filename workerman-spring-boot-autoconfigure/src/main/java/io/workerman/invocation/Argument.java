package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * Something that a handler method may have as a parameter.
 *
 * @param type the type of the parameter
 * @param position the argument of the callback that it comes from
 * @param accessor how it is got from that argument, or {@code null} if it is the argument
 */
record Argument(Class<?> type, int position, @Nullable MethodHandle accessor) {

	static final List<Argument> OF_PROCESS = List.of(at(0, WorkerProcess.class),
			of(WorkerProcess.class, "worker", Worker.class));

	static final List<Argument> OF_CONNECTION = List.of(at(0, Connection.class),
			of(Connection.class, "worker", Worker.class), of(Connection.class, "process", WorkerProcess.class));

	static Argument at(int position, Class<?> type) {
		return new Argument(type, position, null);
	}

	static List<Argument> ofConnectionAnd(Argument... others) {
		List<Argument> arguments = new ArrayList<>(OF_CONNECTION);
		arguments.addAll(List.of(others));
		return List.copyOf(arguments);
	}

	private static Argument of(Class<?> owner, String accessor, Class<?> type) {
		try {
			return new Argument(type, 0,
					MethodHandles.lookup().findVirtual(owner, accessor, MethodType.methodType(type)));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
