package io.workerman.engine;

import java.net.SocketAddress;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * A connection of a {@link Worker}, or the sender of a datagram. It belongs to one
 * {@link WorkerProcess} for life, on which all its callbacks run unless
 * {@link DispatchOptions} moves them to other threads, one after another. {@code send},
 * {@code close}, {@code end}, {@code destroy}, {@code pauseRecv}, {@code resumeRecv} and
 * {@code attributes} may be called from any thread; from the own process they act at
 * once.
 */
public interface Connection extends StreamControl, WebSocketControl {

	/**
	 * The attribute in which the uid of a client is.
	 */
	String UID = "workerman.uid";

	/**
	 * Error code: an outgoing connection could not be made.
	 */
	int CONNECT_FAILED = 1;

	/**
	 * Error code: a message could not be sent.
	 */
	int SEND_FAILED = 2;

	/**
	 * The id: unique in the JVM and never reused.
	 * @return the id, above zero
	 */
	long id();

	/**
	 * The worker.
	 * @return the worker
	 */
	Worker worker();

	/**
	 * The process to which the connection belongs.
	 * @return the process
	 */
	WorkerProcess process();

	/**
	 * Where the connection stands in its life.
	 * @return the status
	 */
	Status status();

	/**
	 * The address of the peer.
	 * @return the address
	 */
	SocketAddress remoteAddress();

	/**
	 * The IP address of the peer, without brackets.
	 * @return the IP address, empty on a Unix domain socket
	 */
	String remoteIp();

	/**
	 * The port of the peer.
	 * @return the port, 0 on a Unix domain socket
	 */
	int remotePort();

	/**
	 * The address of this side.
	 * @return the address
	 */
	SocketAddress localAddress();

	/**
	 * The IP address of this side, without brackets.
	 * @return the IP address, empty on a Unix domain socket
	 */
	String localIp();

	/**
	 * The port of this side.
	 * @return the port, 0 on a Unix domain socket
	 */
	int localPort();

	/**
	 * Sends a message in the protocol of the connection. A {@code String} is UTF-8 on
	 * byte protocols and a text frame on a WebSocket, a {@code byte[]} or {@code ByteBuf}
	 * is bytes or a binary frame; any other object becomes JSON on the built-in
	 * protocols. It never blocks, and the messages of one thread keep their order.
	 * <p>
	 * While the send buffer holds less than {@link #maxSendBufferSize(int) its limit} the
	 * whole message is accepted, whatever its size; at or above the limit it is dropped.
	 * @param message the message; a {@code ByteBuf} is only read, not released
	 * @return what became of it
	 * @throws IllegalArgumentException if the protocol cannot carry the message
	 */
	default SendResult send(Object message) {
		return send(message, false);
	}

	/**
	 * Sends a message, or bytes past the protocol.
	 * @param message the message; with {@code raw} a {@code String}, {@code byte[]} or
	 * {@code ByteBuf}
	 * @param raw whether the bytes go out as they are
	 * @return what became of it
	 * @throws IllegalArgumentException if the message cannot be carried
	 */
	SendResult send(Object message, boolean raw);

	/**
	 * Sends a message and tells when the operating system has taken it.
	 * @param message the message
	 * @return a stage that completes, on the process of the connection, with
	 * {@link SendResult#SENT} or {@link SendResult#FAILED}
	 */
	CompletionStage<SendResult> sendAsync(Object message);

	/**
	 * Closes when what was accepted has left. From now on nothing is received and
	 * {@code send} answers {@link SendResult#FAILED}. A second call does nothing.
	 */
	void close();

	/**
	 * Sends a last message and closes when it has left.
	 * @param last the last message
	 */
	void close(@Nullable Object last);

	/**
	 * Closes with a code and reason that the peer sees where the protocol can say them.
	 * @param code the status code (RFC 6455, section 7.4)
	 * @param reason the reason in words
	 */
	void close(int code, String reason);

	/**
	 * Sends a last message, closes the sending side when it has left, waits up to a
	 * second for the peer to close and then closes. Unlike {@link #close(Object)} it lets
	 * the peer read the message even if it is still sending itself.
	 * @param last the last message, or {@code null} for none
	 */
	void end(@Nullable Object last);

	/**
	 * Closes at once. What has not left is discarded.
	 */
	void destroy();

	/**
	 * Stops receiving: no message is delivered until {@link #resumeRecv()}, not even one
	 * that has been read already, and the peer is slowed down by TCP.
	 */
	void pauseRecv();

	/**
	 * Receives again, beginning with what has been read already.
	 */
	void resumeRecv();

	/**
	 * Sends everything that is received to another connection: pauses receiving while the
	 * other side's send buffer is full, and closes it, after a flush, when this side
	 * closes. It replaces the message and close callbacks here and the buffer callbacks
	 * there.
	 * @param destination where to send what is received
	 */
	default void pipe(Connection destination) {
		onMessage((connection, message) -> {
			destination.send(message);
			if (destination.sendBufferSize() >= destination.maxSendBufferSize()) {
				pauseRecv();
				if (destination.sendBufferSize() == 0) {
					// it was emptied before the pause
					resumeRecv();
				}
			}
		});
		onClose((connection, reason) -> destination.close());
		destination.onBufferFull((connection) -> pauseRecv());
		destination.onBufferDrain((connection) -> resumeRecv());
	}

	/**
	 * Anything that the application wants to remember about the connection.
	 * @return a map that is safe for use by many threads
	 */
	Map<String, Object> attributes();

	/**
	 * The timers of this connection. They run on its process, and end with it: a timer
	 * never runs once the connection is closed, not even one that is added then.
	 * @return the timers
	 */
	Timers timers();

	/**
	 * Marks the connection as authenticated.
	 */
	void authenticated();

	/**
	 * Whether the connection was marked as authenticated.
	 * @return whether it was
	 */
	boolean isAuthenticated();

	/**
	 * Exempts the connection from being closed because it is silent, by the idle timeout
	 * or for missed heartbeats, or no longer.
	 * @param exempt whether it is exempt
	 */
	void protect(boolean exempt);

	/**
	 * The protocol that the connection speaks.
	 * @return the protocol
	 */
	ConnectionProtocol protocol();

	/**
	 * Changes the protocol. It reads and writes from the next package on, also what has
	 * been read already.
	 * @param protocol the protocol
	 */
	void protocol(ConnectionProtocol protocol);

	/**
	 * The limit of the send buffer in bytes.
	 * @return the limit
	 */
	int maxSendBufferSize();

	/**
	 * Changes the limit of the send buffer of this connection.
	 * @param bytes the limit in bytes, above zero
	 */
	void maxSendBufferSize(int bytes);

	/**
	 * The size of the largest package that is accepted, in bytes.
	 * @return the limit
	 */
	int maxPackageSize();

	/**
	 * Changes the size of the largest package that this connection accepts.
	 * @param bytes the limit in bytes, above zero
	 */
	void maxPackageSize(int bytes);

	/**
	 * The bytes that were accepted and that the operating system has not taken yet. It is
	 * the number that {@code send} compares with the limit.
	 * @return the number of bytes
	 */
	long sendBufferSize();

	/**
	 * The bytes that were received and have not become a message yet.
	 * @return the number of bytes
	 */
	long receiveBufferSize();

	/**
	 * The bytes received since the connection was opened.
	 * @return the number of bytes
	 */
	long bytesRead();

	/**
	 * The bytes that the operating system took since the connection was opened.
	 * @return the number of bytes
	 */
	long bytesWritten();

	/**
	 * The TLS session, with the certificates of both sides.
	 * @return the session, or {@code null} without TLS or before its handshake is over
	 */
	default @Nullable SSLSession sslSession() {
		return null;
	}

	/**
	 * Who the peer is: who was set, or else whom its certificate names.
	 * @return the principal, or {@code null} if nobody knows
	 */
	@Nullable Principal principal();

	/**
	 * Says who the peer is. For any thread.
	 * @param principal the principal, or {@code null} for whom its certificate names
	 */
	void principal(@Nullable Principal principal);

	/**
	 * When the connection was opened.
	 * @return the time
	 */
	Instant openedAt();

	/**
	 * Replaces the message callback of the worker for this connection.
	 * @param handler the handler
	 * @return this connection
	 */
	Connection onMessage(MessageHandler handler);

	/**
	 * Replaces the close callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onClose(Callbacks.OnClose callback);

	/**
	 * Replaces the error callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onError(Callbacks.OnError callback);

	/**
	 * Replaces the failure callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onFailure(Callbacks.OnFailure callback);

	/**
	 * Replaces the buffer-full callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onBufferFull(Callbacks.OnConnection callback);

	/**
	 * Replaces the buffer-drain callbacks of the worker for this connection.
	 * @param callback the callback
	 * @return this connection
	 */
	Connection onBufferDrain(Callbacks.OnConnection callback);

	/**
	 * Where a connection stands in its life.
	 */
	enum Status {

		/**
		 * Made, but not connected yet, or its handshake is under way.
		 */
		CONNECTING,

		/**
		 * Open.
		 */
		ESTABLISHED,

		/**
		 * The sending side is closed or about to be; what is received is discarded.
		 */
		ENDING,

		/**
		 * Closes when what was accepted has left.
		 */
		CLOSING,

		/**
		 * Closed.
		 */
		CLOSED

	}

}
