package io.workerman.sample;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page of the chat over TLS, in a real browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SecureChatTests {

	@TempDir
	private static Path folder;

	@LocalWorkermanPort("chat")
	private int port;

	@DynamicPropertySource
	static void useTls(DynamicPropertyRegistry registry) throws Exception {
		Path keys = folder.resolve("keys.p12");
		int exit = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost", "-validity", "2",
				"-storetype", "PKCS12", "-storepass", "changeit", "-keystore", keys.toString()))
			.inheritIO()
			.start()
			.waitFor();
		assertThat(exit).isZero();
		registry.add("spring.ssl.bundle.jks.web.keystore.location", () -> "file:" + keys);
		registry.add("spring.ssl.bundle.jks.web.keystore.password", () -> "changeit");
		registry.add("workerman.listeners.chat.ssl.bundle", () -> "web");
	}

	@Test
	void pageHearsAnotherOverTls() throws Exception {
		try (Chromium chromium = Chromium.start();
				ChromiumPage one = enter(chromium);
				ChromiumPage two = enter(chromium)) {
			one.evaluate("document.getElementById('text').value = 'in secret'");
			one.evaluate("document.getElementById('say').requestSubmit()");
			two.await("[...document.querySelectorAll('#log p')].some((said) => said.textContent === 'in secret')");
			assertThat(two.evaluate("socket.url").stringValue()).startsWith("wss://");
		}
	}

	private ChromiumPage enter(Chromium chromium) throws Exception {
		ChromiumPage page = chromium.open("https://localhost:" + this.port + "/");
		page.await("document.getElementById('status')?.dataset.state === 'online'");
		return page;
	}

}
