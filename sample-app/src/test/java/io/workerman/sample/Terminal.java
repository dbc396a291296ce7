package io.workerman.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks lines to a port, as {@code telnet} does.
 */
final class Terminal implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader reader;

	Terminal(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(10_000);
		this.reader = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
	}

	void type(String line) throws IOException {
		this.socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read what others say.
	 * @return the next line that is not the time
	 */
	String read() throws IOException {
		String line = this.reader.readLine();
		return (line != null && line.startsWith("time: ")) ? read() : line;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
