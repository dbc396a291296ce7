package io.workerman.engine.netty.callback;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.RefusedException;
import io.workerman.engine.websocket.WebSocketHandshake;

/**
 * Whether a WebSocket may open. The interceptors and the handshake callbacks are asked
 * one after another, each when the one before has decided, until one refuses. All methods
 * run on the process.
 */
public final class HandshakeDecision {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Asked asked;

	private final HandshakeRequest request;

	private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

	private Iterator<Callbacks.OnHandshake> callbacks;

	private boolean intercepted;

	/**
	 * Whether no callback has refused so far.
	 */
	private boolean accepted = true;

	/**
	 * Whether the application has closed the connection.
	 */
	private volatile boolean closed;

	private boolean waiting;

	private @Nullable Future<?> patience;

	/**
	 * Create a decision that is to be taken.
	 * @param asked whose callbacks are asked
	 * @param request the request that opens the WebSocket
	 */
	public HandshakeDecision(Asked asked, HandshakeRequest request) {
		this.asked = asked;
		this.request = request;
		this.callbacks = asked.callbacks(Callbacks::intercept).iterator();
	}

	/**
	 * Takes the decision.
	 * @return completes with whether the WebSocket may open
	 */
	public CompletionStage<Boolean> take() {
		this.asked.ask(this::ask, this::waitFor);
		return this.answer;
	}

	/**
	 * Asks until one takes its time.
	 * @return what to wait for, or {@code null} for nothing
	 */
	private @Nullable CompletionStage<?> ask() {
		CompletionStage<?> pending = null;
		try {
			while (pending == null && !isRefused() && hasNext()) {
				this.callbacks.next().call(this.asked.connection(), this.request);
				pending = (this.request instanceof WebSocketHandshake handshake) ? handshake.takePending() : null;
			}
		}
		catch (Throwable ex) {
			failed(ex);
			return null;
		}
		return pending;
	}

	private boolean isRefused() {
		return this.closed || !this.asked.isOpen()
				|| (this.request instanceof WebSocketHandshake handshake && handshake.isRefused());
	}

	private boolean hasNext() {
		if (!this.callbacks.hasNext() && !this.intercepted) {
			this.intercepted = true;
			this.callbacks = this.asked.callbacks(Callbacks::handshake).iterator();
		}
		return this.callbacks.hasNext();
	}

	private void failed(Throwable failure) {
		this.accepted = false;
		if (failure instanceof RefusedException refusal && this.request instanceof WebSocketHandshake handshake) {
			handshake.refuse(refusal);
		}
		this.asked.refused(failure);
	}

	private void waitFor(@Nullable CompletionStage<?> pending) {
		if (pending == null || this.closed || !this.asked.isOpen()) {
			decide();
			return;
		}
		if (this.patience == null) {
			this.patience = this.asked.after(PATIENCE, this::tooLong);
		}
		this.waiting = true;
		pending.whenComplete((value, failure) -> this.asked.handOver(() -> goOn(failure)));
	}

	private void goOn(@Nullable Throwable failure) {
		if (this.answer.isDone()) {
			return;
		}
		this.waiting = false;
		if (failure != null) {
			failed(Causes.unwrap(failure));
			decide();
		}
		else if (this.asked.isOpen()) {
			take();
		}
	}

	private void tooLong() {
		if (this.waiting) {
			failed(new RefusedException(503, "The decision took too long.", null));
			decide();
		}
	}

	/**
	 * Refuses the WebSocket, because the application closes the connection.
	 * @return whether that is possible, because the decision has not been taken
	 */
	public boolean refuse() {
		boolean possible = !this.answer.isDone();
		this.closed = true;
		if (this.waiting) {
			decide();
		}
		return possible;
	}

	private void decide() {
		this.waiting = false;
		this.answer.complete(this.accepted && !this.closed && this.asked.isOpen());
		if (this.patience != null) {
			this.patience.cancel(false);
			this.asked.handOver(this.asked::settle);
		}
	}

	/**
	 * The connection whose callbacks are asked.
	 */
	public interface Asked {

		/**
		 * The connection.
		 * @return the connection
		 */
		Connection connection();

		/**
		 * Its callbacks.
		 * @param kind their kind
		 * @return the callbacks
		 */
		List<Callbacks.OnHandshake> callbacks(Function<Callbacks, List<Callbacks.OnHandshake>> kind);

		/**
		 * Asks where its callbacks run, and goes on on the process.
		 * @param question asks them, and returns what has to be waited for
		 * @param then goes on with that
		 */
		void ask(Supplier<@Nullable CompletionStage<?>> question, Consumer<@Nullable CompletionStage<?>> then);

		/**
		 * Lets the process do something soon. For any thread.
		 * @param work the work
		 */
		void handOver(Runnable work);

		/**
		 * Does something after a time.
		 * @param delay the time
		 * @param action the action
		 * @return cancels it
		 */
		Future<?> after(Duration delay, Runnable action);

		/**
		 * Whether it is open, and the application has not closed it. For any thread.
		 * @return whether it is
		 */
		boolean isOpen();

		/**
		 * A callback has refused it by throwing.
		 * @param refusal what was thrown
		 */
		void refused(Throwable refusal);

		/**
		 * Goes on with ending if that had to wait.
		 */
		void settle();

	}

}
