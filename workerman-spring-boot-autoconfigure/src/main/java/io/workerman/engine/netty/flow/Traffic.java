package io.workerman.engine.netty.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many bytes a connection has received and sent. One thread counts and any thread may
 * read, as with {@link Counter}.
 */
public final class Traffic {

	private static final VarHandle RECEIVED;

	private static final VarHandle SENT;

	static {
		try {
			RECEIVED = MethodHandles.lookup().findVarHandle(Traffic.class, "received", long.class);
			SENT = MethodHandles.lookup().findVarHandle(Traffic.class, "sent", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	@SuppressWarnings("unused")
	private long received;

	@SuppressWarnings("unused")
	private long sent;

	/**
	 * Count bytes that were received. For the one thread.
	 * @param bytes how many
	 */
	public void received(long bytes) {
		RECEIVED.setOpaque(this, (long) RECEIVED.getOpaque(this) + bytes);
	}

	/**
	 * Count bytes that were sent. For the one thread.
	 * @param bytes how many
	 */
	public void sent(long bytes) {
		SENT.setOpaque(this, (long) SENT.getOpaque(this) + bytes);
	}

	/**
	 * The bytes received so far. For any thread.
	 * @return the number
	 */
	public long received() {
		return (long) RECEIVED.getOpaque(this);
	}

	/**
	 * The bytes sent so far. For any thread.
	 * @return the number
	 */
	public long sent() {
		return (long) SENT.getOpaque(this);
	}

}
