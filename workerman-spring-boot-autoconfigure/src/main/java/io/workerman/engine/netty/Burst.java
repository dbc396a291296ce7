package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;

/**
 * The time in which a process handles what was received at once. What is written
 * meanwhile is gathered, on whatever connection of the process, and leaves together at
 * its end.
 */
final class Burst {

	private final NettyProcess process;

	private final List<SendBuffer> gathering = new ArrayList<>();

	private boolean running;

	private long began;

	Burst(NettyProcess process) {
		this.process = process;
	}

	/**
	 * Begins to gather what is written.
	 * @return whether it was not being gathered before
	 */
	boolean begin() {
		boolean outermost = !this.running;
		if (outermost) {
			this.running = true;
			this.began = System.nanoTime();
		}
		return outermost;
	}

	boolean isRunning() {
		return this.running;
	}

	/**
	 * When it began, by {@link System#nanoTime()}.
	 */
	long began() {
		return this.began;
	}

	/**
	 * The time, by {@link System#nanoTime()}: during a burst that at which it began.
	 */
	long now() {
		return this.running ? this.began : System.nanoTime();
	}

	void gather(SendBuffer buffer) {
		this.gathering.add(buffer);
	}

	/**
	 * Lets go what was gathered, together with what is written meanwhile.
	 */
	void end() {
		for (int i = 0; i < this.gathering.size(); i++) {
			this.process.call(this.gathering.get(i)::flushGathered);
		}
		this.gathering.clear();
		this.running = false;
	}

}
