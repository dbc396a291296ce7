package io.workerman.engine.netty;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

import io.workerman.engine.SendResult;

/**
 * The stages that wait for the operating system to take the bytes up to a mark.
 */
final class SentStages {

	private final ArrayDeque<Mark> marks = new ArrayDeque<>();

	void add(long bytes, CompletableFuture<SendResult> stage) {
		this.marks.add(new Mark(bytes, stage));
	}

	void wrote(long bytes) {
		for (Mark mark = this.marks.peek(); mark != null && mark.bytes <= bytes; mark = this.marks.peek()) {
			this.marks.poll();
			mark.stage.complete(SendResult.SENT);
		}
	}

	/**
	 * More bytes leave before those that the stages wait for.
	 */
	void move(int bytes) {
		for (int left = this.marks.size(); left > 0; left--) {
			Mark mark = this.marks.remove();
			this.marks.add(new Mark(mark.bytes + bytes, mark.stage));
		}
	}

	void fail() {
		for (Mark mark = this.marks.poll(); mark != null; mark = this.marks.poll()) {
			mark.stage.complete(SendResult.FAILED);
		}
	}

	private record Mark(long bytes, CompletableFuture<SendResult> stage) {

	}

}
