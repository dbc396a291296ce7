package io.workerman.autoconfigure.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;

import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.TlsOptions;
import io.workerman.engine.TlsOptions.ClientAuth;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.peer.Application;
import io.workerman.peer.Certificates;

/**
 * Tests for declared clients with an SSL bundle.
 */
class ClientBundleTests {

	@TempDir
	Path directory;

	@BeforeEach
	void writeCertificates() throws IOException {
		copy("ca.crt", "ca.crt");
		copy("client.crt", "me.crt");
		copy("client.key", "me.key");
	}

	private void copy(String from, String to) throws IOException {
		try (InputStream pem = Certificates.open(from)) {
			Files.copy(pem, this.directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private List<String> properties(Worker server) {
		String me = "spring.ssl.bundle.pem.me.";
		return List.of("spring.ssl.bundle.watch.file.quiet-period=100ms", me + "reload-on-update=true",
				me + "truststore.certificate=" + this.directory.resolve("ca.crt").toUri(),
				me + "keystore.certificate=" + this.directory.resolve("me.crt").toUri(),
				me + "keystore.private-key=" + this.directory.resolve("me.key").toUri(),
				"workerman.listeners.it.address=text://127.0.0.1:0",
				"workerman.clients.up.address=ssl://127.0.0.1:" + server.port(), "workerman.clients.up.ssl.bundle=me",
				"workerman.clients.up.ssl.verify-host=false");
	}

	private static void awaitLast(Collection<String> events, String last) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> events.stream().anyMatch(last::equals));
	}

	@Test
	@DisplayName("A-01 B-75 The bundle of a client is shown to the server; replaced on disk, it is for the next connection")
	void bundleWhenReplacedOnDiskIsForTheNextConnection() throws Exception {
		Worker server = Worker.builder("server")
			.listen("text://127.0.0.1:0")
			.tls(new TlsOptions(() -> Certificates.server("server"), Map.of(), ClientAuth.NEED, Duration.ofSeconds(10),
					TlsOptions.Provider.JDK))
			.onMessage((connection, message) -> connection.send(connection.principal() + " says " + message))
			.build();
		server.start();
		try (Application application = Application.run(properties(server), Upstream.class,
				SslAutoConfiguration.class)) {
			Upstream handler = application.bean(Upstream.class);
			awaitLast(handler.answers, "CN=alice says hello\n");
			AsyncTcpConnection client = application.bean(AsyncTcpConnection.class);

			copy("other.crt", "me.crt");
			copy("other.key", "me.key");
			Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100)).until(() -> {
				client.close();
				client.reconnect(Duration.ZERO);
				return handler.answers.contains("CN=other says hello\n");
			});
		}
		finally {
			server.stop();
		}
	}

	@WorkerHandler(client = "up")
	static class Upstream {

		private final Collection<String> answers = new ConcurrentLinkedQueue<>();

		@OnConnect
		void connected(Connection connection) {
			connection.send("hello\n");
		}

		@OnMessage
		void answer(byte[] answer) {
			this.answers.add(new String(answer, StandardCharsets.UTF_8));
		}

	}

}
