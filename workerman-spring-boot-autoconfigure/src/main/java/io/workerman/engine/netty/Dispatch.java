package io.workerman.engine.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.CodecContext;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.netty.ReceiveBuffer.Cause;
import io.workerman.engine.netty.callback.HandshakeDecision;
import io.workerman.engine.netty.dispatch.Inbox;
import io.workerman.engine.netty.flow.Counter;

/**
 * Calls the callbacks of one connection and sends their replies. What may block is left
 * to {@link OffLoop}. All methods run on the process unless they say otherwise.
 */
final class Dispatch {

	private final Link link;

	private final Counter messagesReceived;

	private final @Nullable OffLoop offLoop;

	private @Nullable Replies replies;

	private @Nullable HandshakeDecision decision;

	Dispatch(Link link) {
		this.link = link;
		this.messagesReceived = link.process().counters().messagesReceived;
		this.offLoop = OffLoop.isNeeded(link) ? new OffLoop(link, this) : null;
	}

	/**
	 * What runs the callbacks if they do not run on the process.
	 */
	private @Nullable OffLoop usual() {
		return (this.offLoop != null && this.offLoop.isUsual()) ? this.offLoop : null;
	}

	/**
	 * Where messages wait that are handled off the process.
	 * @return the inbox, or {@code null} if there are none
	 */
	@Nullable Inbox inbox() {
		return (this.offLoop != null) ? this.offLoop.inbox() : null;
	}

	/**
	 * Calls the connect callbacks, before anything is decoded.
	 * @param next what comes then
	 */
	void connected(Runnable next) {
		OffLoop offLoop = usual();
		if (offLoop == null || this.link.callbacks(Callbacks::connect).isEmpty()) {
			callConnect();
			next.run();
			return;
		}
		this.link.receiveBuffer().block(Cause.CONNECT, true);
		offLoop.event(() -> {
			callConnect();
			this.link.handOver(() -> {
				next.run();
				this.link.receiveBuffer().block(Cause.CONNECT, false);
			});
		});
	}

	private void callConnect() {
		this.link.process().call(this.link.callbacks(Callbacks::connect), this.link.connection());
	}

	/**
	 * Gives a message to the application.
	 */
	void deliver(Object message) {
		OffLoop offLoop = this.offLoop;
		if ((offLoop == null || !offLoop.take(message)) && this.link.isOpen()) {
			handle(message);
		}
	}

	/**
	 * Handles a message here and now.
	 */
	void handle(Object message) {
		this.messagesReceived.add(1);
		try {
			Object reply = call(message);
			if (reply != null) {
				reply(reply);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Calls the message handler. For any thread, one at a time.
	 * @return the reply, or {@code null} for none
	 */
	@Nullable Object call(Object message) throws Exception {
		MessageHandler handler = this.link.messageHandler();
		return (handler != null) ? handler.handle(this.link.connection(), message)
				: this.link.codec().unhandled(message);
	}

	/**
	 * Sends a reply when those before it have been sent.
	 */
	void reply(Object reply) {
		if (this.replies == null && !Replies.isDeferred(reply)) {
			send(reply);
		}
		else {
			lineUp(OutgoingBuffer.kept(reply));
		}
	}

	/**
	 * Sends a reply that is {@link OutgoingBuffer#kept kept} when those before it have
	 * been sent.
	 */
	void lineUp(Object reply) {
		Replies replies = this.replies;
		if (replies == null) {
			replies = new Replies(this.link);
			this.replies = replies;
		}
		replies.add(reply);
	}

	/**
	 * Sends a reply.
	 */
	void send(Object reply) {
		if (this.link.isOpen()) {
			try {
				this.link.sendBuffer().send(reply, false);
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
	}

	/**
	 * The message callback threw, or its reply could not be made. For any thread.
	 */
	void failed(Throwable failure) {
		this.link.process().failed(this.link.connection(), failure);
		Object answer = this.link.codec().failure(failure);
		if (answer != null) {
			this.link.send(answer, false);
		}
	}

	/**
	 * Whether all messages are handled and no reply is pending.
	 */
	boolean isIdle() {
		return (this.offLoop == null || this.offLoop.isIdle()) && (this.replies == null || this.replies.isEmpty());
	}

	/**
	 * Whether no message is being handled and no reply is pending, although messages may
	 * wait that the application has paused.
	 */
	boolean isResting() {
		return (this.offLoop == null || this.offLoop.isResting()) && (this.replies == null || this.replies.isEmpty());
	}

	/**
	 * Runs an action when all messages decoded by now are handled.
	 */
	void afterMessages(Runnable action) {
		if (this.offLoop == null) {
			action.run();
		}
		else {
			this.offLoop.afterMessages(action);
		}
	}

	/**
	 * Runs something where the other callbacks run, when those before it have returned.
	 */
	void inOrder(Runnable callback) {
		OffLoop offLoop = usual();
		if (offLoop == null) {
			callback.run();
		}
		else {
			offLoop.inOrder(callback);
		}
	}

	/**
	 * Tells the application of something that is no message.
	 */
	<T> boolean tell(List<T> callbacks, Supplier<CodecContext.News<T>> news) {
		if (callbacks.isEmpty() || !this.link.isOpen()) {
			return false;
		}
		CodecContext.News<T> made = news.get();
		inOrder(() -> call(callbacks, made));
		return true;
	}

	private <T> void call(List<T> callbacks, CodecContext.News<T> news) {
		this.link.process().failures().call(this.link.connection(), callbacks, news);
	}

	/**
	 * Holds back messages that were decoded already, or no longer. For any thread.
	 */
	void pause(boolean paused) {
		if (this.offLoop != null) {
			this.offLoop.pause(paused);
		}
	}

	boolean isPaused() {
		return this.offLoop != null && this.offLoop.isPaused();
	}

	/**
	 * Goes on with what has waited, if it need not wait any more.
	 */
	void proceed() {
		if (this.offLoop != null) {
			this.offLoop.proceedSoon();
		}
	}

	/**
	 * The worker stops: only what was decoded by now is handled, where that takes time.
	 */
	void stop() {
		if (this.offLoop != null && !isIdle()) {
			this.link.receiveBuffer().block(Cause.STOP, true);
		}
	}

	/**
	 * Asks whether a WebSocket may open.
	 */
	CompletionStage<Boolean> handshake(HandshakeRequest request) {
		HandshakeDecision decision = new HandshakeDecision(new Handshake(), request);
		this.decision = decision;
		return decision.take().whenComplete((accepted, failure) -> this.decision = null);
	}

	/**
	 * Closing during the handshake refuses it.
	 * @return whether a handshake is under way
	 */
	boolean refuse() {
		HandshakeDecision decision = this.decision;
		return decision != null && decision.refuse();
	}

	void error(int code, String message) {
		event(() -> call(this.link.callbacks(Callbacks::error),
				(callback, connection) -> callback.call(connection, code, message)));
	}

	/**
	 * Runs something that is no message where the callbacks run.
	 */
	private void event(Runnable event) {
		OffLoop offLoop = usual();
		if (offLoop == null) {
			event.run();
		}
		else {
			offLoop.event(event);
		}
	}

	void bufferFull() {
		callBuffer(this.link.callbacks(Callbacks::bufferFull));
	}

	void drained() {
		callBuffer(this.link.callbacks(Callbacks::bufferDrain));
		if (this.replies != null) {
			this.replies.drained();
		}
	}

	private void callBuffer(List<Callbacks.OnConnection> callbacks) {
		if (!callbacks.isEmpty()) {
			event(() -> this.link.process().call(callbacks, this.link.connection()));
		}
	}

	/**
	 * Tells the application that the connection has closed.
	 * @return whether it knows by now
	 */
	boolean closed(CloseReason reason) {
		if (this.replies != null) {
			this.replies.close();
		}
		if (this.offLoop != null) {
			this.offLoop.close(() -> callClose(reason));
			return false;
		}
		callClose(reason);
		return true;
	}

	private void callClose(CloseReason reason) {
		CodecContext.News<Callbacks.OnClose> news = (callback, connection) -> callback.call(connection, reason);
		call(this.link.callbacks(Callbacks::close), news);
		call(this.link.callbacks(Callbacks::closed), news);
	}

	/**
	 * What a decision about a handshake needs of the connection.
	 */
	private final class Handshake implements HandshakeDecision.Asked {

		private final Link link = Dispatch.this.link;

		@Override
		public Connection connection() {
			return this.link.connection();
		}

		@Override
		public List<Callbacks.OnHandshake> callbacks(Function<Callbacks, List<Callbacks.OnHandshake>> kind) {
			return this.link.callbacks(kind);
		}

		@Override
		public void ask(Supplier<@Nullable CompletionStage<?>> question, Consumer<@Nullable CompletionStage<?>> then) {
			OffLoop offLoop = usual();
			if (offLoop == null) {
				then.accept(question.get());
				return;
			}
			offLoop.event(() -> {
				CompletionStage<?> pending = question.get();
				handOver(() -> then.accept(pending));
			});
		}

		@Override
		public void handOver(Runnable work) {
			this.link.handOver(work);
		}

		@Override
		public Future<?> after(Duration delay, Runnable action) {
			return this.link.process().loop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
		}

		@Override
		public boolean isOpen() {
			return this.link.life().isOpenElsewhere();
		}

		@Override
		public void refused(Throwable refusal) {
			this.link.process().failures().refused(this.link.connection(), refusal);
		}

		@Override
		public void settle() {
			this.link.life().settle();
		}

	}

}
