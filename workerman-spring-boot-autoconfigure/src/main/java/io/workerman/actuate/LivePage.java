package io.workerman.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The page that shows workers live in a browser. It needs nothing but the endpoint.
 */
final class LivePage {

	/**
	 * Where the page is on the class path.
	 */
	static final String RESOURCE = "live.html";

	private LivePage() {
	}

	static String read() {
		try (InputStream in = LivePage.class.getResourceAsStream(RESOURCE)) {
			return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
