package io.workerman.engine.netty.transport;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.kqueue.AbstractKQueueStreamChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a socket past the pipeline and the queue of its channel, where both would
 * have nothing to do but to pass the bytes on.
 */
public final class DirectWrites {

	private DirectWrites() {
	}

	/**
	 * The socket of a channel.
	 * @param channel the channel, whose last handler does not care what is written
	 * @return the socket, or {@code null} if another handler has to see what is written,
	 * or the transport writes by itself
	 */
	public static @Nullable Socket socket(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		boolean plain = pipeline.first() == pipeline.last();
		return (plain && isPolled(channel) && ((UnixChannel) channel).fd() instanceof Socket socket) ? socket : null;
	}

	private static boolean isPolled(Channel channel) {
		try {
			return channel instanceof AbstractEpollStreamChannel || channel instanceof AbstractKQueueStreamChannel;
		}
		catch (LinkageError ex) {
			// the application has left out the transports that it does not use
			return false;
		}
	}

	/**
	 * Writes what the operating system takes at once. Runs on the event loop of the
	 * channel, in whose queue nothing may wait.
	 * @param socket the socket
	 * @param bytes the bytes, of which those that were taken are skipped
	 * @return how many were taken, none if the socket is closed
	 * @throws IOException if the socket cannot be written to any more
	 */
	public static int write(Socket socket, ByteBuf bytes) throws IOException {
		// the number of a closed socket may be that of another connection already
		if (!bytes.hasMemoryAddress() || !bytes.isReadable() || !socket.isOpen()) {
			return 0;
		}
		int taken = socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
		bytes.skipBytes(taken);
		return taken;
	}

}
