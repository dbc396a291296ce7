package io.workerman.engine.netty;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.PayloadView;

/**
 * A message handler that returns its reply.
 */
class Handling implements MessageHandler {

	private final Reply reply;

	Handling(Reply reply) {
		this.reply = reply;
	}

	@Override
	public void onMessage(Connection connection, Object message) throws Exception {
		handle(connection, message);
	}

	@Override
	public @Nullable Object handle(Connection connection, Object message) throws Exception {
		return this.reply.of(connection, message);
	}

	/**
	 * Makes the reply.
	 */
	@FunctionalInterface
	interface Reply {

		@Nullable Object of(Connection connection, Object message) throws Exception;

	}

	/**
	 * Takes bytes that it borrows.
	 */
	static final class Borrowing extends Handling {

		Borrowing(Reply reply) {
			super(reply);
		}

		@Override
		public PayloadView binaryView() {
			return PayloadView.BUFFER;
		}

	}

	/**
	 * Blocks on messages that begin with "slow", and only on these.
	 */
	static final class Selective extends Handling {

		Selective(Reply reply) {
			super(reply);
		}

		@Override
		public boolean choosesThreads() {
			return true;
		}

		@Override
		public boolean isBlocking(Object message, boolean usual) {
			return ((String) message).startsWith("slow");
		}

	}

}
