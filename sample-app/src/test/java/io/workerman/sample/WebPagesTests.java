package io.workerman.sample;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;

import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the pages of events and uploads, in a real browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WebPagesTests {

	private static Chromium chromium;

	@TempDir
	private static Path files;

	@LocalWorkermanPort("web")
	private int port;

	@BeforeAll
	static void startChromium() throws Exception {
		chromium = Chromium.start();
	}

	/**
	 * Twenty minutes that a browser does not want to load whole.
	 */
	@DynamicPropertySource
	static void serveMedia(DynamicPropertyRegistry registry) throws Exception {
		AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
		byte[] silence = new byte[1200 * 8000 * 2];
		try (AudioInputStream audio = new AudioInputStream(new ByteArrayInputStream(silence), format,
				silence.length / 2)) {
			AudioSystem.write(audio, AudioFileFormat.Type.WAVE, files.resolve("tone.wav").toFile());
		}
		registry.add("workerman.listeners.web.http.roots[0].path", () -> files);
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

	@Test
	void mediaIsSoughtInByRanges() throws Exception {
		try (ChromiumPage page = open("/upload.html")) {
			page.evaluate("""
					const media = document.createElement("video");
					media.src = "/tone.wav";
					media.preload = "metadata";
					media.onseeked = () => window.sought = media.currentTime;
					media.onerror = () => window.sought = media.error.message;
					media.onloadedmetadata = () => media.currentTime = 1000;
					document.body.append(media);
					""");
			page.await("window.sought");
			assertThat(page.evaluate("window.sought").doubleValue()).isEqualTo(1000);
			assertThat(page.evaluate("media.duration").doubleValue()).isEqualTo(1200);
			page.evaluate("""
					fetch("/tone.wav", { headers: { Range: "bytes=1000-1009" } })
						.then(async (response) => window.part = response.status + " " + (await response.blob()).size);
					""");
			page.await("window.part");
			assertThat(page.evaluate("window.part").stringValue()).isEqualTo("206 10");
		}
	}

	private ChromiumPage open(String path) throws Exception {
		ChromiumPage page = chromium.open("http://localhost:" + this.port + path);
		page.await("document.readyState === 'complete' && document.querySelector('h1')");
		return page;
	}

}
