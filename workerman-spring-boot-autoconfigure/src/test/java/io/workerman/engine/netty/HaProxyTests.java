package io.workerman.engine.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerOptions.Proxies.Mode;
import io.workerman.engine.http.HttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real HAProxy in front of a worker.
 */
class HaProxyTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@TempDir
	private Path directory;

	private Process process;

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private int proxy(String mode, String options, Worker worker) throws Exception {
		int port = freePort();
		Path configuration = this.directory.resolve("haproxy.cfg");
		Files.writeString(configuration, """
				defaults
				  mode %s
				  timeout connect 5s
				  timeout client 30s
				  timeout server 30s
				  option forwardfor
				listen it
				  bind 127.0.0.1:%d
				  server worker 127.0.0.1:%d %s
				""".formatted(mode, port, worker.port(), options));
		try {
			this.process = new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
				.redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("haproxy.log").toFile())
				.start();
		}
		catch (IOException ex) {
			Assumptions.abort("haproxy is not installed: " + ex.getMessage());
		}
		StartedWorkers.await(() -> {
			try (TestClient client = TestClient.of("127.0.0.1", port)) {
				return client.socket().isConnected();
			}
			catch (IOException ex) {
				assertThat(this.process.isAlive()).isTrue();
				return false;
			}
		});
		return port;
	}

	@AfterEach
	void stop() throws Exception {
		if (this.process != null) {
			this.process.destroyForcibly().waitFor();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id",
			"send-proxy-v2 check inter 50ms" })
	@DisplayName("D12 HAProxy tells the client's address in both versions of the PROXY protocol")
	void addressWhenHaProxyTellsItIsTheClients(String options) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text()
			.proxyProtocol(Mode.REQUIRED)
			.trustedProxy("127.0.0.1")
			.onMessage((connection, message) -> connection
				.send(connection.remoteIp() + ":" + connection.remotePort() + " " + connection.localPort())));
		int port = proxy("tcp", options, worker);
		for (int i = 0; i < 20; i++) {
			try (TestClient client = TestClient.of("127.0.0.1", port)) {
				assertThat(client.send("hello\n").line())
					.isEqualTo("127.0.0.1:%d %d".formatted(client.socket().getLocalPort(), port));
			}
		}
		assertThat(worker.rejections()).containsEntry("proxy-protocol", 0L);
	}

	@Test
	@DisplayName("D12 HAProxy forwards http, and a made-up header in front of its own is not believed")
	void addressWhenHaProxyForwardsHttpIsTheClients() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.builder("http://127.0.0.1:0")
			.trustedProxy("127.0.0.1/32")
			.onMessage((connection, message) -> connection.send(((HttpRequest) message).remoteIp() + " "
					+ ((HttpRequest) message).headers().get("x-forwarded-for"))));
		int port = proxy("http", "source 127.0.0.1", worker);
		try (TestClient client = TestClient.of("127.0.0.1", port)) {
			client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
			assertThat(client.restAsText()).endsWith("\r\n\r\n192.0.2.7 [192.0.2.7, 127.0.0.1]");
		}
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName("127.0.0.9"),
				0)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write(ProxyHeaders
					.bytes("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n"));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.endsWith("\r\n\r\n127.0.0.9 [192.0.2.7, 127.0.0.9]");
		}
	}

}
