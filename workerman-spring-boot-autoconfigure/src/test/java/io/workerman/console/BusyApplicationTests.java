package io.workerman.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands and the endpoint against an application of which a process is
 * blocked.
 */
class BusyApplicationTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@TempDir
	private Path directory;

	private Process process;

	private int port;

	private URI endpoint;

	@BeforeEach
	void start() throws IOException {
		this.process = BusyApplication.launch(this.directory, "log", "", "--server.port=0",
				"--management.endpoints.web.exposure.include=workerman",
				"--workerman.listeners.telnet.address=text://127.0.0.1:0", "--workerman.listeners.telnet.count=2",
				"--workerman.blocked-loop-threshold=200ms");
		String[] ports = BusyApplication.awaitReady(this.directory.resolve("log"));
		this.port = Integer.parseInt(ports[0]);
		this.endpoint = URI.create("http://127.0.0.1:" + ports[1] + "/actuator/workerman");
	}

	@AfterEach
	void stop() {
		this.process.destroyForcibly();
	}

	@Test
	@DisplayName("X-13: commands and endpoint answer within a second, and show the process as busy")
	void statusWhenAProcessIsBlockedShowsIt() throws Exception {
		try (Peer peer = Peer.connect(this.port); Peer other = Peer.connect(this.port)) {
			assertThat(peer.send("hello\n").line()).isEqualTo("hello");
			assertThat(other.send("hello\n").line()).isEqualTo("hello");
			HttpClient client = HttpClient.newHttpClient();
			assertThat(get(client, "application/json")).contains("\"status\":\"idle\"");
			assertThat(console("status")).contains("[idle]").doesNotContain("[busy]");
			peer.send("block\n");
			Awaitility.await().untilAsserted(() -> assertThat(console("status")).contains("[busy]"));
			assertThat(timed(() -> console("status"))).contains("[busy]", "[idle]", "N/A");
			assertThat(timed(() -> console("connections"))).contains("127.0.0.1:" + this.port);
			assertThat(timed(() -> get(client, "text/plain"))).contains("[busy]", "[idle]", "N/A");
			assertThat(timed(() -> get(client, "application/json"))).contains("\"status\":\"busy\"");
			assertThat(other.send("still here\n").line()).isEqualTo("still here");
			Process status = BusyApplication.launch(this.directory, "status", "", "status");
			assertThat(status.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(status.exitValue()).isZero();
			assertThat(this.directory.resolve("status")).content().contains("GLOBAL STATUS", "[busy]");
		}
	}

	@Test
	@DisplayName("X-08: TERM stops gracefully")
	void termWhenRunningStopsGracefully() throws Exception {
		try (Peer peer = Peer.connect(this.port)) {
			assertThat(peer.send("hello\n").line()).isEqualTo("hello");
			this.process.destroy();
			assertThat(peer.read()).isEqualTo(-1);
		}
		assertThat(this.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.process.exitValue()).isEqualTo(143);
		assertThat(this.directory.resolve("log")).content().contains("Worker 'telnet' has stopped");
		assertThat(this.directory.resolve("workerman.sock")).doesNotExist();
	}

	private String console(String command) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Console console = new Console("app.jar",
				new ConsoleFiles(this.directory.resolve("workerman.pid"), this.directory.resolve("workerman.sock"),
						this.directory.resolve("workerman.log")),
				SECOND, new PrintStream(out, true, StandardCharsets.UTF_8), false);
		assertThat(console.run(CommandLine.parse(command))).hasValue(0);
		return out.toString(StandardCharsets.UTF_8);
	}

	private String get(HttpClient client, String type) throws IOException, InterruptedException {
		return client
			.send(HttpRequest.newBuilder(this.endpoint).header("Accept", type).build(),
					BodyHandlers.ofString(StandardCharsets.UTF_8))
			.body();
	}

	private static String timed(Callable<String> question) throws Exception {
		long start = System.nanoTime();
		String answer = question.call();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SECOND);
		return answer;
	}

}
