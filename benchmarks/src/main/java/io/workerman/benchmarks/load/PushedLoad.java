package io.workerman.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients of the nodes of a cluster, to which the nodes push. Every byte is compared with
 * what was expected.
 */
public final class PushedLoad implements AutoCloseable {

	private static final int BUFFER = 64 * 1024;

	private final List<Integer> ports;

	private final byte[] expected;

	private final Selector selector = Selector.open();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

	private final List<Socket> drivers = new ArrayList<>();

	private int clients;

	private long bytes;

	/**
	 * Create clients that are not connected.
	 * @param ports the ports of the nodes
	 * @param message what is pushed
	 * @throws IOException if that fails
	 */
	public PushedLoad(List<Integer> ports, String message) throws IOException {
		this.ports = ports;
		this.expected = (message + "\n").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Connect, and say who they are.
	 * @param each how many clients a node gets
	 * @throws IOException if that fails
	 */
	public void connect(int each) throws IOException {
		for (int port : this.ports) {
			for (int i = 0; i < each; i++) {
				SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
				say(channel.socket(), "uid u" + this.clients);
				expect(channel.socket(), "bound");
				this.clients++;
				channel.configureBlocking(false);
				channel.register(this.selector, SelectionKey.OP_READ, new int[1]);
			}
			this.drivers.add(new Socket("127.0.0.1", port));
		}
	}

	/**
	 * Let all nodes push to all clients, and count what comes.
	 * @param millis for how long
	 * @return how many pushes came
	 * @throws IOException if a node failed, or something else came
	 */
	public long push(long millis) throws IOException {
		for (Socket driver : this.drivers) {
			say(driver, "push " + this.clients + " " + millis);
		}
		long before = this.bytes;
		long end = System.nanoTime() + millis * 1_000_000;
		for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
			select(left);
		}
		long pushes = (this.bytes - before) / this.expected.length;
		for (Socket driver : this.drivers) {
			driver.setSoTimeout(1);
			while (!isPushed(driver)) {
				select(1);
			}
		}
		return pushes;
	}

	private boolean isPushed(Socket driver) throws IOException {
		try {
			expect(driver, "pushed");
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	private void select(long millis) throws IOException {
		try {
			this.selector.select(this::read, Math.max(1, millis));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private void read(SelectionKey key) {
		int[] offset = (int[]) key.attachment();
		this.buffer.clear();
		try {
			if (((SocketChannel) key.channel()).read(this.buffer) < 0) {
				throw new IOException("A node closed a connection");
			}
			this.buffer.flip();
			this.bytes += this.buffer.remaining();
			while (this.buffer.hasRemaining()) {
				if (this.buffer.get() != this.expected[offset[0]]) {
					throw new IOException("A client got something else than what was pushed");
				}
				offset[0] = (offset[0] + 1) % this.expected.length;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void say(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reads a line that is all that comes.
	 */
	private static void expect(Socket socket, String line) throws IOException {
		String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		if (!line.equals(answer)) {
			throw new SocketException("A node has answered " + answer);
		}
	}

	@Override
	public void close() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			key.channel().close();
		}
		this.selector.close();
		for (Socket driver : this.drivers) {
			driver.close();
		}
	}

}
