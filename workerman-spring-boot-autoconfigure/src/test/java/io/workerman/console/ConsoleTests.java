package io.workerman.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.BDDMockito;

import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.status.FakeWorkers;
import io.workerman.status.StatusSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Console} and the {@link ConsoleLifecycle} that obeys it.
 */
class ConsoleTests {

	@TempDir
	private Path directory;

	private final Worker chat = FakeWorkers.worker("chat", "text://0.0.0.0:2347", Worker.State.RUNNING,
			FakeWorkers.IDLE, FakeWorkers.BLOCKED);

	private final Workers workers = FakeWorkers.of(this.chat);

	private final StatusSource status = new StatusSource(this.workers, null, null, null);

	private final AtomicInteger exits = new AtomicInteger();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private ConsoleFiles files;

	private ConsoleLifecycle lifecycle;

	@BeforeEach
	void open() {
		this.files = new ConsoleFiles(this.directory.resolve("workerman.pid"), this.directory.resolve("workerman.sock"),
				this.directory.resolve("workerman.log"));
		this.lifecycle = new ConsoleLifecycle(this.files, this.status, this.exits::incrementAndGet, 0);
	}

	@AfterEach
	void close() {
		this.lifecycle.stop();
	}

	@Test
	@DisplayName("X-13: status answers within a second and shows the blocked process as busy")
	void statusShowsTablesAtOnce() {
		this.lifecycle.start();
		Instant start = Instant.now();
		assertThat(run("status")).hasValue(0);
		assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
		assertThat(output()).contains("GLOBAL STATUS", "PROCESS STATUS", "[idle]", "[busy]");
	}

	@Test
	@DisplayName("X-15: connections shows those of all workers")
	void connectionsShowsTheTable() {
		FakeWorkers.connect(this.chat, 7, "192.0.2.7", 40000);
		this.lifecycle.start();
		assertThat(run("connections")).hasValue(0);
		assertThat(output()).contains("WORKERMAN CONNECTION STATUS", "192.0.2.7:40000");
	}

	@Test
	@DisplayName("B-05: status -d shows the messages of each second until nobody reads")
	void statusWhenRepeatedHasRates() {
		this.lifecycle.start();
		CompletableFuture<OptionalInt> watching = CompletableFuture.supplyAsync(() -> run("status", "-d"));
		Awaitility.await().untilAsserted(() -> assertThat(output()).contains("qps", "[Summary]"));
		assertThat(watching).isNotDone();
		assertThat(output()).doesNotContain("GLOBAL STATUS");
		this.lifecycle.stop();
		assertThat(watching).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	@DisplayName("X-07: reload says whether it did")
	void reloadReloads() {
		BDDMockito.given(this.workers.reload()).willReturn(CompletableFuture.completedFuture(null));
		this.lifecycle.start();
		assertThat(run("reload")).hasValue(0);
		assertThat(output()).isEqualTo("Workerman[app.jar] reload success\n");
	}

	@Test
	void reloadWhenItFailsSaysWhy() {
		BDDMockito.given(this.workers.reload())
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("bean 'room' cannot be made")));
		this.lifecycle.start();
		assertThat(run("reload", "-g")).hasValue(1);
		assertThat(output()).contains("bean 'room' cannot be made", "Workerman[app.jar] reload fail");
	}

	@Test
	@DisplayName("B-03: stop -g waits until the clients have left")
	void stopWhenGracefulWaitsForClients() {
		FakeWorkers.connect(this.chat, 7, "192.0.2.7", 40000);
		this.lifecycle.start();
		CompletableFuture<OptionalInt> stopping = CompletableFuture.supplyAsync(() -> run("stop", "-g"));
		BDDMockito.then(this.chat).should(BDDMockito.timeout(5000)).pauseAccept();
		assertThat(this.exits).hasValue(0);
		assertThat(stopping).isNotDone();
		this.chat.connections().clear();
		Awaitility.await().untilAsserted(() -> assertThat(this.exits).hasValue(1));
	}

	@Test
	void stopWhenProcessGoesOnFails() throws IOException {
		this.lifecycle.start();
		Process process = new ProcessBuilder("sleep", "60").start();
		try {
			Files.writeString(this.files.pid(), String.valueOf(process.pid()));
			assertThat(run("stop")).hasValue(1);
		}
		finally {
			process.destroyForcibly();
			Files.delete(this.files.pid());
		}
		assertThat(this.exits).hasValue(1);
		assertThat(output()).contains("is stopping (process " + process.pid() + ")",
				"stop fail: it still runs after 1 s");
	}

	@Test
	@DisplayName("X-03: start when it runs already")
	void startWhenRunningSaysSo() {
		this.lifecycle.start();
		assertThat(run("start")).hasValue(1);
		assertThat(output())
			.isEqualTo("Workerman[app.jar] already running (process " + ProcessHandle.current().pid() + ")\n");
	}

	@Test
	void startWhenNotRunningRunsTheApplication() {
		assertThat(run("start")).isEmpty();
		assertThat(run("restart")).isEmpty();
		assertThat(output()).isEmpty();
	}

	@Test
	@DisplayName("X-04: commands when nothing runs")
	void commandsWhenNotRunningSaySo() {
		for (String command : List.of("status", "connections", "reload", "stop")) {
			assertThat(run(command)).hasValue(3);
		}
		assertThat(output()).isEqualTo("Workerman[app.jar] not run\n".repeat(4));
	}

	@Test
	@DisplayName("X-18: a pid file that was left behind")
	void statusWhenPidFileIsStaleNamesTheProcess() throws IOException {
		Files.writeString(this.files.pid(), "999999999\n");
		assertThat(run("status")).hasValue(3);
		assertThat(output()).isEqualTo("Workerman[app.jar] not run: process 999999999 of the pid file has gone\n");
	}

	@Test
	@DisplayName("X-18: a pid file with the process of another program")
	void statusWhenProcessIsAnotherOneSaysSo() throws IOException {
		Files.writeString(this.files.pid(), ProcessHandle.current().pid() + "\n");
		assertThat(run("status")).hasValue(3);
		assertThat(output()).isEqualTo("Workerman[app.jar] not run: process " + ProcessHandle.current().pid()
				+ " of the pid file is another program, or its control socket was deleted\n");
	}

	@Test
	void socketIsForItsOwnerOnlyAndGoesWithTheApplication() throws IOException {
		this.lifecycle.start();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.files.socket())))
			.isEqualTo("rw-------");
		assertThat(this.files.pid()).hasContent(String.valueOf(ProcessHandle.current().pid()));
		this.lifecycle.stop();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void startWhenSocketWasLeftBehindTakesItsPlace() throws IOException {
		Files.writeString(this.files.socket(), "");
		this.lifecycle.start();
		assertThat(run("status")).hasValue(0);
	}

	@Test
	void startWhenAnotherObeysRunsWithout() {
		this.lifecycle.start();
		ConsoleLifecycle second = new ConsoleLifecycle(this.files, this.status, this.exits::incrementAndGet, 0);
		second.start();
		assertThat(second.isRunning()).isFalse();
		second.stop();
		assertThat(run("status")).hasValue(0);
	}

	@Test
	void startWhenNothingCanBeWrittenRunsWithout() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "");
		ConsoleLifecycle second = new ConsoleLifecycle(
				new ConsoleFiles(file.resolve("pid"), file.resolve("sock"), file.resolve("log")), this.status,
				this.exits::incrementAndGet, 0);
		second.start();
		assertThat(second.isRunning()).isFalse();
	}

	private OptionalInt run(String... arguments) {
		return new Console("app.jar", this.files, Duration.ofSeconds(1),
				new PrintStream(this.out, true, StandardCharsets.UTF_8), false)
			.run(CommandLine.parse(arguments));
	}

	private String output() {
		return this.out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
	}

}
