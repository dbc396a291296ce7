package io.workerman.engine.netty;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of a population of clients: asks one request after another, and connects again when
 * the server says goodbye.
 */
final class RestartClient implements Runnable {

	private final int port;

	private final int requestsPerConnection;

	private final Totals totals;

	RestartClient(int port, int requestsPerConnection, Totals totals) {
		this.port = port;
		this.requestsPerConnection = requestsPerConnection;
		this.totals = totals;
	}

	@Override
	public void run() {
		while (!this.totals.over) {
			try (Socket socket = new Socket()) {
				socket.setSoTimeout(15_000);
				socket.setTcpNoDelay(true);
				socket.connect(new InetSocketAddress("127.0.0.1", this.port), 15_000);
				this.totals.connections.incrementAndGet();
				talk(socket);
			}
			catch (ConnectException ex) {
				this.totals.refused.incrementAndGet();
			}
			catch (EOFException ex) {
				this.totals.goodbyes.incrementAndGet();
			}
			catch (IOException ex) {
				this.totals.resets.incrementAndGet();
			}
		}
	}

	private void talk(Socket socket) throws IOException {
		for (int i = 0; i < this.requestsPerConnection && !this.totals.over; i++) {
			socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
			String answer = line(socket.getInputStream());
			this.totals.answered.incrementAndGet();
			this.totals.servers.add(answer.substring(0, answer.indexOf(' ')));
		}
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); next != '\n'; next = in.read()) {
			if (next < 0) {
				throw new EOFException();
			}
			line.append((char) next);
		}
		return line.toString();
	}

	/**
	 * What all clients have seen.
	 */
	static final class Totals {

		final AtomicLong connections = new AtomicLong();

		final AtomicLong answered = new AtomicLong();

		/**
		 * Connections that the server ended before it had taken a request.
		 */
		final AtomicLong goodbyes = new AtomicLong();

		final AtomicLong refused = new AtomicLong();

		final AtomicLong resets = new AtomicLong();

		final Set<String> servers = ConcurrentHashMap.newKeySet();

		volatile boolean over;

		@Override
		public String toString() {
			return "%s connections, %s answered, %s goodbyes, %s refused, %s resets, servers %s"
				.formatted(this.connections, this.answered, this.goodbyes, this.refused, this.resets, this.servers);
		}

	}

}
