package io.workerman.engine.netty.callback;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.BadMessageException;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.RefusedException;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;

/**
 * What callbacks of one process throw: it is logged once, counted, and told to the
 * failure callbacks of the connection.
 */
public final class CallbackFailures {

	private static final Logger logger = LoggerFactory.getLogger(CallbackFailures.class);

	private final WorkerProcess process;

	private final LongAdder exceptions;

	private final Function<Connection, List<Callbacks.OnFailure>> callbacks;

	private final BiConsumer<Connection, Runnable> order;

	/**
	 * Create a process whose callbacks have not failed.
	 * @param process the process
	 * @param exceptions counts what was thrown
	 * @param callbacks finds the failure callbacks of a connection
	 * @param order runs something where the callbacks of a connection are called
	 */
	public CallbackFailures(WorkerProcess process, LongAdder exceptions,
			Function<Connection, List<Callbacks.OnFailure>> callbacks, BiConsumer<Connection, Runnable> order) {
		this.process = process;
		this.exceptions = exceptions;
		this.callbacks = callbacks;
		this.order = order;
	}

	/**
	 * Calls callbacks of the process, whatever they throw.
	 * @param callbacks the callbacks
	 */
	public void call(List<Callbacks.OnProcess> callbacks) {
		for (Callbacks.OnProcess callback : callbacks) {
			try {
				callback.call(this.process);
			}
			catch (Throwable ex) {
				failed(null, ex);
			}
		}
	}

	/**
	 * Tells callbacks of a connection something, whatever they throw.
	 * @param <T> the kind of callback
	 * @param connection the connection
	 * @param callbacks the callbacks
	 * @param news what they are told
	 */
	public <T> void call(Connection connection, List<T> callbacks, CodecContext.News<T> news) {
		for (T callback : callbacks) {
			try {
				news.tell(callback, connection);
			}
			catch (Throwable ex) {
				failed(connection, ex);
			}
		}
	}

	/**
	 * Tells that the process has ended.
	 * @param callbacks the callbacks to call, whatever they throw
	 * @param reason why it has ended
	 */
	public void exited(List<Callbacks.OnExit> callbacks, ExitReason reason) {
		call(callbacks
			.stream().<Callbacks.OnProcess>map((callback) -> (process) -> callback.call(process, reason)).toList());
	}

	/**
	 * A callback threw.
	 * @param connection for which it was called, or {@code null} if for none
	 * @param failure what it threw
	 */
	public void failed(@Nullable Connection connection, Throwable failure) {
		this.exceptions.increment();
		if (connection == null) {
			logger.error("A callback of worker '{}' failed on {}", workerName(), this.process.threadName(), failure);
			return;
		}
		if (failure instanceof BadMessageException) {
			badMessage(connection, failure);
			return;
		}
		if (failure instanceof RefusedException) {
			refused(connection, failure, "Worker '{}' refused what connection {} of {} asked for: {}");
			return;
		}
		logger.error("A callback of worker '{}' failed for connection {} of {}", workerName(), connection.id(),
				connection.remoteAddress(), failure);
		tell(connection, failure);
	}

	/**
	 * A message could not be read. That is the peer's fault, who shall not be able to
	 * fill the log with stacks.
	 * @param connection the connection that it came from
	 * @param failure why it could not be read
	 */
	public void badMessage(Connection connection, Throwable failure) {
		logger.warn("Worker '{}' got a bad message from connection {} of {}: {}", workerName(), connection.id(),
				connection.remoteAddress(), failure.toString());
		logger.debug("The stack of the bad message", failure);
		tell(connection, failure);
	}

	/**
	 * A handshake callback threw, which is a way to refuse a connection.
	 * @param connection the connection
	 * @param refusal what it threw
	 */
	public void refused(Connection connection, Throwable refusal) {
		refused(connection, refusal, "Worker '{}' refused connection {} of {}: {}");
	}

	private void refused(Connection connection, Throwable refusal, String format) {
		Throwable reason = (refusal instanceof RefusedException && refusal.getCause() != null) ? refusal.getCause()
				: refusal;
		logger.warn(format, workerName(), connection.id(), connection.remoteAddress(), reason.toString());
		logger.debug("The stack of the refusal", refusal);
		tell(connection, reason);
	}

	private void tell(Connection connection, Throwable failure) {
		this.order.accept(connection, () -> tellNow(connection, failure));
	}

	private void tellNow(Connection connection, Throwable failure) {
		for (Callbacks.OnFailure callback : this.callbacks.apply(connection)) {
			try {
				callback.call(connection, failure);
			}
			catch (Throwable ex) {
				this.exceptions.increment();
				logger.error("A failure callback of worker '{}' failed itself", workerName(), ex);
			}
		}
	}

	private String workerName() {
		return this.process.worker().name();
	}

}
