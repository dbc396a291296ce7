package io.workerman.engine;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What the engine offers the {@link ConnectionCodec} of one connection. Only
 * {@link #proceed()} and {@link #now()} may be called from another thread than the
 * process of the connection.
 */
public interface CodecContext {

	/**
	 * The connection.
	 * @return the connection
	 */
	Connection connection();

	/**
	 * Changes the address of the peer, because a trusted proxy has told that of its
	 * client.
	 * @param client the address of the client
	 */
	void remoteAddress(SocketAddress client);

	/**
	 * The largest package in bytes that may be accepted now.
	 * @return the number of bytes
	 */
	int maxPackageSize();

	/**
	 * The form in which the message handler wants its payloads.
	 * @param text whether the payload is text
	 * @return the view
	 */
	PayloadView view(boolean text);

	/**
	 * Whether the message handler takes plain requests beside messages.
	 * @return whether it does
	 */
	default boolean takesRequests() {
		return false;
	}

	/**
	 * The time, in nanoseconds since an arbitrary moment. While the process handles what
	 * was received at once it stands still, so that asking costs nothing. For any thread.
	 * @return the time, by {@link System#nanoTime()}
	 */
	default long now() {
		return System.nanoTime();
	}

	/**
	 * The protocol that both sides chose in the TLS handshake (ALPN, RFC 7301).
	 * @return its name, or {@code null} if they chose none or there is no TLS
	 */
	default @Nullable String applicationProtocol() {
		return null;
	}

	/**
	 * Writes and reads JSON.
	 * @return the codec of the application
	 */
	JsonCodec json();

	/**
	 * Bytes that the protocol itself says, such as a pong. They leave at the end of the
	 * read burst, even while the connection is {@link #cork() corked}.
	 * @return the buffer to append to
	 */
	ByteBuf answer();

	/**
	 * Holds back what the application sends until {@link #uncork()}, because a handshake
	 * has to come first. It counts as waiting in the send buffer.
	 */
	void cork();

	/**
	 * Lets go what the application has sent by now.
	 */
	void uncork();

	/**
	 * Drops what the application has sent while the connection was {@link #cork()
	 * corked}, because no handshake comes.
	 */
	default void dropHeld() {
		throw new UnsupportedOperationException("Only a stream holds back");
	}

	/**
	 * Holds back what is sent until {@link #letGo}.
	 */
	default void hold() {
		throw new UnsupportedOperationException("Only a stream holds back");
	}

	/**
	 * Lets go what is held back when something is done. If that fails it is dropped, and
	 * the connection ends.
	 * @param done what has to be done, by any thread
	 * @param then called on the process right before, if it was done
	 * @param otherwise says what the peer is told if it fails
	 */
	default void letGo(CompletableFuture<?> done, Runnable then, Supplier<ProtocolException> otherwise) {
		throw new UnsupportedOperationException("Only a stream holds back");
	}

	/**
	 * Lets another codec of the same protocol go on with the connection, from the next
	 * byte on.
	 * @param next the codec
	 */
	default void turnTo(ConnectionCodec next) {
		throw new UnsupportedOperationException("Only a stream turns");
	}

	/**
	 * Asks the application whether it accepts the connection. Unless it answers at once,
	 * {@link ConnectionCodec#isWaiting()} has to say so until it has.
	 * @param request the request that opens it
	 * @return completes, on the process, with whether it neither threw nor closed the
	 * connection
	 */
	CompletionStage<Boolean> handshake(HandshakeRequest request);

	/**
	 * Runs an action on the process when the application has handled all messages decoded
	 * by now: at once, unless it handles them on other threads.
	 * @param action the action
	 */
	default void afterMessages(Runnable action) {
		action.run();
	}

	/**
	 * Tells the application of something that is no message, where its callbacks run and
	 * in their order.
	 * @param <T> the kind of callback
	 * @param kind the callbacks
	 * @param news makes what each of them is called with, if there are any
	 * @return whether there are any, which may have paused or changed the connection
	 */
	default <T> boolean tell(Function<Callbacks, List<T>> kind, Supplier<News<T>> news) {
		return false;
	}

	/**
	 * The peer has said goodbye: what is queued leaves, then the connection closes.
	 * @param reason the reason of the peer
	 */
	void goodbyeReceived(CloseReason reason);

	/**
	 * Lets {@link ConnectionCodec#decode} be called again although nothing new has been
	 * received.
	 */
	void proceed();

	/**
	 * Runs an action on the process after a time, unless the connection has closed by
	 * then.
	 * @param delay the time
	 * @param action the action
	 * @return cancels it
	 */
	default Future<?> after(Duration delay, Runnable action) {
		throw new UnsupportedOperationException("Only a stream has time");
	}

	/**
	 * Sees to it that what was appended to {@link #answer()} leaves, although no read
	 * burst may be under way, and that a connection closes that only waited for it.
	 * @param much whether that is too much to wait for the end of the burst
	 */
	default void flush(boolean much) {
		throw new UnsupportedOperationException("Only a stream leaves later");
	}

	/**
	 * Opens a connection that travels on this one.
	 * @param channel the channel that carries it, which is not registered yet
	 * @param protocol what is spoken on it
	 * @return the connection, or {@code null} if the peer opens more than it may
	 */
	default @Nullable Connection open(Channel channel, ConnectionProtocol protocol) {
		throw new UnsupportedOperationException("Only a stream carries others");
	}

	/**
	 * The peer broke the protocol or a limit, as if {@link ConnectionCodec#decode} had
	 * thrown it.
	 * @param violation what the peer did
	 */
	default void fail(ProtocolException violation) {
		throw new UnsupportedOperationException("Only a stream fails later");
	}

	/**
	 * What the application is told of something that is no message.
	 *
	 * @param <T> the kind of callback
	 */
	@FunctionalInterface
	interface News<T> {

		/**
		 * Calls a callback.
		 * @param callback the callback
		 * @param connection the connection
		 * @throws Exception if the callback fails
		 */
		void tell(T callback, Connection connection) throws Exception;

	}

}
