package io.workerman.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

/**
 * An http listener of its own, with the bytes that clients say to it.
 */
final class HttpServer implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 20_000;

	private final Worker worker;

	private final Workers workers;

	HttpServer(HttpOptions options, UnaryOperator<WorkerBuilder> handlers) {
		this.worker = handlers
			.apply(Worker.builder("web")
				.listen("http://127.0.0.1:0")
				.protocol(new HttpProtocol(options))
				.stopTimeout(Duration.ofMillis(500)))
			.build();
		this.workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker));
		this.workers.start();
	}

	Worker worker() {
		return this.worker;
	}

	Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.worker.port());
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		return socket;
	}

	/**
	 * Says something and reads until the server closes.
	 */
	String exchange(String said) throws IOException {
		try (Socket socket = connect()) {
			say(socket, said);
			return rest(socket);
		}
	}

	static void say(Socket socket, String said) throws IOException {
		socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
	}

	static String rest(Socket socket) throws IOException {
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Asks for a path and reads the answer, which is the last on its connection.
	 */
	String get(String target, String... headers) throws IOException {
		return request("GET", target, headers);
	}

	String request(String method, String target, String... headers) throws IOException {
		StringBuilder request = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
		boolean host = false;
		for (String header : headers) {
			request.append(header).append("\r\n");
			host = host || header.startsWith("Host:");
		}
		return exchange(request.append(host ? "" : "Host: a.test\r\n").append("Connection: close\r\n\r\n").toString());
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofMillis(TIMEOUT_MILLIS))
			.until(condition);
	}

	@Override
	public void close() {
		this.workers.stop();
	}

}
