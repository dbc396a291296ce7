package io.workerman.engine.netty;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.ProtocolException;

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

	private final StreamConnection connection;

	private final Channel channel;

	private final SendBuffer sendBuffer;

	private volatile Status status = Status.ESTABLISHED;

	private @Nullable CloseReason reason;

	private boolean awaitsGoodbye;

	private boolean lingering;

	private boolean leaving;

	ConnectionLife(StreamConnection connection, Channel channel, SendBuffer sendBuffer) {
		this.connection = connection;
		this.channel = channel;
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
	 * Whether what is received is looked at.
	 */
	boolean isReceiving() {
		return this.status == Status.ESTABLISHED || (this.status == Status.ENDING && this.awaitsGoodbye);
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
			settle();
		}
	}

	private void leave() {
		if (this.status == Status.CLOSED) {
			return;
		}
		if (this.sendBuffer.isReserved()) {
			// another thread was promised that its message leaves, and is about to hand
			// it over
			this.connection.handOver(this::leave);
			return;
		}
		if (this.sendBuffer.isCorked()) {
			this.sendBuffer.flush();
			closed(reason());
			return;
		}
		if (reason().initiator() == CloseReason.Initiator.SERVER) {
			ByteBuf words = this.sendBuffer.burst();
			if (this.connection.codec().goodbye(reason(), words)) {
				this.awaitsGoodbye = true;
				this.status = Status.ENDING;
			}
		}
		this.sendBuffer.flush();
		this.connection.read(this.status == Status.ENDING);
		settle();
	}

	/**
	 * The peer broke the protocol.
	 */
	void protocolBroken(ProtocolException violation) {
		if (!isReceiving()) {
			return;
		}
		boolean first = isOpen();
		this.reason = violation.closeReason();
		this.awaitsGoodbye = false;
		boolean said = first && this.connection.codec().goodbye(violation.closeReason(), this.sendBuffer.burst());
		this.sendBuffer.flush();
		if (said || violation.isAnswered()) {
			this.status = Status.ENDING;
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
			this.sendBuffer.flush();
			settle();
		}
		else if (this.awaitsGoodbye) {
			this.sendBuffer.flush();
			closed(reason());
		}
	}

	/**
	 * The peer sends no more.
	 */
	void peerFinished() {
		if (isOpen()) {
			closeWhenAnswered(this.connection.codec().endOfStream());
		}
		else if (this.status == Status.ENDING && this.sendBuffer.isEmpty()) {
			closed(reason());
		}
	}

	/**
	 * Goes on with ending when something has left or was answered.
	 */
	void settle() {
		if (this.leaving && isOpen() && this.connection.isAnswered()) {
			close(reason());
			return;
		}
		if ((this.status != Status.CLOSING && this.status != Status.ENDING) || !this.sendBuffer.isEmpty()) {
			return;
		}
		if (this.status == Status.CLOSING) {
			boolean unread = this.connection.receiveBufferSize() > 0;
			closed(reason(), unread);
		}
		else if (!this.lingering) {
			this.lingering = true;
			if (!this.awaitsGoodbye) {
				shutdownOutput();
			}
			this.channel.eventLoop().schedule(() -> closed(reason()), LINGER_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Closes at once.
	 */
	void closed(CloseReason reason) {
		closed(reason, false);
	}

	private void closed(CloseReason reason, boolean lingers) {
		if (this.status == Status.CLOSED) {
			return;
		}
		this.reason = reason;
		this.status = Status.CLOSED;
		if (lingers) {
			linger();
		}
		else {
			this.channel.close();
		}
		this.connection.closed(reason);
	}

	/**
	 * A socket that is closed with bytes unread is reset, and the reset may overtake the
	 * last words. So it is read until the peer closes too, for a while.
	 */
	private void linger() {
		NettyProcess process = this.connection.process();
		process.lingering(this.channel);
		shutdownOutput();
		this.channel.config().setAutoRead(true);
		this.channel.eventLoop().schedule(() -> this.channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void shutdownOutput() {
		if (this.channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
		else {
			this.channel.close();
		}
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
