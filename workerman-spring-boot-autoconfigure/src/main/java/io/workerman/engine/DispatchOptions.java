package io.workerman.engine;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Where the callbacks of connections run.
 *
 * @param mode on the event loop or off it
 * @param executor what runs callbacks off the event loop, or {@code null} for virtual
 * threads where Java has them
 * @param maxPendingMessages the number of messages of a connection that wait off the
 * event loop before nothing more is read from it
 */
public record DispatchOptions(Mode mode, @Nullable Executor executor, int maxPendingMessages) {

	/**
	 * The number of messages that wait, unless set.
	 */
	public static final int DEFAULT_MAX_PENDING_MESSAGES = 256;

	/**
	 * On the event loop.
	 */
	public static final DispatchOptions EVENT_LOOP = new DispatchOptions(Mode.EVENT_LOOP, null,
			DEFAULT_MAX_PENDING_MESSAGES);

	/**
	 * On virtual threads, which Java has from 21 on.
	 */
	public static final DispatchOptions VIRTUAL = new DispatchOptions(Mode.VIRTUAL, null, DEFAULT_MAX_PENDING_MESSAGES);

	/**
	 * Check the values.
	 * @throws IllegalArgumentException if they do not fit together
	 */
	public DispatchOptions {
		if (maxPendingMessages < 1) {
			throw new IllegalArgumentException("maxPendingMessages: %d (expected: >= 1)".formatted(maxPendingMessages));
		}
		if (mode == Mode.EXECUTOR && executor == null) {
			throw new IllegalArgumentException("'executor' must not be null");
		}
	}

	/**
	 * On the threads of an executor.
	 * @param executor the executor
	 * @return the dispatch
	 */
	public static DispatchOptions on(Executor executor) {
		return new DispatchOptions(Mode.EXECUTOR, executor, DEFAULT_MAX_PENDING_MESSAGES);
	}

	/**
	 * The same with another number of messages that wait.
	 * @param messages the number, above zero
	 * @return the dispatch
	 */
	public DispatchOptions withMaxPendingMessages(int messages) {
		return new DispatchOptions(this.mode, this.executor, messages);
	}

	/**
	 * On the event loop or off it.
	 */
	public enum Mode {

		/**
		 * On the event loop of the process, one callback of all its connections after
		 * another. They must not block.
		 */
		EVENT_LOOP,

		/**
		 * On virtual threads, one callback of a connection after another.
		 */
		VIRTUAL,

		/**
		 * On the threads of an executor, one callback of a connection after another.
		 */
		EXECUTOR

	}

}
