package io.workerman.sample;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import io.workerman.engine.Worker;
import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page of the chat, in a real browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ChatPageTests {

	private static Chromium chromium;

	@LocalWorkermanPort("chat")
	private int port;

	@Autowired
	@Qualifier("chat")
	private Worker chat;

	@BeforeAll
	static void startChromium() throws Exception {
		chromium = Chromium.start();
	}

	@AfterAll
	static void stopChromium() throws Exception {
		if (chromium != null) {
			chromium.close();
		}
	}

	/**
	 * The page comes back to the port that it knows, so this one must stay the same.
	 */
	@DynamicPropertySource
	static void fixPort(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("workerman.listeners.chat.address", () -> "websocket://127.0.0.1:" + port);
	}

	@Test
	void pagesHearEachOther() throws Exception {
		try (ChromiumPage one = enter(); ChromiumPage two = enter()) {
			say(one, "hello from <b>one</b> & \"all\"");
			two.await(heard("hello from <b>one</b> & \"all\""));
			one.await("document.querySelector('#log .mine p')");
			assertThat(two.evaluate("document.querySelectorAll('#log b').length").intValue()).isZero();
			say(two, "hello from two");
			one.await(heard("hello from two"));
		}
	}

	@Test
	void usersAppearAndLeave() throws Exception {
		try (ChromiumPage one = enter()) {
			one.await("document.querySelectorAll('#users li').length === 1");
			ChromiumPage two = enter();
			one.await("document.querySelectorAll('#users li').length === 2");
			two.evaluate("document.getElementById('name').value = 'Ada <i>'");
			two.evaluate("document.getElementById('rename').requestSubmit()");
			one.await(
					"[...document.querySelectorAll('#users li')].some((user) => user.textContent.includes('Ada <i>'))");
			two.close();
			one.await("document.querySelectorAll('#users li').length === 1");
		}
	}

	@Test
	void pageComesBackWhenTheWorkerWasRestarted() throws Exception {
		try (ChromiumPage one = enter(); ChromiumPage two = enter()) {
			this.chat.stop();
			one.await("document.getElementById('status').dataset.state === 'offline'");
			one.await("document.getElementById('send').disabled");
			this.chat.start();
			one.await("document.getElementById('status').dataset.state === 'online'");
			two.await("document.getElementById('status').dataset.state === 'online'");
			say(one, "here again");
			two.await(heard("here again"));
		}
	}

	private ChromiumPage enter() throws Exception {
		ChromiumPage page = chromium.open("http://localhost:" + this.port + "/");
		page.await("document.getElementById('status')?.dataset.state === 'online'");
		return page;
	}

	private static void say(ChromiumPage page, String text) {
		page.evaluate("document.getElementById('text').value = '" + text + "'");
		page.evaluate("document.getElementById('say').requestSubmit()");
	}

	private static String heard(String text) {
		return "[...document.querySelectorAll('#log p')].some((said) => said.textContent === '" + text + "')";
	}

}
