package io.workerman.benchmarks.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;

/**
 * A real connection, on which nothing is said.
 */
public final class LiveConnection implements AutoCloseable {

	private final CompletableFuture<Connection> opened = new CompletableFuture<>();

	private final Worker worker = Worker.builder("live")
		.listen("tcp://127.0.0.1:0")
		.onConnect(this.opened::complete)
		.build();

	private @Nullable Socket socket;

	private @Nullable Connection connection;

	/**
	 * Open the connection.
	 * @throws IOException if that fails
	 */
	public void open() throws IOException {
		this.worker.start();
		this.socket = new Socket(InetAddress.getByName("127.0.0.1"), this.worker.port());
		this.connection = this.opened.join();
	}

	/**
	 * The connection.
	 * @return the connection, which is open
	 */
	public Connection connection() {
		Connection connection = this.connection;
		if (connection == null) {
			throw new IllegalStateException("The connection is not open");
		}
		return connection;
	}

	@Override
	public void close() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.worker.stop();
	}

}
