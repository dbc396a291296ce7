package io.workerman.engine.netty;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.ProtocolException;
import io.workerman.engine.netty.admission.Lingering;

/**
 * How a connection ends: after a flush, after a goodbye that the peer answers, or at
 * once. Whatever ends it, it is closed exactly once. All methods run on the process
 * unless they say otherwise.
 */
final class ConnectionLife {

	/**
	 * How long a peer gets to read the last words and to close.
	 */
	private static final long LINGER_MILLIS = 1000;

	/**
	 * How long a peer gets that is silent while the worker stops.
	 */
	private static final long LAST_LINGER_MILLIS = 250;

	private final Link link;

	private final SendBuffer sendBuffer;

	private @Nullable Lingering lingering;

	private volatile Status status = Status.ESTABLISHED;

	private @Nullable CloseReason reason;

	private volatile boolean closeRequested;

	private boolean awaitsGoodbye;

	private boolean parted;

	private boolean ended;

	private boolean leaving;

	private boolean saidLast;

	private boolean inputEnded;

	ConnectionLife(Link link, SendBuffer sendBuffer) {
		this.link = link;
		this.sendBuffer = sendBuffer;
	}

	/**
	 * Where the connection stands. For any thread.
	 */
	Status status() {
		return this.status;
	}

	/**
	 * Whether sends are accepted. For any thread.
	 */
	boolean isOpen() {
		return this.status == Status.ESTABLISHED;
	}

	/**
	 * Another thread has asked to close, and sends no more. For any thread.
	 */
	void requestClose() {
		this.closeRequested = true;
	}

	/**
	 * Whether sends of other threads are accepted. For any thread.
	 */
	boolean isOpenElsewhere() {
		return isOpen() && !this.closeRequested;
	}

	/**
	 * Whether messages that were received are given to the application: not after it has
	 * closed the connection itself. For any thread.
	 */
	boolean isDelivering() {
		CloseReason reason = this.reason;
		return !this.closeRequested
				&& (isOpen() || (reason != null && reason.initiator() != CloseReason.Initiator.SERVER));
	}

	/**
	 * Whether what is received is looked at.
	 */
	boolean isReceiving() {
		return this.status == Status.ESTABLISHED || (this.status == Status.ENDING && this.awaitsGoodbye);
	}

	/**
	 * Sends a last message, only one even if an error callback closes too.
	 */
	void sayLast(@Nullable Object last) {
		if (last != null && isOpen() && !this.saidLast) {
			this.saidLast = true;
			this.sendBuffer.send(last, false);
		}
	}

	/**
	 * Takes no more sends, lets go what was accepted, says goodbye, and closes.
	 */
	void close(CloseReason reason) {
		if (isOpen()) {
			this.reason = reason;
			this.status = Status.CLOSING;
			leave();
		}
	}

	/**
	 * Like {@link #close}, but ends only the sending side at first, so that the peer can
	 * read the last words although it is sending.
	 */
	void end(CloseReason reason) {
		if (isOpen()) {
			this.reason = reason;
			this.status = Status.ENDING;
			leave();
		}
	}

	/**
	 * Closes when the messages received have been answered.
	 */
	void closeWhenAnswered(CloseReason reason) {
		if (isOpen() && !this.leaving) {
			this.leaving = true;
			this.reason = reason;
			this.link.codec().leaving();
			settle();
		}
	}

	private void leave() {
		if (this.status == Status.CLOSED) {
			return;
		}
		if (this.sendBuffer.occupancy().isReserved()) {
			// another thread was promised that its message leaves, and is about to hand
			// it over
			this.link.handOver(this::leave);
			return;
		}
		if (this.sendBuffer.isCorked()) {
			this.sendBuffer.flush();
			closed(reason());
			return;
		}
		if (reason().initiator() == CloseReason.Initiator.SERVER) {
			ByteBuf words = this.sendBuffer.burst();
			if (this.link.codec().goodbye(reason(), words)) {
				this.awaitsGoodbye = true;
				this.status = Status.ENDING;
			}
		}
		this.parted = true;
		this.sendBuffer.flush();
		this.link.read(true);
		settle();
		if (this.awaitsGoodbye) {
			this.link.receiveBuffer().decode();
		}
	}

	/**
	 * The peer broke the protocol.
	 */
	void protocolBroken(ProtocolException violation) {
		if (!isReceiving()) {
			return;
		}
		boolean first = isOpen();
		this.sendBuffer.dropHeld();
		this.reason = violation.closeReason();
		this.awaitsGoodbye = false;
		this.parted = true;
		boolean said = first && this.link.codec().goodbye(violation.closeReason(), this.sendBuffer.burst());
		this.status = Status.ENDING;
		this.sendBuffer.flush();
		if (said || violation.isAnswered()) {
			settle();
		}
		else {
			closed(violation.closeReason());
		}
	}

	/**
	 * The peer has said goodbye, or has answered ours.
	 */
	void goodbyeReceived(CloseReason reason) {
		if (isOpen()) {
			this.reason = reason;
			this.status = Status.CLOSING;
			this.parted = true;
			this.sendBuffer.flush();
			settle();
		}
		else if (this.awaitsGoodbye) {
			this.sendBuffer.flush();
			closed(reason());
		}
	}

	/**
	 * The socket will give no more bytes.
	 */
	void inputEnded() {
		this.inputEnded = true;
		if (this.status == Status.CLOSED) {
			this.link.channel().close();
		}
	}

	/**
	 * The peer sends no more, and what it sent was delivered.
	 */
	void peerFinished() {
		if (isOpen()) {
			closeWhenAnswered(this.link.codec().endOfStream());
		}
		else if (this.status == Status.ENDING && this.sendBuffer.isEmpty()) {
			closed(reason());
		}
	}

	/**
	 * Something was received that nobody wants.
	 */
	void discarded() {
		lingering().heard();
	}

	/**
	 * Goes on with ending when something has left or was answered.
	 */
	void settle() {
		if (this.leaving && isOpen() && this.link.isAnswered(reason().initiator() == CloseReason.Initiator.SERVER)) {
			close(reason());
			return;
		}
		boolean parting = this.parted && (this.status == Status.CLOSING || this.status == Status.ENDING);
		if (!parting || !this.sendBuffer.isEmpty()) {
			return;
		}
		if (this.status == Status.CLOSING || this.inputEnded) {
			leaveSocket();
		}
		else if (!this.ended) {
			this.ended = true;
			if (!this.awaitsGoodbye) {
				lingering().shutdownOutput();
			}
			this.link.channel().eventLoop().schedule(this::leaveSocket, LINGER_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Closes at once.
	 */
	void closed(CloseReason reason) {
		closed(reason, false);
	}

	/**
	 * Closes when everything has left: for the application at once, for the peer when it
	 * has had time to read.
	 */
	private void leaveSocket() {
		closed(reason(), !this.inputEnded);
	}

	private void closed(CloseReason reason, boolean lingers) {
		if (this.status == Status.CLOSED) {
			return;
		}
		this.reason = reason;
		this.status = Status.CLOSED;
		this.link.removed(reason);
		if (reason.initiator() != CloseReason.Initiator.NETWORK) {
			this.sendBuffer.close();
		}
		if (lingers) {
			linger();
		}
		else {
			this.link.channel().close();
		}
		this.link.closed(reason);
	}

	private void linger() {
		NettyProcess process = this.link.process();
		process.departures().lingering(this.link.channel());
		this.link.read(true);
		if (!this.ended || this.awaitsGoodbye) {
			lingering().shutdownOutput();
		}
		lingering().awaitPeer(process.departures().isDraining() ? LAST_LINGER_MILLIS : LINGER_MILLIS);
	}

	private Lingering lingering() {
		Lingering lingering = this.lingering;
		if (lingering == null) {
			lingering = new Lingering(this.link.channel());
			this.lingering = lingering;
		}
		return lingering;
	}

	/**
	 * Why the connection closes. For any thread.
	 */
	@Nullable CloseReason reasonOrNull() {
		return this.reason;
	}

	private CloseReason reason() {
		CloseReason reason = this.reason;
		return (reason != null) ? reason : CloseReason.server(CloseReason.NORMAL, "");
	}

	/**
	 * The reason of a connection that the network closed meanwhile.
	 */
	CloseReason reasonOr(CloseReason other) {
		CloseReason reason = this.reason;
		return (reason != null && this.status != Status.ESTABLISHED) ? reason : other;
	}

}
