package io.workerman.engine.netty;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Callbacks;
import io.workerman.engine.CloseReason;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.MessageHandler;

/**
 * Calls the callbacks of one connection and sends their replies. All methods run on the
 * process.
 */
final class Dispatch {

	private final Link link;

	private @Nullable Replies replies;

	private boolean asking;

	private boolean refused;

	Dispatch(Link link) {
		this.link = link;
	}

	/**
	 * Gives a message to the application.
	 */
	void deliver(Object message) {
		Link link = this.link;
		MessageHandler handler = link.messageHandler();
		if (!link.isOpen()) {
			return;
		}
		link.process().counters().messagesReceived.add(1);
		try {
			Object reply = (handler != null) ? handler.handle(link.connection(), message)
					: link.codec().unhandled(message);
			if (reply != null) {
				reply(reply);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void reply(Object reply) {
		Replies replies = this.replies;
		if (replies == null) {
			if (!Replies.isDeferred(reply)) {
				send(reply);
				return;
			}
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
	 * The message callback threw, or its reply could not be made.
	 */
	void failed(Throwable failure) {
		this.link.process().failed(this.link.connection(), failure);
		Object answer = this.link.codec().failure(failure);
		if (answer != null && this.link.isOpen()) {
			this.link.sendBuffer().send(answer, false);
		}
	}

	/**
	 * Whether no reply is pending.
	 */
	boolean isIdle() {
		return this.replies == null || this.replies.isEmpty();
	}

	/**
	 * Asks whether a WebSocket may open.
	 */
	boolean handshake(HandshakeRequest request) {
		this.asking = true;
		this.refused = false;
		try {
			for (Callbacks.OnHandshake callback : this.link.callbacks(Callbacks::handshake)) {
				callback.call(this.link.connection(), request);
			}
		}
		catch (Throwable ex) {
			this.refused = true;
			this.link.process().failures().refused(this.link.connection(), ex);
		}
		finally {
			this.asking = false;
		}
		return !this.refused && this.link.isOpen();
	}

	/**
	 * Closing during the handshake refuses it.
	 * @return whether a handshake is under way
	 */
	boolean refuse() {
		this.refused = true;
		return this.asking;
	}

	void error(int code, String message) {
		for (Callbacks.OnError callback : this.link.callbacks(Callbacks::error)) {
			try {
				callback.call(this.link.connection(), code, message);
			}
			catch (Throwable ex) {
				this.link.process().failed(this.link.connection(), ex);
			}
		}
	}

	void drained() {
		if (this.replies != null) {
			this.replies.drained();
		}
	}

	void closed(CloseReason reason) {
		if (this.replies != null) {
			this.replies.close();
		}
		closed(this.link.callbacks(Callbacks::close), reason);
		closed(this.link.callbacks(Callbacks::closed), reason);
	}

	private void closed(List<Callbacks.OnClose> callbacks, CloseReason reason) {
		for (Callbacks.OnClose callback : callbacks) {
			try {
				callback.call(this.link.connection(), reason);
			}
			catch (Throwable ex) {
				this.link.process().failed(this.link.connection(), ex);
			}
		}
	}

}
