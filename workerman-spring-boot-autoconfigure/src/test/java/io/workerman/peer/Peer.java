package io.workerman.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The other side of a connection, on a plain socket of the JDK.
 */
public final class Peer implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 5000;

	private final Socket socket;

	private Peer(Socket socket) {
		this.socket = socket;
	}

	public static Peer connect(int port) {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			return new Peer(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Peer send(String text) {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	public Peer send(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String line() {
		StringBuilder line = new StringBuilder();
		for (int c = read(); c != '\n'; c = read()) {
			if (c < 0) {
				throw new IllegalStateException("closed after '" + line + "'");
			}
			line.append((char) c);
		}
		return line.toString();
	}

	public String text(int length) {
		try {
			return new String(in().readNBytes(length), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int read() {
		try {
			return in().read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private InputStream in() throws IOException {
		return this.socket.getInputStream();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
