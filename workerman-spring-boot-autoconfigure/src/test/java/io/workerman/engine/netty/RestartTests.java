package io.workerman.engine.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second JVM takes over the port of a first, under load.
 */
@EnabledOnOs(OS.LINUX)
class RestartTests {

	private static final int CLIENTS = 8;

	private static final int RESTARTS = 3;

	/**
	 * Some clients connect for each request, others stay.
	 */
	private static final int[] REQUESTS = { 1, 50, Integer.MAX_VALUE, 1 };

	private final Deque<Process> servers = new ArrayDeque<>();

	private final RestartClient.Totals totals = new RestartClient.Totals();

	@AfterEach
	void end() {
		this.totals.over = true;
		this.servers.forEach(Process::destroyForcibly);
	}

	@Test
	@DisplayName("W-13 W-25 W-66 A restart with reuse-port: each request that a server has taken gets its answer")
	void restartWhenPortIsSharedAnswersWhatWasAccepted() throws Exception {
		int port = freePort();
		start(port);
		List<Thread> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(new Thread(new RestartClient(port, REQUESTS[i % REQUESTS.length], this.totals)));
			clients.get(i).start();
		}
		long handled = 0;
		for (int i = 1; i <= RESTARTS; i++) {
			start(port);
			awaitServers(i + 1);
			handled += stop();
			long answered = this.totals.answered.get();
			StartedWorkers.await(() -> this.totals.answered.get() > answered + 500);
		}
		this.totals.over = true;
		for (Thread client : clients) {
			client.join(Duration.ofSeconds(20).toMillis());
			assertThat(client.isAlive()).isFalse();
		}
		handled += stop();
		assertThat(this.totals.answered).as("%s", this.totals).hasValue(handled);
		assertThat(this.totals.refused).hasValue(0);
		assertThat(this.totals.servers).hasSize(RESTARTS + 1);
	}

	@Test
	@DisplayName("W-60 W-66 runAll blocks until the JVM is asked to end, which ends it gracefully")
	void runAllWhenAskedToEndStopsGracefully() throws Exception {
		int port = freePort();
		start(port);
		Process server = this.servers.getFirst();
		try (TestClient client = TestClient.of("127.0.0.1", port)) {
			assertThat(client.send("hello\n").line()).isEqualTo(server.pid() + " hello");
			assertThat(server.isAlive()).isTrue();
			assertThat(stop()).isOne();
			assertThat(client.rest()).isEmpty();
		}
		assertThat(server.exitValue()).isEqualTo(128 + 15);
	}

	private void awaitServers(int number) {
		StartedWorkers.await(() -> this.totals.servers.size() == number);
	}

	private void start(int port) throws IOException {
		Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				RestartServer.class.getName(), String.valueOf(port))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.servers.add(server);
		lineAfter(server.inputReader(), RestartServer.LISTENING);
	}

	/**
	 * Stops the oldest server with SIGTERM.
	 * @return how many requests it has handled
	 */
	private long stop() throws Exception {
		Process server = this.servers.remove();
		server.toHandle().destroy();
		long handled = Long.parseLong(lineAfter(server.inputReader(), RestartServer.HANDLED));
		assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
		return handled;
	}

	private static String lineAfter(BufferedReader output, String prefix) {
		try {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(prefix)) {
					return line.substring(prefix.length());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("The server has ended without saying '" + prefix + "'");
	}

	private static int freePort() throws IOException {
		try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
