package io.workerman.engine.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLContext;

import io.workerman.engine.Worker;

/**
 * A client that says and reads bytes over a plain socket.
 */
final class TestClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 15_000;

	private final Socket socket;

	private TestClient(Socket socket) {
		this.socket = socket;
	}

	static TestClient of(Worker worker) throws IOException {
		return of("127.0.0.1", worker.port());
	}

	static TestClient of(String host, int port) throws IOException {
		return connect(host, port, 0);
	}

	/**
	 * A client whose operating system holds few bytes for it, so that the server notices
	 * soon when it does not read.
	 */
	static TestClient narrow(Worker worker) throws IOException {
		return connect("127.0.0.1", worker.port(), 8 * 1024);
	}

	private static TestClient connect(String host, int port, int receiveBuffer) throws IOException {
		Socket socket = new Socket();
		if (receiveBuffer > 0) {
			socket.setReceiveBufferSize(receiveBuffer);
		}
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
		return new TestClient(socket);
	}

	/**
	 * A client that speaks TLS.
	 */
	static TestClient tls(Worker worker, SSLContext context) throws IOException {
		return connect("127.0.0.1", worker.port(), 0).overTls(context);
	}

	/**
	 * The same client with TLS from now on.
	 */
	TestClient overTls(SSLContext context) throws IOException {
		return new TestClient(context.getSocketFactory().createSocket(this.socket, "localhost", 0, true));
	}

	Socket socket() {
		return this.socket;
	}

	TestClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	TestClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	TestClient sendBytewise(byte[] bytes) throws IOException {
		for (byte each : bytes) {
			this.socket.getOutputStream().write(each);
		}
		return this;
	}

	/**
	 * Reads up to a line feed.
	 * @return the line without it
	 */
	String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.socket.getInputStream().read(); next != '\n'; next = this.socket.getInputStream().read()) {
			if (next < 0) {
				throw new IOException("The server closed after '" + line + "'");
			}
			line.write(next);
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	byte[] bytes(int count) throws IOException {
		byte[] bytes = this.socket.getInputStream().readNBytes(count);
		if (bytes.length < count) {
			throw new IOException("The server closed after " + bytes.length + " of " + count + " bytes");
		}
		return bytes;
	}

	/**
	 * Reads until the server closes.
	 * @return what came before
	 */
	byte[] rest() throws IOException {
		return this.socket.getInputStream().readAllBytes();
	}

	/**
	 * Reads until the server closes.
	 * @return what came before as text
	 */
	String restAsText() throws IOException {
		return new String(rest(), StandardCharsets.UTF_8);
	}

	/**
	 * Reads until the server closes, however it does that.
	 * @return how many bytes came before
	 */
	long drain() {
		byte[] chunk = new byte[64 * 1024];
		long total = 0;
		try {
			for (int read = this.socket.getInputStream().read(chunk); read >= 0; read = this.socket.getInputStream()
				.read(chunk)) {
				total += read;
			}
		}
		catch (java.net.SocketTimeoutException ex) {
			throw new AssertionError("The server did not close", ex);
		}
		catch (IOException ex) {
			// reset
		}
		return total;
	}

	/**
	 * Ends the sending side with a FIN.
	 */
	TestClient finish() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Closes with a RST.
	 */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
