package io.workerman.sample;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.workerman.test.LocalWorkermanPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page that shows workers live, in a real browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LivePageTests {

	private static Chromium chromium;

	@LocalServerPort
	private int port;

	@LocalWorkermanPort("telnet")
	private int telnet;

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

	@Test
	void pageShowsWorkersConnectionsAndRates() throws Exception {
		try (ChromiumPage page = open(); Terminal terminal = new Terminal(this.telnet)) {
			page.await("document.getElementById('state')?.dataset.state === 'live'");
			page.await(cell("telnet", 4) + " === '1'");
			for (int i = 0; i < 20; i++) {
				terminal.type("hello " + i);
			}
			page.await(cell("telnet", 5) + " === '20'");
			page.await("[...document.querySelectorAll('.card:not([hidden]) h2')].length >= 3");
			page.await("document.querySelectorAll('polyline').length > 5");
			page.await("document.querySelector('tr.process').textContent.includes('idle')");
		}
	}

	@Test
	void pageFitsOnAPhoneInLightAndDark() throws Exception {
		try (ChromiumPage page = open()) {
			page.command("Emulation.setDeviceMetricsOverride",
					Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
			page.await("document.getElementById('state')?.dataset.state === 'live'");
			assertThat(page.evaluate("document.documentElement.scrollWidth <= 360").booleanValue()).isTrue();
			assertThat(background(page, "light")).isNotEqualTo(background(page, "dark"));
		}
	}

	@Test
	void pageLoadsNothingFromOutside() throws Exception {
		try (ChromiumPage page = open()) {
			page.await("document.getElementById('state')?.dataset.state === 'live'");
			assertThat(page
				.evaluate("performance.getEntriesByType('resource')"
						+ ".filter((entry) => new URL(entry.name).origin !== location.origin).length")
				.intValue()).isZero();
		}
	}

	private static String background(ChromiumPage page, String scheme) {
		page.command("Emulation.setEmulatedMedia",
				Map.of("features", new Object[] { Map.of("name", "prefers-color-scheme", "value", scheme) }));
		return page.evaluate("getComputedStyle(document.body).backgroundColor").stringValue();
	}

	private ChromiumPage open() throws Exception {
		return chromium.open("http://localhost:" + this.port + "/actuator/workerman");
	}

	/**
	 * The text of a cell in the row of a worker.
	 */
	private static String cell(String worker, int column) {
		return "[...document.querySelectorAll('tr.worker')].find((row) => row.cells[0].textContent === '" + worker
				+ "')?.cells[" + (column - 1) + "].textContent";
	}

}
