package io.workerman.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.http.files.FileRoot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Static roots and what clients say to get at files.
 */
@DisplayName("H-20 static roots")
class StaticRootsTests {

	private static final String ALL = "gzip, br";

	private Path base = Path.of(".");

	private Path root = Path.of(".");

	private HttpServer server = new HttpServer(HttpOptions.DEFAULTS, (builder) -> builder);

	@BeforeEach
	void write(@TempDir Path base) throws IOException {
		this.base = base;
		this.root = Files.createDirectories(base.resolve("www"));
		Files.writeString(this.root.resolve("index.html"), "<p>home");
		Files.writeString(this.root.resolve("a b.txt"), "blank");
		Files.writeString(this.root.resolve(".secret"), "secret");
		Files.createDirectories(this.root.resolve(".git"));
		Files.writeString(this.root.resolve(".git/config"), "secret");
		Files.createDirectories(this.root.resolve(".well-known"));
		Files.writeString(this.root.resolve(".well-known/acme"), "token");
		Files.createDirectories(this.root.resolve("docs"));
		Files.writeString(this.root.resolve("docs/index.html"), "<p>docs");
		Files.createDirectories(this.root.resolve("empty"));
		Files.writeString(this.root.resolve("empty/x<y>.txt"), "x");
		Files.writeString(base.resolve("secret.txt"), "secret");
		Files.createDirectories(base.resolve("www2"));
		Files.writeString(base.resolve("www2/secret.txt"), "secret");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void serve(FileRoot... roots) {
		this.server.close();
		this.server = new HttpServer(HttpOptions.DEFAULTS.roots(List.of(roots)), (builder) -> builder);
	}

	@Test
	@DisplayName("H-22 and H-26 files, index files and their types")
	void filesAreServed() throws IOException {
		serve(FileRoot.of(this.root));
		assertThat(this.server.get("/")).startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n")
			.endsWith("\r\n\r\n<p>home");
		assertThat(this.server.get("/index.html?x=1")).endsWith("\r\n\r\n<p>home");
		assertThat(this.server.get("/a%20b.txt")).contains("\r\nContent-Type: text/plain;charset=utf-8\r\n")
			.endsWith("blank");
		assertThat(this.server.get("//docs///index.html")).endsWith("<p>docs");
		assertThat(this.server.get("/docs/")).endsWith("<p>docs");
		assertThat(this.server.get("/docs?a=b")).startsWith("HTTP/1.1 301 ").contains("\r\nLocation: /docs/?a=b\r\n");
		assertThat(this.server.get("//docs")).contains("\r\nLocation: /docs/\r\n");
		assertThat(this.server.get("/.well-known/acme")).endsWith("token");
		assertThat(this.server.request("HEAD", "/")).contains("\r\nContent-Length: 7\r\n").endsWith("\r\n\r\n");
		assertThat(this.server.get("http://x.test/docs/")).endsWith("<p>docs");
	}

	@Test
	@DisplayName("H-24 a file that is missing")
	void missingFileIsNotFound() throws IOException {
		serve(FileRoot.of(this.root));
		for (String path : List.of("/none", "/index.html/", "/docs/none.html", "/empty/", "/empty", "/%80",
				"/" + "a".repeat(300))) {
			assertThat(this.server.get(path)).as(path)
				.startsWith("HTTP/1.1 404 Not Found\r\n")
				.endsWith("<h3>404 Not Found</h3>");
		}
		assertThat(this.server.request("POST", "/", "Content-Length: 0")).startsWith("HTTP/1.1 405 ")
			.contains("\r\nAllow: GET, HEAD\r\n", "application/problem+json");
		assertThat(this.server.request("OPTIONS", "*")).startsWith("HTTP/1.1 204 ")
			.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/../secret.txt", "/docs/../../secret.txt", "/%2e%2e/secret.txt", "/.%2e/secret.txt",
			"/..%2fsecret.txt", "/docs/..%2f..%2fsecret.txt", "/..\\secret.txt", "/..%5csecret.txt",
			"/%2e%2e%5csecret.txt", "/a%0ab", "/./index.html", "/%2e/index.html", "/docs/..", "/%2Fetc/passwd",
			"/..%2Fwww2/secret.txt" })
	@DisplayName("H-23 a path that tries to leave the root")
	void pathDoesNotLeaveTheRoot(String path) throws IOException {
		serve(FileRoot.of(this.root));
		assertThat(this.server.get(path)).startsWith("HTTP/1.1 400 Bad Request\r\n")
			.contains("\r\nConnection: close\r\n")
			.endsWith("<h1>400 Bad Request</h1>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%252e%252e/secret.txt", "/..%252fsecret.txt", "/..%c0%afsecret.txt",
			"/%c0%ae%c0%ae/secret.txt", "/...", "/.secret", "/.git/config", "/%2esecret", "/docs/.secret",
			"/~/secret.txt", "/www2/secret.txt", "/.well-known" })
	@DisplayName("H-23 names that decode once to nothing, and hidden names")
	void nameThatIsHiddenIsNotFound(String path) throws IOException {
		serve(FileRoot.of(this.root));
		assertThat(this.server.get(path)).startsWith("HTTP/1.1 404 Not Found\r\n").doesNotContain("token");
	}

	@Test
	@DisplayName("H-23 symbolic links")
	void linkIsFollowedWithinTheRootOnly() throws IOException {
		Files.createSymbolicLink(this.root.resolve("inside.html"), this.root.resolve("index.html"));
		Files.createSymbolicLink(this.root.resolve("outside.txt"), this.base.resolve("secret.txt"));
		Files.createSymbolicLink(this.root.resolve("up"), this.base);
		Files.createSymbolicLink(this.root.resolve("docs/x.js"), this.root.resolve("index.html"));
		Files.createSymbolicLink(this.root.resolve("docs/x.js.gz"), this.base.resolve("secret.txt"));
		Files.createSymbolicLink(this.base.resolve("current"), this.root);
		serve(FileRoot.of(this.base.resolve("current")));
		assertThat(this.server.get("/inside.html")).endsWith("<p>home");
		assertThat(this.server.get("/outside.txt")).startsWith("HTTP/1.1 404 ");
		assertThat(this.server.get("/up/secret.txt")).startsWith("HTTP/1.1 404 ");
		assertThat(this.server.get("/docs/x.js", "Accept-Encoding: gzip")).endsWith("<p>home");
	}

	@Test
	@DisplayName("H-21 roots by host")
	void hostHasItsRoot() throws IOException {
		Path other = Files.createDirectories(this.base.resolve("other"));
		Files.writeString(other.resolve("index.html"), "<p>other");
		serve(FileRoot.of(this.root).host("A.test"), FileRoot.of(other).host("b.test"),
				FileRoot.of(other).host("a.test").prefix("/assets"));
		assertThat(this.server.get("/", "Host: a.TEST:8080")).endsWith("<p>home");
		assertThat(this.server.get("/", "Host: b.test")).endsWith("<p>other");
		assertThat(this.server.get("/", "Host: [::1]:80")).endsWith("<p>home");
		assertThat(this.server.get("http://b.test/", "Host: a.test")).endsWith("<p>other");
		assertThat(this.server.get("/assets/")).endsWith("<p>other");
		assertThat(this.server.get("/assets")).contains("\r\nLocation: /assets/\r\n");
		assertThat(this.server.get("/assets/../index.html")).startsWith("HTTP/1.1 400 ");
		assertThat(this.server.get("/assetsx")).startsWith("HTTP/1.1 404 ");
		assertThatIllegalArgumentException().isThrownBy(() -> FileRoot.of(other).prefix("x"))
			.withMessage("prefix: x (expected: a path that begins with '/')");
	}

	@Test
	void pageThatDoesNotExistIsTheIndexIfThatIsWanted() throws IOException {
		serve(FileRoot.of(this.root).spaFallback(true));
		assertThat(this.server.get("/users/7", "Accept: text/html,*/*")).startsWith("HTTP/1.1 200 ")
			.endsWith("<p>home");
		assertThat(this.server.get("/users/7")).startsWith("HTTP/1.1 404 ");
		assertThat(this.server.get("/users/7.js", "Accept: text/html,*/*")).startsWith("HTTP/1.1 404 ");
		assertThat(this.server.get("/a/../b", "Accept: text/html")).startsWith("HTTP/1.1 400 ");
	}

	@Test
	void directoryIsListedIfThatIsWanted() throws IOException {
		serve(FileRoot.of(this.root).listing(true).index(List.of("start.html", "index.html")));
		assertThat(this.server.get("/empty/")).contains("\r\nContent-Type: text/html;charset=utf-8\r\n",
				"<a href=\"../\">../</a>", "<a href=\"./x%3Cy%3E.txt\">x&lt;y&gt;.txt</a>");
		assertThat(this.server.get("/docs/")).endsWith("<p>docs");
		Files.delete(this.root.resolve("index.html"));
		assertThat(this.server.get("/")).contains("<a href=\"./docs/\">docs/</a>", "a%20b.txt")
			.doesNotContain("secret", ".git");
	}

	@Test
	void clientGetsTheFileCompressedBefore() throws IOException {
		Files.writeString(this.root.resolve("app.js"), "plain()");
		Files.writeString(this.root.resolve("app.js.gz"), "zipped");
		Files.writeString(this.root.resolve("app.js.br"), "brotli");
		serve(FileRoot.of(this.root));
		assertThat(this.server.get("/app.js", "Accept-Encoding: " + ALL)).endsWith("\r\n\r\nbrotli")
			.contains("\r\nContent-Encoding: br\r\n", "\r\nVary: Accept-Encoding\r\n",
					"\r\nContent-Type: text/javascript;charset=utf-8\r\n");
		assertThat(this.server.get("/app.js", "Accept-Encoding: br;q=0, gzip")).endsWith("\r\n\r\nzipped")
			.contains("\r\nContent-Encoding: gzip\r\n");
		assertThat(this.server.get("/app.js")).endsWith("\r\n\r\nplain()")
			.contains("\r\nVary: Accept-Encoding\r\n")
			.doesNotContain("Content-Encoding");
		assertThat(this.server.get("/app.js", "Accept-Encoding: " + ALL, "Range: bytes=0-1")).endsWith("\r\n\r\npl");
	}

	@Test
	@DisplayName("H-25 a file that has not changed")
	void fileThatHasNotChangedIsNotSent() throws IOException {
		serve(FileRoot.of(this.root));
		String first = this.server.get("/");
		String date = first.replaceAll("(?s).*Last-Modified: ([^\r]+)\r.*", "$1");
		String etag = first.replaceAll("(?s).*ETag: ([^\r]+)\r.*", "$1");
		assertThat(this.server.get("/", "If-Modified-Since: " + date)).startsWith("HTTP/1.1 304 ");
		assertThat(this.server.get("/", "If-None-Match: " + etag)).startsWith("HTTP/1.1 304 ").endsWith("\r\n\r\n");
	}

	@Test
	void fileComesBeforeTheHandler() throws IOException {
		AtomicInteger calls = new AtomicInteger();
		this.server.close();
		this.server = new HttpServer(HttpOptions.DEFAULTS.roots(List.of(FileRoot.of(this.root))),
				(builder) -> builder.onMessage((connection, message) -> {
					calls.incrementAndGet();
					connection.send("handled " + ((HttpRequest) message).path());
				}));
		assertThat(this.server.get("/")).endsWith("<p>home");
		assertThat(calls).hasValue(0);
		assertThat(this.server.get("/api")).endsWith("handled /api");
		assertThat(this.server.request("POST", "/", "Content-Length: 0")).endsWith("handled /");
		assertThat(this.server.get("/.secret")).endsWith("handled /.secret");
		assertThat(this.server.get("/../secret.txt")).startsWith("HTTP/1.1 400 ");
	}

	@Test
	@DisplayName("H-27 and C-36 large files and many requests in one segment")
	void filesAreServedInOrder() throws IOException {
		byte[] large = new byte[3_000_001];
		new Random(3).nextBytes(large);
		Files.write(this.root.resolve("large.bin"), large);
		serve(FileRoot.of(this.root));
		String get = "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nRange: bytes=1-1\r\n\r\n";
		try (Socket socket = this.server.connect()) {
			HttpServer.say(socket, get.repeat(20) + "GET /docs/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
			String all = HttpServer.rest(socket);
			String content = new String(large, StandardCharsets.ISO_8859_1);
			int position = 0;
			for (int i = 0; i < 20; i++) {
				position = all.indexOf("\r\n\r\n", position) + 4;
				assertThat(all.startsWith(content, position)).isTrue();
				position = all.indexOf("\r\n\r\n", position + content.length()) + 4;
				assertThat(all.substring(position)).startsWith("pHTTP/1.1 ");
			}
			assertThat(all).endsWith("<p>docs");
		}
	}

}
