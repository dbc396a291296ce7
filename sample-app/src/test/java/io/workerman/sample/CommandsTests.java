package io.workerman.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.sample.Shell.Result;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands of the terminal, each in a process of its own as in a shell.
 */
class CommandsTests {

	@TempDir
	private Path directory;

	private Shell shell;

	@BeforeEach
	void open() {
		this.shell = new Shell(this.directory);
	}

	@AfterEach
	void stop() throws Exception {
		if (Files.exists(this.directory.resolve("workerman.sock"))) {
			run("stop");
		}
	}

	@Test
	@DisplayName("X-02, X-03, X-04, X-06, X-07, X-10: from start -d to stop")
	void applicationObeysCommands() throws Exception {
		assertThat(run("status"))
			.isEqualTo(new Result(3, "Workerman[io.workerman.sample.SampleApplication] not run\n"));
		Result start = run("start", "-d", "--server.port=0");
		assertThat(start.output()).contains("start success, its output is in workerman.log");
		assertThat(start.exit()).isZero();
		long first = pid();
		assertThat(run("status").output()).contains("GLOBAL STATUS", "telnet", "[idle]");
		assertThat(run("connections").output()).contains("WORKERMAN CONNECTION STATUS");
		assertThat(run("reload").output()).contains("reload success");
		Result again = run("start");
		assertThat(again.output()).contains("already running (process " + first + ")");
		assertThat(again.exit()).isEqualTo(1);
		assertThat(run("restart", "-d", "--server.port=0").output()).contains("stop success", "start success");
		assertThat(pid()).isNotEqualTo(first);
		Result stop = run("stop");
		assertThat(stop.output()).contains("stop success");
		assertThat(stop.exit()).isZero();
		assertThat(run("stop").exit()).isEqualTo(3);
		assertThat(log()).contains("Worker 'telnet' has stopped", "Press Ctrl-C to quit. Start success.");
	}

	@Test
	void startWhenApplicationCannotStartSaysWhereToLook() throws Exception {
		Result start = run("start", "-d", "--server.port=0", "--workerman.listeners.echo.address=nonsense://0.0.0.0:1");
		assertThat(start.exit()).isEqualTo(1);
		assertThat(start.output()).contains("start fail: it has ended with exit code 1, see workerman.log");
		assertThat(log()).contains("nonsense");
	}

	@Test
	@DisplayName("X-18: an application that was killed leaves nothing in the way of the next")
	void startWhenKilledBeforeTakesItsPlace() throws Exception {
		run("start", "-d", "--server.port=0");
		ProcessHandle killed = ProcessHandle.of(pid()).orElseThrow();
		killed.destroyForcibly();
		Awaitility.await().until(() -> !killed.isAlive());
		assertThat(run("status")).isEqualTo(new Result(3, "Workerman[io.workerman.sample.SampleApplication] not run: "
				+ "process " + killed.pid() + " of the pid file has gone\n"));
		assertThat(run("start", "-d", "--server.port=0").exit()).isZero();
		assertThat(pid()).isNotEqualTo(killed.pid());
	}

	private Result run(String... arguments) throws IOException, InterruptedException {
		return this.shell.sample(arguments);
	}

	private long pid() throws IOException {
		return Long.parseLong(Files.readString(this.directory.resolve("workerman.pid")).trim());
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("workerman.log"), StandardCharsets.UTF_8);
	}

}
