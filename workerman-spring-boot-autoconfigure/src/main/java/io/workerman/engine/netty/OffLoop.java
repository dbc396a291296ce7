package io.workerman.engine.netty;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.netty.ReceiveBuffer.Cause;
import io.workerman.engine.netty.dispatch.Inbox;

/**
 * The callbacks of one connection that may block, and therefore run on other threads than
 * its process: one after another, in the order of the messages. Methods run on the
 * process unless they say otherwise.
 */
final class OffLoop implements Inbox.Owner {

	private final Link link;

	private final Dispatch dispatch;

	private final Inbox inbox;

	/**
	 * Whether all callbacks may block, and not only the handling of some messages.
	 */
	private final boolean usual;

	/**
	 * A message for the process that has to wait for those before it.
	 */
	private @Nullable Object held;

	private final Queue<Runnable> afterMessages = new ArrayDeque<>(1);

	/**
	 * How much is on its way from a handler to the process.
	 */
	private final AtomicInteger underWay = new AtomicInteger();

	/**
	 * Whether a reply had to wait, so that those behind it wait too.
	 */
	private boolean deferring;

	private long consumed;

	private boolean closing;

	OffLoop(Link link, Dispatch dispatch) {
		this.link = link;
		this.dispatch = dispatch;
		NettyWorker worker = link.worker();
		this.usual = worker.isOffLoop();
		this.inbox = new Inbox(this, worker.handlerThreads(), worker.options().dispatch().maxPendingMessages(),
				worker.options().maxPackageSize());
	}

	static boolean isNeeded(Link link) {
		MessageHandler handler = link.messageHandler();
		return link.worker().isOffLoop() || (handler != null && handler.choosesThreads());
	}

	boolean isUsual() {
		return this.usual;
	}

	Inbox inbox() {
		return this.inbox;
	}

	@Override
	public WorkerProcess process() {
		return this.link.process();
	}

	@Override
	public String connection() {
		return Long.toString(this.link.connection().id());
	}

	/**
	 * Takes a message unless it is to be handled on the process and that can be done now.
	 */
	boolean take(Object message) {
		if (this.closing) {
			return true;
		}
		MessageHandler handler = this.link.messageHandler();
		boolean blocking = (handler != null) ? handler.isBlocking(message, this.usual) : this.usual;
		int size = size();
		if (blocking) {
			this.inbox.add(keep(message), size);
			pauseIfFull();
			return true;
		}
		if (isSettled()) {
			return false;
		}
		this.held = keep(message);
		this.link.receiveBuffer().block(Cause.ORDER, true);
		proceedSoon();
		return true;
	}

	private void pauseIfFull() {
		if (this.inbox.isFull()) {
			this.link.receiveBuffer().block(Cause.MESSAGES, true);
		}
	}

	/**
	 * Bytes are borrowed until the decoder goes on.
	 */
	private static Object keep(Object message) {
		return (message instanceof ByteBuf bytes) ? bytes.copy() : ReferenceCountUtil.retain(message);
	}

	/**
	 * How many bytes were decoded since this was asked last.
	 */
	private int size() {
		long consumed = this.link.bytesRead() - this.link.receiveBuffer().unread();
		long size = consumed - this.consumed;
		this.consumed = consumed;
		return (int) Math.min(size, Integer.MAX_VALUE);
	}

	/**
	 * Handles a message off the process.
	 */
	@Override
	public void handle(Object message) {
		if (message instanceof Callback callback) {
			callback.task().run();
			return;
		}
		try {
			if (this.link.life().isDelivering()) {
				this.link.process().counters().messagesHandedOff.increment();
				Object reply = this.dispatch.call(message);
				if (reply != null) {
					reply(reply);
				}
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			ReferenceCountUtil.release(message);
			this.link.process().handled();
		}
	}

	@Override
	public void discard(Object message) {
		ReferenceCountUtil.release(message);
	}

	private void reply(Object reply) {
		if (this.deferring || Replies.isDeferred(reply)) {
			this.deferring = true;
			Object kept = OutgoingBuffer.kept(reply);
			toProcess(() -> this.dispatch.lineUp(kept));
		}
		else {
			this.link.send(reply, false);
		}
	}

	private void failed(Throwable failure) {
		if (this.usual) {
			this.dispatch.failed(failure);
		}
		else {
			toProcess(() -> this.dispatch.failed(failure));
		}
	}

	private void toProcess(Runnable work) {
		this.underWay.incrementAndGet();
		this.link.handOver(() -> {
			this.underWay.decrementAndGet();
			try {
				work.run();
			}
			finally {
				idleOnProcess();
			}
		});
	}

	/**
	 * Lets something happen before the messages that wait.
	 */
	void event(Runnable event) {
		if (!this.closing) {
			this.inbox.event(event);
		}
	}

	/**
	 * Lets something happen behind the messages that wait.
	 */
	void inOrder(Runnable callback) {
		if (this.closing) {
			this.inbox.event(callback);
		}
		else {
			this.inbox.add(new Callback(callback), 0);
			pauseIfFull();
		}
	}

	/**
	 * Whether nothing is being handled or waits for it.
	 */
	boolean isIdle() {
		return this.inbox.isIdle() && this.underWay.get() == 0 && this.held == null;
	}

	/**
	 * Whether nothing is being handled, although messages may wait that are paused.
	 */
	boolean isResting() {
		return this.inbox.isResting() && this.underWay.get() == 0;
	}

	/**
	 * Whether it is idle and what handlers have sent has come to the process.
	 */
	private boolean isSettled() {
		return isIdle() && !this.link.sendBuffer().occupancy().isReserved();
	}

	/**
	 * Goes on with what waits, behind what handlers have sent.
	 */
	void proceedSoon() {
		if (this.inbox.isIdle()) {
			idle();
		}
	}

	void afterMessages(Runnable action) {
		if (this.afterMessages.isEmpty() && isSettled()) {
			action.run();
		}
		else {
			this.afterMessages.add(action);
			proceedSoon();
		}
	}

	/**
	 * Holds messages back, or no longer. For any thread.
	 */
	void pause(boolean paused) {
		this.inbox.pause(paused);
	}

	/**
	 * Whether messages are held back. For any thread.
	 */
	boolean isPaused() {
		return this.inbox.isPaused();
	}

	@Override
	public void relaxed() {
		this.link.handOver(() -> this.link.receiveBuffer().block(Cause.MESSAGES, false));
	}

	@Override
	public void idle() {
		this.link.handOver(this::idleOnProcess);
	}

	private void idleOnProcess() {
		proceed();
		this.link.life().settle();
	}

	private void proceed() {
		if (this.inbox.isPaused() || !this.inbox.isIdle() || this.underWay.get() > 0) {
			return;
		}
		Object message = this.held;
		if (message != null) {
			this.held = null;
			handleOnProcess(message);
			this.link.receiveBuffer().block(Cause.ORDER, false);
		}
		while (!this.afterMessages.isEmpty() && isIdle()) {
			this.afterMessages.remove().run();
		}
	}

	private void handleOnProcess(Object message) {
		try {
			if (this.link.life().isDelivering()) {
				this.dispatch.handle(message);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	/**
	 * No thread can be had for a message.
	 */
	@Override
	public void refused() {
		this.inbox.discard();
		CloseReason reason = CloseReason.server(CloseReason.TRY_AGAIN_LATER, "The server is busy");
		if (this.link.process().inProcess()) {
			this.link.life().close(reason);
		}
		else {
			this.link.handOver(() -> this.link.life().close(reason));
		}
	}

	/**
	 * The connection has closed.
	 * @param callbacks calls those that want to know
	 */
	void close(Runnable callbacks) {
		this.closing = true;
		this.afterMessages.clear();
		this.inbox.close(() -> {
			if (this.usual) {
				callbacks.run();
			}
			if (!this.link.handOver(() -> left(callbacks))) {
				callLast(callbacks);
			}
		});
	}

	private void left(Runnable callbacks) {
		Object message = this.held;
		if (message != null) {
			this.held = null;
			handleOnProcess(message);
		}
		callLast(callbacks);
		this.link.left();
	}

	private void callLast(Runnable callbacks) {
		if (!this.usual) {
			callbacks.run();
		}
	}

	/**
	 * A callback that has its place among the messages.
	 *
	 * @param task calls it
	 */
	private record Callback(Runnable task) {

	}

}
