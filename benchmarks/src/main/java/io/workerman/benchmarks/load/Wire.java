package io.workerman.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What is between the messages of a connection and its socket: nothing, unless a subclass
 * encrypts them.
 */
class Wire {

	private final SocketChannel socket;

	Wire(SocketChannel socket) {
		this.socket = socket;
	}

	final SocketChannel socket() {
		return this.socket;
	}

	/**
	 * The socket is connected.
	 */
	void connected() throws IOException {
	}

	/**
	 * Whether messages can be written.
	 */
	boolean isReady() {
		return true;
	}

	/**
	 * Reads what there is.
	 * @return how many bytes of messages that were, -1 at the end
	 */
	int read(ByteBuffer to) throws IOException {
		return this.socket.read(to);
	}

	/**
	 * Takes bytes of messages.
	 * @return how many it has taken
	 */
	int write(ByteBuffer from) throws IOException {
		return this.socket.write(from);
	}

	/**
	 * Writes what was taken and has not left.
	 * @return whether everything has left
	 */
	boolean flush() throws IOException {
		return true;
	}

}
