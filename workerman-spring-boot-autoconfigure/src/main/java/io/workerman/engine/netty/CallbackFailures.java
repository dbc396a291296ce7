package io.workerman.engine.netty;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;

/**
 * What callbacks of one process throw: it is logged once, counted, and told to the
 * failure callbacks of the connection.
 */
final class CallbackFailures {

	private static final Logger logger = LoggerFactory.getLogger(NettyProcess.class);

	private final NettyProcess process;

	CallbackFailures(NettyProcess process) {
		this.process = process;
	}

	/**
	 * A callback threw.
	 */
	void failed(@Nullable Connection connection, Throwable failure) {
		this.process.counters().exceptions.increment();
		if (connection == null) {
			logger.error("A callback of worker '{}' failed on {}", workerName(), this.process.threadName(), failure);
			return;
		}
		if (failure instanceof BadMessageException) {
			badMessage(connection, failure);
			return;
		}
		logger.error("A callback of worker '{}' failed for connection {} of {}", workerName(), connection.id(),
				connection.remoteAddress(), failure);
		tell(connection, failure);
	}

	/**
	 * A message could not be read. That is the peer's fault, who shall not be able to
	 * fill the log with stacks.
	 */
	void badMessage(Connection connection, Throwable failure) {
		logger.warn("Worker '{}' got a bad message from connection {} of {}: {}", workerName(), connection.id(),
				connection.remoteAddress(), failure.toString());
		logger.debug("The stack of the bad message", failure);
		tell(connection, failure);
	}

	/**
	 * A handshake callback threw, which is a way to refuse a connection.
	 */
	void refused(Connection connection, Throwable refusal) {
		logger.warn("Worker '{}' refused connection {} of {}: {}", workerName(), connection.id(),
				connection.remoteAddress(), refusal.toString());
		logger.debug("The stack of the refusal", refusal);
		tell(connection, refusal);
	}

	private void tell(Connection connection, Throwable failure) {
		for (Callbacks.OnFailure callback : callbacks(connection)) {
			try {
				callback.call(connection, failure);
			}
			catch (Throwable ex) {
				this.process.counters().exceptions.increment();
				logger.error("A failure callback of worker '{}' failed itself", workerName(), ex);
			}
		}
	}

	/**
	 * Those of the connection. One that has closed has let go of them; then those of the
	 * worker hear what a callback threw after it had closed.
	 */
	private List<Callbacks.OnFailure> callbacks(Connection connection) {
		List<Callbacks.OnFailure> own = (connection instanceof NettyConnection known)
				? known.callbacks(Callbacks::failure) : List.of();
		return (own.isEmpty() && !(connection instanceof DialledConnection)) ? this.process.callbacks().failure() : own;
	}

	private String workerName() {
		return this.process.worker().name();
	}

}
