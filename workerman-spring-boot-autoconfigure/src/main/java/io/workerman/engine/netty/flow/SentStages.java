package io.workerman.engine.netty.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.workerman.engine.SendResult;

/**
 * The stages that wait for the operating system to take the bytes up to a mark.
 */
public final class SentStages {

	private final ArrayDeque<Mark> marks = new ArrayDeque<>();

	/**
	 * Adds a stage.
	 * @param bytes how many bytes are to leave first
	 * @param stage the stage
	 */
	public void add(long bytes, CompletableFuture<SendResult> stage) {
		this.marks.add(new Mark(bytes, stage));
	}

	/**
	 * Completes the stages whose bytes have left.
	 * @param bytes how many bytes have left
	 */
	public void wrote(long bytes) {
		for (Mark mark = this.marks.peek(); mark != null && mark.bytes <= bytes; mark = this.marks.peek()) {
			this.marks.poll();
			mark.stage.complete(SendResult.SENT);
		}
	}

	/**
	 * Bytes before a mark were dropped, or those of the message that ends there.
	 * @param before where they began
	 * @param size how many they were
	 */
	public void dropped(long before, long size) {
		List<Mark> all = List.copyOf(this.marks);
		this.marks.clear();
		List<Mark> failed = new ArrayList<>();
		for (Mark mark : all) {
			if (mark.bytes > before && mark.bytes <= before + size) {
				failed.add(mark);
			}
			else {
				this.marks.add((mark.bytes > before) ? new Mark(mark.bytes - size, mark.stage) : mark);
			}
		}
		failed.forEach((mark) -> mark.stage.complete(SendResult.FAILED));
	}

	/**
	 * More bytes leave before those that the stages wait for.
	 * @param bytes how many they are
	 */
	public void move(int bytes) {
		for (int left = this.marks.size(); left > 0; left--) {
			Mark mark = this.marks.remove();
			this.marks.add(new Mark(mark.bytes + bytes, mark.stage));
		}
	}

	/**
	 * Fails all stages, because nothing leaves any more.
	 */
	public void fail() {
		for (Mark mark = this.marks.poll(); mark != null; mark = this.marks.poll()) {
			mark.stage.complete(SendResult.FAILED);
		}
	}

	private record Mark(long bytes, CompletableFuture<SendResult> stage) {

	}

}
