package io.workerman.console;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a restart by DevTools.
 */
class DevToolsTests {

	@TempDir
	private Path directory;

	@Test
	@DisplayName("FM-01: a class that changes restarts the application, on the same port, which is free at the end")
	void applicationWhenAClassChangesListensOnTheSamePortAgain() throws Exception {
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		int port = freePort();
		Process process = BusyApplication.launch(this.directory, "log", devTools() + File.pathSeparator + classes,
				"--spring.main.web-application-type=none",
				"--workerman.listeners.telnet.address=text://127.0.0.1:" + port);
		try {
			BusyApplication.awaitReady(this.directory.resolve("log"));
			try (Peer peer = Peer.connect(port)) {
				String loader = peer.send("who\n").line();
				Files.writeString(classes.resolve("Changed.class"), "");
				assertThat(peer.read()).isEqualTo(-1);
				Awaitility.await()
					.atMost(Duration.ofMinutes(1))
					.ignoreExceptions()
					.until(() -> who(port), (other) -> !other.equals(loader));
			}
			assertThat(this.directory.resolve("log")).content()
				.contains("Worker 'telnet' has stopped")
				.doesNotContain("APPLICATION FAILED TO START");
			assertThat(process.isAlive()).isTrue();
		}
		finally {
			process.destroy();
			process.waitFor();
		}
		new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
	}

	private static String who(int port) {
		try (Peer peer = Peer.connect(port)) {
			return peer.send("who\n").line();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static String devTools() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target", "devtools"))) {
			return files.findFirst().orElseThrow().toAbsolutePath().toString();
		}
	}

}
