package io.workerman.engine;

import java.time.Duration;

/**
 * The timers of one {@link WorkerProcess}, or of one {@link Connection}. Every task runs
 * on the process, one after another with all its other callbacks: a tick never overlaps
 * with itself. A tick that is late is not made up for by a burst. Resolution is one
 * millisecond. The methods may be called from any thread.
 */
public interface Timers {

	/**
	 * Runs a task again and again. The first run is after one interval, not at once.
	 * @param interval the time between two runs, above zero
	 * @param task the task; what it throws is logged and counted, and the timer goes on
	 * @return the id of the timer, above zero and never reused
	 * @throws IllegalArgumentException if the interval is not above zero
	 */
	default long add(Duration interval, Runnable task) {
		return add(interval, task, true);
	}

	/**
	 * Runs a task once or again and again. A timer that runs once needs no
	 * {@link #del(long)} and is not counted in the statistics.
	 * @param interval the time until the first run and between two runs, above zero
	 * @param task the task; what it throws is logged and counted, and the timer goes on
	 * @param persistent whether to run again and again
	 * @return the id of the timer, above zero and never reused
	 * @throws IllegalArgumentException if the interval is not above zero
	 */
	long add(Duration interval, Runnable task, boolean persistent);

	/**
	 * Deletes a timer. On the process its task never runs again once this has returned;
	 * called from elsewhere, a run that is under way is not interrupted. A timer may
	 * delete itself.
	 * @param id the id that {@code add} returned
	 * @return whether there was such a timer
	 */
	boolean del(long id);

	/**
	 * Deletes all timers of the process, or of the connection.
	 */
	void delAll();

}
