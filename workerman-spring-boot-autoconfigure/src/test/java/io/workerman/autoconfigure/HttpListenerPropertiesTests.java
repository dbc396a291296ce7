package io.workerman.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.http.Session;
import io.workerman.engine.http.SessionStore;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties of http listeners.
 */
class HttpListenerPropertiesTests {

	@TempDir
	private Path directory;

	@Test
	@DisplayName("B-31 Limits and timeouts are properties")
	void limitsWhenSetAreKept() throws IOException {
		try (Application application = run("max-header-size=1000B", "max-headers=5", "max-uri-length=100B",
				"header-timeout=200ms")) {
			assertThat(exchange(application, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(1000)))
				.startsWith("HTTP/1.1 431 ");
			assertThat(exchange(application, "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(5) + "\r\n"))
				.startsWith("HTTP/1.1 431 ");
			assertThat(exchange(application, "GET /" + "a".repeat(100) + " HTTP/1.1\r\n")).startsWith("HTTP/1.1 414 ");
			assertThat(exchange(application, "GET / HTTP")).startsWith("HTTP/1.1 408 ");
		}
	}

	@Test
	void http2WhenEnabledIsSpoken() throws IOException {
		String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
		String malformed = preface + "\0\0\0\0\0\0\0\0\0";
		try (Application application = run("http2.enabled=true", "http2.max-concurrent-streams=7")) {
			assertThat(exchange(application, malformed)).contains("\0\3\0\0\0\7").contains("\0\7");
		}
		try (Application application = run()) {
			assertThat(exchange(application, preface)).startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	@DisplayName("H-20 Roots are properties, and need no handler")
	void rootsWhenSetAreServed() throws IOException {
		Files.writeString(this.directory.resolve("index.html"), "<p>home");
		Files.writeString(this.directory.resolve("start.html"), "<p>start");
		Files.createDirectories(this.directory.resolve("empty"));
		String path = "path=" + this.directory;
		try (Application application = run("roots[0]." + path, "roots[1]." + path, "roots[1].host=b.test",
				"roots[1].prefix=/x", "roots[1].index=start.html", "roots[1].spa-fallback=true",
				"roots[1].directory-listing=true")) {
			assertThat(get(application, "/", "a.test")).endsWith("<p>home");
			assertThat(get(application, "/empty/", "a.test")).endsWith("path /empty/");
			assertThat(get(application, "/x/", "b.test")).endsWith("<p>start");
			assertThat(get(application, "/x/empty/", "b.test")).contains("<h1>/x/empty/</h1>");
			assertThat(get(application, "/x/page", "b.test\r\nAccept: text/html")).endsWith("<p>start");
			assertThat(get(application, "/handled", "a.test")).endsWith("path /handled");
		}
	}

	@Test
	@DisplayName("B-74 Compression is a property")
	void compressionWhenEnabledCompresses() throws IOException {
		try (Application application = run("compression.enabled=true", "compression.min-size=5B",
				"compression.types=text/html")) {
			assertThat(get(application, "/long", "a\r\nAccept-Encoding: gzip")).contains("Content-Encoding: gzip");
		}
	}

	@Test
	@DisplayName("B-39 The cookie of sessions has the attributes of the properties")
	void cookieWhenConfiguredHasItsAttributes() throws IOException {
		try (Application application = run("session.timeout=1h", "session.cookie.name=sid", "session.cookie.path=/app",
				"session.cookie.domain=a.test", "session.cookie.secure=true", "session.cookie.http-only=false",
				"session.cookie.same-site=strict", "session.cookie.max-age=1h")) {
			assertThat(get(application, "/session", "a")).containsPattern(
					"\r\nSet-Cookie: sid=[0-9a-f]{32}; Domain=a.test; Max-Age=3600; Path=/app; Secure; SameSite=Strict\r\n");
		}
	}

	@Test
	@DisplayName("B-39 A bean keeps the sessions")
	void storeWhenThereIsABeanKeepsSessions() throws IOException {
		Store.kept.clear();
		try (Application application = Application.run("http://127.0.0.1:0", Web.class, Store.class)) {
			get(application, "/session", "a");
			assertThat(Store.kept).hasSize(1);
		}
	}

	@Test
	@DisplayName("B-34 Limits of forms are properties")
	void limitsOfFormsWhenSetAreKept() throws IOException {
		try (Application application = run("multipart.max-parts=0", "multipart.max-fields-size=10B",
				"multipart.file-size-threshold=0B", "multipart.location=" + this.directory)) {
			String body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--";
			assertThat(exchange(application,
					"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
							+ body.length() + "\r\n\r\n" + body))
				.startsWith("HTTP/1.1 413 ")
				.endsWith("The form has too many parts");
		}
	}

	@ParameterizedTest
	@CsvSource({ "max-headers: 0,it must be greater than 0", "max-header-size: 0B,it must be greater than 0",
			"max-header-size: 3GB,it must be less than 2GB", "header-timeout: -1s,it must not be negative",
			"multipart.location: /no/such/place,it must be a directory that exists",
			"roots[0].path: /no/such/place,it must be a directory that exists",
			"roots[0].index: a,it must be set to a directory", "session.timeout: 0s,it must be greater than 0",
			"session.cookie.name: a b,The name of a cookie is malformed: 'a b'",
			"session.cookie.path: a;b,The path of a cookie is malformed" })
	void valueWhenImpossibleStopsTheStart(String property, String reason) {
		String analysis = FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      address: http://127.0.0.1:0
				      http.%s
				""".formatted(property), this.directory);
		String key = property.startsWith("roots") ? "roots[0].path" : property.substring(0, property.indexOf(':'));
		assertThat(analysis).contains("workerman.listeners.it.http." + key, reason);
	}

	private static Application run(String... properties) {
		List<String> all = new ArrayList<>(List.of("workerman.listeners.it.address=http://127.0.0.1:0"));
		for (String property : properties) {
			all.add("workerman.listeners.it.http." + property);
		}
		return Application.run(all, Web.class);
	}

	private static String get(Application application, String path, String host) throws IOException {
		return exchange(application, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
	}

	private static String exchange(Application application, String said) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port("it"))) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@WorkerHandler
	static class Web {

		@OnMessage
		String answer(HttpRequest request) {
			return switch (request.path()) {
				case "/session" -> request.session().id();
				case "/long" -> "long ".repeat(100);
				default -> "path " + request.path();
			};
		}

	}

	static class Store implements SessionStore {

		private static final Map<String, Session> kept = new ConcurrentHashMap<>();

		@Override
		public @Nullable Session find(String id) {
			return kept.get(id);
		}

		@Override
		public void save(Session session) {
			kept.put(session.id(), session);
		}

		@Override
		public void delete(String id) {
			kept.remove(id);
		}

	}

}
