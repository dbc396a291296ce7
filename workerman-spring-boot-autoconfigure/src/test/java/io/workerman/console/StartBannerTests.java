package io.workerman.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.support.GenericApplicationContext;

import io.workerman.engine.Worker;
import io.workerman.status.FakeWorkers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartBanner}.
 */
class StartBannerTests {

	private final Worker chat = FakeWorkers.worker("chat", "websocket://0.0.0.0:8484", Worker.State.RUNNING,
			FakeWorkers.IDLE, FakeWorkers.IDLE);

	private final Worker jobs = FakeWorkers.worker("jobs", null, Worker.State.STOPPED, FakeWorkers.IDLE);

	@Test
	@DisplayName("X-01: the table at start names worker, address, processes and status")
	void textNamesWorkers() {
		String user = System.getProperty("user.name");
		assertThat(StartBanner.text(List.of(this.chat, this.jobs)).lines().map((line) -> line.replaceAll(" +", " ")))
			.contains("user worker listen processes status", user + " chat websocket://0.0.0.0:8484 2 [OK]",
					user + " jobs none 1 [stopped]", "Press Ctrl-C to quit. Start success.");
	}

	@Test
	void bannerIsPrintedWhereBootPrintsIts() {
		assertThat(printed(Banner.Mode.CONSOLE)).contains("websocket://0.0.0.0:8484");
		assertThat(printed(Banner.Mode.LOG)).isEmpty();
		assertThat(printed(Banner.Mode.OFF)).isEmpty();
	}

	private String printed(Banner.Mode mode) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		new StartBanner(FakeWorkers.of(this.chat), mode, new PrintStream(out, true, StandardCharsets.UTF_8))
			.onApplicationEvent(new ApplicationStartedEvent(new SpringApplication(), new String[0],
					new GenericApplicationContext(), Duration.ZERO));
		return out.toString(StandardCharsets.UTF_8);
	}

}
