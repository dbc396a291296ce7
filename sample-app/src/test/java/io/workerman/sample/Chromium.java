package io.workerman.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Chromium without a window, driven by its DevTools.
 */
final class Chromium implements AutoCloseable {

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path profile;

	private final Process process;

	private final String devTools;

	private Chromium(Path executable) throws IOException {
		this.profile = Files.createTempDirectory("chromium");
		this.process = new ProcessBuilder(executable.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--ignore-certificate-errors",
				"--remote-debugging-port=0", "--user-data-dir=" + this.profile)
			.redirectErrorStream(true)
			.redirectOutput(this.profile.resolve("chromium.log").toFile())
			.start();
		this.devTools = "http://127.0.0.1:" + devToolsPort();
	}

	/**
	 * Start the Chromium of this machine. Without one the tests are skipped.
	 * @return the Chromium
	 */
	static Chromium start() throws IOException {
		Optional<Path> executable = Stream.of("chromium", "chromium-browser", "google-chrome")
			.map((name) -> Path.of("/usr/bin", name))
			.filter(Files::isExecutable)
			.findFirst();
		Assumptions.assumeTrue(executable.isPresent(),
				"Pages are not tested: there is no Chromium (chromium, chromium-browser, google-chrome) in /usr/bin");
		return new Chromium(executable.get());
	}

	private String devToolsPort() {
		Path file = this.profile.resolve("DevToolsActivePort");
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file) && Files.size(file) > 0);
		try {
			return Files.readAllLines(file).get(0);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Chromium did not start", ex);
		}
	}

	ChromiumPage open(String address) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.devTools + "/json/new?" + address))
			.PUT(HttpRequest.BodyPublishers.noBody())
			.build();
		JsonNode target = JsonMapper.shared().readTree(this.http.send(request, BodyHandlers.ofString()).body());
		return new ChromiumPage(this.http, URI.create(target.get("webSocketDebuggerUrl").stringValue()));
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().completeOnTimeout(this.process, 10, TimeUnit.SECONDS).join();
		this.process.destroyForcibly().onExit().join();
		// processes that it has left may still write
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> !FileSystemUtils.deleteRecursively(this.profile));
	}

}
