package io.workerman.sample;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

import io.workerman.engine.Worker;
import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link Room}, with real terminals and browsers' sockets.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.time-interval=500ms")
class RoomTests {

	@LocalWorkermanPort("telnet")
	private int telnet;

	@LocalWorkermanPort("chat")
	private int chat;

	@Autowired
	private List<Worker> workers;

	/**
	 * The next test is not to hear how the last one leaves.
	 */
	@AfterEach
	void leave() {
		Awaitility.await().until(() -> this.workers.stream().allMatch((worker) -> worker.connections().isEmpty()));
		this.workers.stream()
			.flatMap((worker) -> worker.processes().stream())
			.map((process) -> CompletableFuture.runAsync(() -> {
			}, process::execute))
			.forEach(CompletableFuture::join);
	}

	@Test
	@DisplayName("F-13: user[N] said, user[N] logout")
	void terminalsHearEachOther() throws Exception {
		try (Terminal one = new Terminal(this.telnet)) {
			one.type("first");
			String first = one.read();
			assertThat(first).matches("user\\[\\d+] said: first");
			String name = first.substring(0, first.indexOf(' '));
			try (Terminal two = new Terminal(this.telnet)) {
				two.type("second");
				assertThat(two.read()).matches("user\\[\\d+] said: second").doesNotStartWith(name + " ");
				assertThat(one.read()).endsWith(" said: second");
			}
			assertThat(one.read()).matches("user\\[\\d+] logout").doesNotStartWith(name + " ");
		}
	}

	@Test
	void terminalsAndBrowsersShareTheRoom() throws Exception {
		try (Chatter browser = new Chatter(this.chat)) {
			String name = browser.hear(RoomEvent.Type.WELCOME).get("user").stringValue();
			try (Terminal terminal = new Terminal(this.telnet)) {
				assertThat(Chatter.users(browser.hear(RoomEvent.Type.JOINED))).contains(name).hasSizeGreaterThan(1);
				terminal.type("from the terminal");
				assertThat(browser.hear(RoomEvent.Type.SAID).get("text").stringValue()).isEqualTo("from the terminal");
				assertThat(terminal.read()).endsWith("said: from the terminal");
				browser.send("{\"text\":\"from the\\r\\nbrowser\\u001b[2J\"}");
				assertThat(terminal.read()).isEqualTo(name + " said: from the browser [2J");
			}
			assertThat(Chatter.users(browser.hear(RoomEvent.Type.LEFT))).isEqualTo(List.of(name));
		}
	}

	@Test
	void nameCanBeChosenUnlessItIsTaken() throws Exception {
		try (Chatter one = new Chatter(this.chat); Chatter two = new Chatter(this.chat)) {
			one.send("{\"name\":\"Ada\"}");
			two.hear(RoomEvent.Type.RENAMED);
			two.send("{\"name\":\"Ada\"}");
			two.send("{\"name\":\" Grace \"}");
			JsonNode renamed = two.hear(RoomEvent.Type.RENAMED);
			assertThat(renamed.get("text").stringValue()).isEqualTo("Grace");
			assertThat(Chatter.users(renamed)).contains("Ada", "Grace");
		}
	}

	@Test
	void roomIsToldTheTime() throws Exception {
		try (Chatter browser = new Chatter(this.chat)) {
			assertThat(browser.hear(RoomEvent.Type.TIME).get("text").stringValue()).matches("\\d\\d:\\d\\d(:\\d\\d)?");
		}
	}

}
