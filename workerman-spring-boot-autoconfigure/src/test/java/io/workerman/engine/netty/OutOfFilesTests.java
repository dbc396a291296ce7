package io.workerman.engine.netty;

import java.io.BufferedReader;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server in a JVM that may open few files.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class OutOfFilesTests {

	private static final int FILES = 400;

	private final List<TestClient> clients = new ArrayList<>();

	private Process server;

	@AfterEach
	void end() throws Exception {
		for (TestClient client : this.clients) {
			client.close();
		}
		this.server.destroyForcibly();
	}

	private int start() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		this.server = new ProcessBuilder("sh", "-c", "ulimit -n " + FILES + "; exec \"$@\"", "sh", java, "-Xmx64m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), RestartServer.class.getName(),
				String.valueOf(port))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		BufferedReader output = this.server.inputReader();
		for (String line = output.readLine(); !RestartServer.LISTENING.equals(line); line = output.readLine()) {
			assertThat(line).as("the output before the server listens").isNotNull();
		}
		return port;
	}

	@Test
	@DisplayName("D-6 W-40 Accepting survives EMFILE: who is connected is served, and who waits is, when others leave")
	void serverWhenOutOfFilesAcceptsAgainLater() throws Exception {
		int port = start();
		loadClasses(port);
		TestClient waiting = connectUntilNobodyAnswers(port);
		for (int i = 0; i < 5; i++) {
			TestClient client = this.clients.get(i);
			assertThat(client.send("again\n").line()).endsWith(" again");
		}
		for (int i = 0; i < 50; i++) {
			this.clients.get(i).close();
		}
		assertThat(waiting.line()).endsWith(" hello");
		for (int i = 0; i < 20; i++) {
			try (TestClient next = TestClient.of("127.0.0.1", port)) {
				assertThat(next.send("next\n").line()).endsWith(" next");
			}
		}
	}

	/**
	 * Classes that come out of folders need files of their own.
	 */
	private static void loadClasses(int port) throws Exception {
		for (int i = 0; i < 3; i++) {
			try (TestClient client = TestClient.of("127.0.0.1", port)) {
				assertThat(client.send("hello\n").line()).endsWith(" hello");
				assertThat(client.finish().rest()).isEmpty();
			}
		}
	}

	private TestClient connectUntilNobodyAnswers(int port) throws Exception {
		for (int i = 0; i < FILES; i++) {
			TestClient client = TestClient.of("127.0.0.1", port);
			this.clients.add(client);
			int timeout = client.socket().getSoTimeout();
			client.socket().setSoTimeout(1500);
			client.send("hello\n");
			try {
				assertThat(client.line()).endsWith(" hello");
			}
			catch (SocketTimeoutException ex) {
				client.socket().setSoTimeout(timeout);
				return client;
			}
		}
		throw new AssertionError("All " + FILES + " clients were answered");
	}

}
