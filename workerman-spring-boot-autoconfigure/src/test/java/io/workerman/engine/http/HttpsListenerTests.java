package io.workerman.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.peer.Certificates;
import io.workerman.peer.EachTlsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * https and wss, here and behind a proxy.
 */
@EachTlsProvider
class HttpsListenerTests {

	private final HttpClient client = HttpClient.newBuilder().sslContext(Certificates.client()).build();

	@TempDir
	Path directory;

	private final TlsOptions tls;

	private Worker worker;

	HttpsListenerTests(TlsOptions.Provider provider) {
		this.tls = Certificates.tls("server", provider);
	}

	private void start(WorkerBuilder builder) {
		this.worker = builder.build();
		this.worker.start();
	}

	private WorkerBuilder tls(String address) {
		return Worker.builder("web").listen(address).tls(this.tls);
	}

	@AfterEach
	void stop() {
		this.worker.stop();
	}

	private URI uri(String scheme, String path) {
		return URI.create(scheme + "://127.0.0.1:" + this.worker.port() + path);
	}

	private java.net.http.HttpResponse<byte[]> get(String path) throws Exception {
		return this.client.send(java.net.http.HttpRequest.newBuilder(uri("https", path)).build(),
				BodyHandlers.ofByteArray());
	}

	private void handle(Connection connection, HttpRequest request) {
		if (request.path().equals("/file")) {
			connection.send(HttpResponse.file(this.directory.resolve("large.bin")));
		}
		else {
			connection.send(request.header("X-Forwarded-Proto") + " " + request.header("X-Real-IP") + request.uri());
		}
	}

	@Test
	@DisplayName("W-24 B-75 http with TLS is https; a client that offers h2 too gets http/1.1")
	void clientOfHttpsIsAnswered() throws Exception {
		start(tls("http://127.0.0.1:0").onMessage((connection, message) -> handle(connection, (HttpRequest) message)));
		assertThat(get("/a").version()).isEqualTo(Version.HTTP_1_1);
		assertThat(get("/b").body()).asString().isEqualTo("null null/b");
		assertThat(this.worker.connections()).hasSize(1);
		try (SSLSocket socket = (SSLSocket) Certificates.client()
			.getSocketFactory()
			.createSocket("127.0.0.1", this.worker.port())) {
			var parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2", "http/1.1" });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
		}
	}

	@Test
	@DisplayName("W-24 A file leaves whole over TLS, in order with what comes behind it")
	void fileIsSentWhole() throws Exception {
		byte[] large = new byte[5_000_001];
		new Random(2).nextBytes(large);
		Files.write(this.directory.resolve("large.bin"), large);
		start(tls("http://127.0.0.1:0").onMessage((connection, message) -> handle(connection, (HttpRequest) message)));
		for (int i = 0; i < 3; i++) {
			assertThat(get("/file").body()).isEqualTo(large);
			assertThat(get("/after").body()).asString().isEqualTo("null null/after");
		}
		assertThat(this.worker.connections()).hasSize(1);
		assertThat(this.worker.statistics().bytesSent()).isGreaterThan(3L * large.length);
	}

	@Test
	@DisplayName("W-24 A slow reader of a file over TLS gets all of it, and it waits on disk and not in memory")
	void fileWhenReaderIsSlowWaitsOnDisk() throws Exception {
		byte[] large = new byte[20_000_000];
		new Random(4).nextBytes(large);
		Files.write(this.directory.resolve("large.bin"), large);
		start(tls("http://127.0.0.1:0").onMessage((connection, message) -> handle(connection, (HttpRequest) message)));
		try (SSLSocket socket = (SSLSocket) Certificates.client()
			.getSocketFactory()
			.createSocket("127.0.0.1", this.worker.port())) {
			socket.setSoTimeout(15_000);
			socket.getOutputStream().write("GET /file HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			byte[] head = socket.getInputStream().readNBytes(1000);
			Connection connection = this.worker.connections().iterator().next();
			assertThat(connection.sendBufferSize()).isLessThan(1000);
			byte[] rest = socket.getInputStream().readAllBytes();
			int start = head.length + rest.length - large.length;
			assertThat(new String(head, 0, start, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 ")
				.endsWith("\r\n\r\n");
			byte[] all = new byte[head.length + rest.length];
			System.arraycopy(head, 0, all, 0, head.length);
			System.arraycopy(rest, 0, all, head.length, rest.length);
			assertThat(Arrays.equals(all, start, all.length, large, 0, large.length)).isTrue();
		}
	}

	@Test
	@DisplayName("P-60 http over a port with TLS is refused")
	void plainClientIsRefused() {
		start(tls("http://127.0.0.1:0"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.client
			.send(java.net.http.HttpRequest.newBuilder(uri("http", "/")).build(), BodyHandlers.discarding()));
	}

	@Test
	@DisplayName("W-24 websocket with TLS is wss")
	void clientOfWssIsAnswered() throws Exception {
		start(tls("websocket://127.0.0.1:0").onConnect((connection) -> connection.send("welcome"))
			.onMessage((connection, message) -> connection.send(message)));
		Listener listener = new Listener();
		WebSocket socket = this.client.newWebSocketBuilder()
			.buildAsync(uri("wss", "/"), listener)
			.get(10, TimeUnit.SECONDS);
		socket.sendText("x".repeat(100_000), true);
		assertThat(listener.received.get(10, TimeUnit.SECONDS)).isEqualTo("welcome" + "x".repeat(100_000));
		this.worker.connections().iterator().next().close(4000, "enough");
		assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000);
	}

	@Test
	@DisplayName("P-61 A plain listener behind a proxy that ends TLS: headers and upgrades pass")
	void listenerBehindProxyStaysPlain() throws Exception {
		start(Worker.builder("web")
			.listen("websocket://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
		try (SSLServerSocket proxy = (SSLServerSocket) Certificates.context(Certificates.keys("server"))
			.getServerSocketFactory()
			.createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			Thread forwarding = new Thread(() -> forward(proxy, this.worker.port()));
			forwarding.start();
			Listener listener = new Listener();
			WebSocket socket = this.client.newWebSocketBuilder()
				.header("X-Real-IP", "203.0.113.7")
				.buildAsync(URI.create("wss://127.0.0.1:" + proxy.getLocalPort() + "/"), listener)
				.get(10, TimeUnit.SECONDS);
			socket.sendText("welcome" + "x".repeat(100_000), true);
			assertThat(listener.received.get(10, TimeUnit.SECONDS)).hasSize(100_007);
			assertThat(this.worker.connections().iterator().next().sslSession()).isNull();
			socket.abort();
			forwarding.join(10_000);
		}
	}

	private static void forward(SSLServerSocket proxy, int port) {
		try (Socket outside = proxy.accept(); Socket inside = new Socket("127.0.0.1", port)) {
			Thread back = new Thread(() -> copy(inside, outside));
			back.start();
			copy(outside, inside);
			inside.shutdownOutput();
			back.join(10_000);
		}
		catch (IOException | InterruptedException ex) {
			// the test sees what is missing
		}
	}

	private static void copy(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			in.transferTo(out);
		}
		catch (IOException ex) {
			// the other side has closed
		}
	}

	private static final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		private final CompletableFuture<String> received = new CompletableFuture<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last && this.text.length() >= 100_000) {
				this.received.complete(this.text.toString());
			}
			return WebSocket.Listener.super.onText(socket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closed.complete(code);
			return null;
		}

	}

}
