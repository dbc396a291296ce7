package io.workerman.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a {@link Connection} can do beside messages if it is a stream and no datagram.
 */
public interface StreamControl {

	/**
	 * Sends a whole file, see {@link #sendFile(Path, long, long)}.
	 * @param file the file
	 * @return what became of it
	 */
	default SendResult sendFile(Path file) {
		return sendFile(file, 0, 0);
	}

	/**
	 * Sends a part of a file, in order with what is sent before and after: over HTTP as
	 * the answer to the request, on a WebSocket as a binary message, elsewhere past the
	 * protocol. Without TLS it goes from the disk to the socket, but the client of a
	 * WebSocket has to mask it and reads it into memory. A file that becomes shorter
	 * meanwhile closes the connection.
	 * @param file the file
	 * @param offset where the part begins, in bytes
	 * @param length the length of the part in bytes, 0 up to the end of the file
	 * @return what became of it; {@link SendResult#FAILED} also if there is no such
	 * regular file, it ends before the part does, or the connection is not
	 * {@link Connection.Status#ESTABLISHED established}
	 * @throws IllegalArgumentException if the offset or the length is negative, or the
	 * client of a WebSocket would read more than {@link Connection#maxSendBufferSize()}
	 * @throws IllegalStateException if this is a datagram, or over HTTP no request waits
	 * for an answer
	 */
	SendResult sendFile(Path file, long offset, long length);

	/**
	 * Sends a message and waits until the operating system has taken it. Not for the
	 * thread of a process, which would wait for itself.
	 * @param message the message
	 * @param timeout how long to wait at the longest
	 * @return what became of it, {@link SendResult#QUEUED} if it still waits then
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws IllegalStateException if the calling thread is a process
	 */
	SendResult sendAndWait(Object message, Duration timeout) throws InterruptedException;

	/**
	 * Lets the first message be received, where the worker has {@code delay-receive}.
	 * What the peer has sent meanwhile is delivered. Does nothing at other times.
	 */
	void confirm();

	/**
	 * What is known about the connection, also when it has closed.
	 * @return a snapshot
	 */
	ConnectionInfo info();

}
