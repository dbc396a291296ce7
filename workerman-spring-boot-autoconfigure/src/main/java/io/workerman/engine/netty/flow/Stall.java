package io.workerman.engine.netty.flow;

/**
 * Notices that nothing leaves although something waits. It is as exact as it is asked
 * often.
 */
public final class Stall {

	private long left = -1;

	private long since;

	/**
	 * How long nothing has left.
	 * @param waiting whether something may leave
	 * @param left the bytes that have left so far
	 * @param now the time, by {@link System#nanoTime()}
	 * @return the duration in nanoseconds
	 */
	public long lasting(boolean waiting, long left, long now) {
		if (!waiting || this.left != left) {
			this.left = left;
			this.since = now;
		}
		return now - this.since;
	}

}
