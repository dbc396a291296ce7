package io.workerman.sample;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.workerman.test.LocalWorkermanPort;

/**
 * Tests for the pages of events and uploads, in a real browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WebPagesTests {

	private static Chromium chromium;

	@LocalWorkermanPort("web")
	private int port;

	@BeforeAll
	static void startChromium() throws Exception {
		Optional<Path> executable = Chromium.find();
		Assumptions.assumeTrue(executable.isPresent(),
				"The pages are not tested: there is no Chromium (chromium, chromium-browser, google-chrome) in /usr/bin");
		chromium = new Chromium(executable.get());
	}

	@AfterAll
	static void stopChromium() throws Exception {
		if (chromium != null) {
			chromium.close();
		}
	}

	@Test
	void pageOfEventsShowsTheTime() throws Exception {
		try (ChromiumPage page = open("/events.html")) {
			page.await("document.getElementById('status').dataset.state === 'online'");
			page.await("document.body.dataset.ticks >= 2");
			page.await("/^\\d\\d:\\d\\d/.test(document.getElementById('time').textContent)");
		}
	}

	@Test
	void pageOfUploadsUploads() throws Exception {
		try (ChromiumPage page = open("/upload.html")) {
			page.evaluate("""
					const files = new DataTransfer();
					files.items.add(new File([new Uint8Array(3000000)], "a <b>.bin"));
					files.items.add(new File(["hello"], "c.txt"));
					document.getElementById("files").files = files.files;
					form.requestSubmit();
					""");
			page.await("document.querySelectorAll('#list li').length === 2");
			page.await("document.querySelector('#list li').textContent === 'a <b>.bin: 3000000'");
		}
	}

	@Test
	void fetchUploads100Megabytes() throws Exception {
		try (ChromiumPage page = open("/upload.html")) {
			page.evaluate("""
					const form100 = new FormData();
					form100.append("file", new Blob([new Uint8Array(100000000)]), "large.bin");
					fetch("/upload", { method: "POST", body: form100 })
						.then((response) => response.json())
						.then((files) => window.uploaded = files[0].size);
					""");
			page.await("window.uploaded === 100000000");
		}
	}

	private ChromiumPage open(String path) throws Exception {
		ChromiumPage page = chromium.open("http://localhost:" + this.port + path);
		page.await("document.readyState === 'complete' && document.querySelector('h1')");
		return page;
	}

}
