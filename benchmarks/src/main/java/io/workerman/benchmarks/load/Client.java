package io.workerman.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * One connection to the server.
 */
final class Client {

	private final Dialogue dialogue;

	private final SocketChannel channel;

	private final Wire wire;

	private final SelectionKey key;

	private @Nullable Expected upgrading;

	private int upgradeBytes;

	private int sendOffset;

	private long unsent;

	private int expectedOffset;

	private long received;

	private long answered;

	/**
	 * Begin to connect.
	 * @param dialogue what is said
	 * @param address the server
	 * @param tls whether the server speaks TLS
	 * @param selector tells what happens
	 * @throws IOException if that fails
	 */
	Client(Dialogue dialogue, InetSocketAddress address, boolean tls, Selector selector) throws IOException {
		this.dialogue = dialogue;
		this.upgrading = dialogue.upgraded();
		this.channel = SocketChannel.open();
		this.wire = tls ? new TlsWire(this.channel) : new Wire(this.channel);
		this.channel.configureBlocking(false);
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		boolean connected = this.channel.connect(address);
		this.key = this.channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
		if (connected) {
			connected();
		}
	}

	private void connected() throws IOException {
		this.key.interestOps(SelectionKey.OP_READ);
		this.wire.connected();
		if (this.upgrading != null) {
			this.wire.write(Dialogue.upgrade());
		}
		flush();
	}

	/**
	 * Sends the next messages, after the handshake.
	 * @param count how many
	 * @throws IOException if that fails
	 */
	void send(int count) throws IOException {
		this.unsent += (long) count * this.dialogue.requestLength();
		if (this.channel.isConnected()) {
			flush();
		}
	}

	private void flush() throws IOException {
		boolean left = this.wire.flush();
		while (this.unsent > 0 && this.upgrading == null && this.wire.isReady()) {
			ByteBuffer next = this.dialogue.requests(this.sendOffset, (int) Math.min(this.unsent, Integer.MAX_VALUE));
			int size = next.remaining();
			int written = this.wire.write(next);
			left = this.wire.flush();
			this.unsent -= written;
			this.sendOffset = (this.sendOffset + written) % this.dialogue.ringLength();
			if (written < size) {
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
		}
		if (!left) {
			this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		}
	}

	/**
	 * Does what can be done.
	 * @param buffer where to read to
	 * @return how many messages were answered
	 * @throws IOException if the connection failed, or an answer was wrong
	 */
	int ready(ByteBuffer buffer) throws IOException {
		if (this.key.isReadable()) {
			return read(buffer);
		}
		if (this.key.isConnectable()) {
			this.channel.finishConnect();
			connected();
		}
		else if (this.key.isWritable()) {
			this.key.interestOps(SelectionKey.OP_READ);
			flush();
		}
		return 0;
	}

	private int read(ByteBuffer buffer) throws IOException {
		buffer.clear();
		boolean ready = this.wire.isReady();
		int size = this.wire.read(buffer);
		if (size < 0) {
			throw new IOException("The server closed a connection");
		}
		if (this.key.isWritable() || ready != this.wire.isReady()) {
			this.key.interestOps(SelectionKey.OP_READ);
			flush();
		}
		buffer.flip();
		if (this.upgrading != null) {
			upgrade(buffer, this.upgrading);
		}
		Expected answers = this.dialogue.answers();
		this.received += buffer.remaining();
		this.expectedOffset = answers.check(buffer, this.expectedOffset);
		long before = this.answered;
		this.answered = this.received / answers.length();
		return (int) (this.answered - before);
	}

	private void upgrade(ByteBuffer buffer, Expected upgraded) throws IOException {
		int limit = buffer.limit();
		int size = Math.min(buffer.remaining(), upgraded.length() - this.upgradeBytes);
		buffer.limit(size);
		upgraded.check(buffer, this.upgradeBytes);
		buffer.limit(limit);
		this.upgradeBytes += size;
		if (this.upgradeBytes == upgraded.length()) {
			this.upgrading = null;
			flush();
		}
	}

	/**
	 * Whether messages can be sent.
	 * @return whether the connection is up and its handshake over
	 */
	boolean isOpen() {
		return this.channel.isConnected() && this.upgrading == null && this.wire.isReady();
	}

	/**
	 * How many messages have been answered.
	 * @return the number
	 */
	long answered() {
		return this.answered;
	}

	void close() throws IOException {
		this.channel.close();
	}

}
