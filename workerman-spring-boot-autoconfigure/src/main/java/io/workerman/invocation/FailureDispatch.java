package io.workerman.invocation;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;

/**
 * Gives what a callback threw to the methods with the most specific type.
 */
final class FailureDispatch implements Callbacks.OnFailure {

	private final List<Target> targets = new ArrayList<>();

	/**
	 * Add a method.
	 * @param type the type that it takes, or {@code null} if it does not say
	 * @param handle the method
	 */
	void add(@Nullable Class<? extends Throwable> type, MethodHandle handle) {
		this.targets
			.add((type != null) ? new Target(type, depth(type), handle) : new Target(Throwable.class, 0, handle));
		this.targets.sort(Comparator.comparingInt(Target::depth).reversed());
	}

	boolean isEmpty() {
		return this.targets.isEmpty();
	}

	@Override
	public void call(Connection connection, Throwable failure) throws Exception {
		Target best = null;
		for (Target target : this.targets) {
			if (best == null && target.type().isInstance(failure)) {
				best = target;
			}
			if (best != null && best.depth() == target.depth() && best.type() == target.type()) {
				call(target.handle(), connection, failure);
			}
		}
	}

	private static void call(MethodHandle handle, Connection connection, Throwable failure) throws Exception {
		try {
			handle.invokeExact(connection, failure);
		}
		catch (Throwable ex) {
			throw Thrown.by(ex);
		}
	}

	// Exceptions have one superclass, so that of the types one fits the deepest is the
	// most specific
	private static int depth(Class<?> type) {
		int depth = 0;
		for (Class<?> current = type; current != Object.class; current = current.getSuperclass()) {
			depth++;
		}
		return depth;
	}

	/**
	 * A method and the type that it takes.
	 *
	 * @param type the type
	 * @param depth how many superclasses the type has, 0 for a method that does not say
	 * @param handle the method
	 */
	private record Target(Class<? extends Throwable> type, int depth, MethodHandle handle) {

	}

}
