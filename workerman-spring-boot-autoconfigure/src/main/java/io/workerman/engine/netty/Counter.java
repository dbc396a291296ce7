package io.workerman.engine.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread changes and any thread may read, without the price of a fence.
 */
final class Counter {

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	@SuppressWarnings("unused")
	private long value;

	void add(long amount) {
		VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + amount);
	}

	long get() {
		return (long) VALUE.getOpaque(this);
	}

}
