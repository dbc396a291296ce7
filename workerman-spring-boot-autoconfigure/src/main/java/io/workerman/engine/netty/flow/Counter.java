package io.workerman.engine.netty.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread changes and any thread may read, without the price of a fence.
 */
public final class Counter {

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

	/**
	 * Add to the number. For its one thread.
	 * @param amount how much to add
	 */
	public void add(long amount) {
		VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + amount);
	}

	/**
	 * The number as it is now. For any thread.
	 * @return the number
	 */
	public long get() {
		return (long) VALUE.getOpaque(this);
	}

}
