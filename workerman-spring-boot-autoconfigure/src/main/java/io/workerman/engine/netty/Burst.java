package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.netty.flow.SmallReads;

/**
 * The time in which a process handles what was received at once. What is written
 * meanwhile is gathered, on whatever connection of the process, and leaves together at
 * its end.
 */
final class Burst {

	private final NettyProcess process;

	private final List<SendBuffer> gathering = new ArrayList<>();

	/**
	 * Encodes one message after another.
	 */
	private @Nullable OutgoingBuffer encoder;

	private final SmallReads reads = new SmallReads();

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

	/**
	 * Does something and gathers what is written meanwhile.
	 */
	void during(Runnable work) {
		boolean outermost = begin();
		try {
			work.run();
		}
		finally {
			if (outermost) {
				end();
			}
		}
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
	 * Takes what encodes the next message. A message that is sent while another one is
	 * being encoded gets an encoder of its own.
	 */
	OutgoingBuffer takeEncoder() {
		OutgoingBuffer encoder = this.encoder;
		this.encoder = null;
		return (encoder != null) ? encoder : new OutgoingBuffer();
	}

	/**
	 * Gives back what has encoded a message.
	 */
	void returnEncoder(OutgoingBuffer encoder) {
		encoder.clear();
		this.encoder = encoder;
	}

	/**
	 * Where what is received is decoded, if it is little.
	 */
	SmallReads reads() {
		return this.reads;
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
			flush(this.gathering.get(i));
		}
		this.gathering.clear();
		this.running = false;
	}

	private void flush(SendBuffer buffer) {
		try {
			buffer.flushGathered();
		}
		catch (Throwable ex) {
			this.process.failed(null, ex);
		}
	}

}
