package io.workerman.engine;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.Outgoing.FilePart;

/**
 * The wire format of one connection with the state that it needs. All methods run on the
 * process of the connection unless they say otherwise.
 */
public interface ConnectionCodec {

	/**
	 * Takes the next message out of the received bytes. It is called again until it
	 * returns {@code null}, between calls the application may pause or close.
	 * @param in the bytes received and not yet consumed
	 * @return the message, or {@code null} if more bytes are needed or
	 * {@link CodecContext#proceed() something has to happen} first
	 * @throws ProtocolException if the peer broke the protocol or a limit
	 * @throws Exception if the protocol failed in another way
	 */
	@Nullable Object decode(ByteBuf in) throws Exception;

	/**
	 * A connection that dials out is up: says what the protocol says first.
	 */
	default void connected() {
	}

	/**
	 * Appends the wire form of a message. May be called by any thread.
	 * @param message the message
	 * @param out where to append it
	 * @throws IllegalArgumentException if the protocol cannot carry the message
	 * @throws IllegalStateException if the protocol cannot carry any message now
	 */
	void encode(Object message, Outgoing out);

	/**
	 * Appends the wire form of a message that is nothing but its bytes, which is the
	 * fastest way. May be called by any thread.
	 * @param message the message
	 * @param out the buffer to append to
	 * @return whether the message is one of those; otherwise nothing was appended, and
	 * {@link #encode} does it
	 * @throws IllegalArgumentException if the protocol cannot carry the message
	 */
	default boolean append(Object message, ByteBuf out) {
		return false;
	}

	/**
	 * Appends the wire form of a part of a file. Unless the protocol has one, its bytes
	 * leave past the protocol. May be called by any thread.
	 * @param part the part of a file
	 * @param out where to append it
	 * @throws IOException if the file cannot be read
	 * @throws IllegalArgumentException if the protocol cannot carry the part
	 * @throws IllegalStateException if the protocol cannot carry a file now
	 */
	default void encodeFile(FilePart part, Outgoing out) throws IOException {
		out.file(part.file(), part.position(), part.length());
	}

	/**
	 * All that had to wait before it could leave has left.
	 */
	default void drained() {
	}

	/**
	 * The peer sends no more.
	 */
	default void inputEnded() {
	}

	/**
	 * The connection closes when the messages that have come by now are answered.
	 */
	default void leaving() {
	}

	/**
	 * A key that is the same for all connections on which a message has the same bytes,
	 * so that a broadcast encodes it once.
	 * @return the key, or {@code null} if each connection encodes for itself
	 */
	default @Nullable Object encodingKey() {
		return null;
	}

	/**
	 * Whether the connection takes part in broadcasts by now.
	 * @return whether its handshake is over
	 */
	default boolean isEstablished() {
		return true;
	}

	/**
	 * Whether an answer has begun that has no end yet, so that nobody waits for it.
	 * @return whether a stream is open
	 */
	default boolean isStreaming() {
		return isEstablished();
	}

	/**
	 * Whether the next message has to wait until the application has answered the one
	 * before, or the peer has read what it was sent, so that the engine does not read
	 * ahead without bound. The engine asks for the next message again when the send
	 * buffer has become empty.
	 * @return whether it has to
	 */
	default boolean isWaiting() {
		return false;
	}

	/**
	 * The message that asks the peer whether it is still there.
	 * @param payload what a heartbeat says, may be empty
	 * @return the message, or {@code null} if nothing can be said now
	 */
	default @Nullable Object heartbeat(String payload) {
		return payload.isEmpty() ? null : payload;
	}

	/**
	 * Whether the peer understands what follows even if it never gets a message, so that
	 * it may be dropped in favour of later ones. May be called by any thread.
	 * @param message the message
	 * @return whether it may be dropped
	 */
	default boolean isDispensable(Object message) {
		return true;
	}

	/**
	 * Appends what the protocol says when this side ends the connection.
	 * @param reason the reason
	 * @param out the buffer to append to
	 * @return whether the peer will answer it and is worth waiting for
	 */
	default boolean goodbye(CloseReason reason, ByteBuf out) {
		return false;
	}

	/**
	 * The reason when the peer ends its side without a goodbye.
	 * @return the reason, whose initiator is the client
	 */
	default CloseReason endOfStream() {
		return CloseReason.client(CloseReason.NORMAL, "");
	}

	/**
	 * What to send when the message handler threw.
	 * @param failure what it threw
	 * @return the message, or {@code null} for none
	 */
	default @Nullable Object failure(Throwable failure) {
		return null;
	}

	/**
	 * What to send when the application has no message handler.
	 * @param message the message that nobody handles
	 * @return the answer, or {@code null} for none
	 */
	default @Nullable Object unhandled(Object message) {
		return null;
	}

	/**
	 * Makes a message of an item of a reply that has many.
	 * @param item the item
	 * @return the message to send
	 */
	default Object item(Object item) {
		return item;
	}

	/**
	 * What to send behind the last item of a reply that has many.
	 * @return the message, or {@code null} for none
	 */
	default @Nullable Object endOfItems() {
		return null;
	}

	/**
	 * The number of bytes that the codec itself holds back, such as the fragments of a
	 * message.
	 * @return the number of bytes
	 */
	default int bufferedBytes() {
		return 0;
	}

	/**
	 * The connection has closed, or speaks another protocol from now on: releases what
	 * the codec holds.
	 */
	default void closed() {
	}

}
