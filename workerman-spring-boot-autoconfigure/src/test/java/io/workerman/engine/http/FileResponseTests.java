package io.workerman.engine.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Files under conditions and in parts.
 */
class FileResponseTests {

	private static final String MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT";

	private Path file = Path.of(".");

	@BeforeEach
	void write(@TempDir Path directory) throws IOException {
		this.file = Files.writeString(directory.resolve("a.txt"), "0123456789");
		Files.setLastModifiedTime(this.file, FileTime.from(Instant.parse("2024-01-01T00:00:00.500Z")));
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-0,0,0-0", "bytes=2-4,234,2-4", "bytes=7-,789,7-9", "bytes=-3,789,7-9",
			"bytes=5-99999999999999999,56789,5-9", "bytes=-20,0123456789,0-9", "BYTES=1-1,1,1-1" })
	@DisplayName("B-36 and B-74 a range of a file")
	void rangeIsSent(String range, String content, String contentRange) {
		assertThat(get("Range: " + range)).startsWith("HTTP/1.1 206 Partial Content\r\n")
			.contains("\r\nContent-Range: bytes " + contentRange + "/10\r\n",
					"\r\nContent-Length: " + content.length() + "\r\n",
					"\r\nContent-Type: text/plain;charset=utf-8\r\n")
			.endsWith("\r\n\r\n" + content);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=10-", "bytes=99-100", "bytes=-0", "bytes=11-12,20-" })
	void rangeThatTheFileDoesNotHaveIsRefused(String range) {
		assertThat(get("Range: " + range)).startsWith("HTTP/1.1 416 ")
			.contains("\r\nContent-Range: bytes */10\r\n", "\r\nContent-Length: 0\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=4-2", "bytes=a-b", "bytes=", "bytes=-", "lines=1-2", "bytes=1", "bytes=1-2-3",
			"bytes=0-9,0-9", "bytes=1-1,,2-2", "bytes=1111111111111111111-" })
	void rangeThatMakesNoSenseIsIgnored(String range) {
		assertThat(get("Range: " + range)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n0123456789");
	}

	@Test
	void moreRangesThanAnyoneNeedsAreIgnored() {
		assertThat(get("Range: bytes=0-0" + ",1-1".repeat(100))).startsWith("HTTP/1.1 200 OK\r\n");
	}

	@Test
	@DisplayName("B-74 several ranges of a file")
	void rangesAreSentInParts() {
		String response = get("Range: bytes=0-1, 4-4,-2");
		String boundary = response.replaceAll("(?s).*boundary=([0-9a-f]+).*", "$1");
		assertThat(response).startsWith("HTTP/1.1 206 Partial Content\r\n")
			.doesNotContain("\r\nContent-Range: bytes */");
		String body = response.substring(response.indexOf("\r\n\r\n") + 4);
		assertThat(body).isEqualTo("""
				\r
				--B\r
				Content-Type: text/plain;charset=utf-8\r
				Content-Range: bytes 0-1/10\r
				\r
				01\r
				--B\r
				Content-Type: text/plain;charset=utf-8\r
				Content-Range: bytes 4-4/10\r
				\r
				4\r
				--B\r
				Content-Type: text/plain;charset=utf-8\r
				Content-Range: bytes 8-9/10\r
				\r
				89\r
				--B--\r
				""".replace("B", boundary).replace(boundary + "ytes", "bytes"));
		assertThat(response).contains("\r\nContent-Length: " + body.length() + "\r\n");
	}

	@Test
	void rangesThatAreLargeAreTheWholeFile() throws IOException {
		byte[] large = new byte[2_000_000];
		Files.write(this.file, large);
		assertThat(get("Range: bytes=0-999999,1000000-1999999")).startsWith("HTTP/1.1 200 OK\r\n")
			.contains("\r\nContent-Length: 2000000\r\n");
	}

	@Test
	@DisplayName("H-25 and B-74 the client has the file already")
	void fileThatHasNotChangedIsNotSent() {
		String etag = etag();
		for (String condition : new String[] { "If-Modified-Since: " + MODIFIED,
				"If-Modified-Since: Tue, 02 Jan 2024 00:00:00 GMT", "If-Modified-Since: Monday, 01-Jan-24 00:00:00 GMT",
				"If-Modified-Since: Mon Jan  1 00:00:00 2024", "If-None-Match: " + etag,
				"If-None-Match: \"x\", W/" + etag, "If-None-Match: *",
				"If-None-Match: " + etag + "\r\nIf-Modified-Since: Sun, 31 Dec 2023 00:00:00 GMT" }) {
			assertThat(get(condition)).as(condition)
				.startsWith("HTTP/1.1 304 Not Modified\r\n")
				.contains("\r\nETag: " + etag + "\r\n")
				.doesNotContain("Content-Length")
				.endsWith("\r\n\r\n");
		}
		for (String condition : new String[] { "If-Modified-Since: Sun, 31 Dec 2023 23:59:59 GMT",
				"If-Modified-Since: nonsense", "If-None-Match: \"x\"",
				"If-None-Match: \"x\"\r\nIf-Modified-Since: " + MODIFIED, "If-Match: " + etag,
				"If-Unmodified-Since: " + MODIFIED }) {
			assertThat(get(condition)).as(condition).startsWith("HTTP/1.1 200 OK\r\n");
		}
		for (String condition : new String[] { "If-Match: \"x\"", "If-Match: W/" + etag,
				"If-Unmodified-Since: Sun, 31 Dec 2023 23:59:59 GMT" }) {
			assertThat(get(condition)).as(condition).startsWith("HTTP/1.1 412 Precondition Failed\r\n");
		}
	}

	@Test
	void rangeOfAnotherVersionIsTheWholeFile() {
		for (String version : new String[] { etag(), MODIFIED }) {
			assertThat(get("Range: bytes=1-1\r\nIf-Range: " + version)).startsWith("HTTP/1.1 206 ");
		}
		for (String version : new String[] { "\"x\"", "W/" + etag(), "Tue, 02 Jan 2024 00:00:00 GMT", "x" }) {
			assertThat(get("Range: bytes=1-1\r\nIf-Range: " + version)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void headHasNoRange() {
		assertThat(answer("HEAD", "Range: bytes=1-1", HttpResponse.file(this.file))).startsWith("HTTP/1.1 200 ")
			.contains("\r\nAccept-Ranges: bytes\r\n")
			.endsWith("Content-Length: 10\r\n\r\n");
	}

	@Test
	@DisplayName("B-36 a part that the application chooses")
	void partIsWhatTheApplicationSays() {
		assertThat(answer("GET", "Range: bytes=1-1", HttpResponse.file(this.file, 3, 4)))
			.startsWith("HTTP/1.1 206 Partial Content\r\n")
			.contains("\r\nContent-Range: bytes 3-6/10\r\n")
			.endsWith("\r\n\r\n3456");
		assertThat(answer("GET", "", HttpResponse.file(this.file, 8, 100))).endsWith("\r\n\r\n89");
		assertThat(answer("GET", "", HttpResponse.file(this.file, 10, 1))).startsWith("HTTP/1.1 416 ");
		assertThatIllegalArgumentException().isThrownBy(() -> HttpResponse.file(this.file, -1, 1))
			.withMessage("start: -1, length: 1 (expected: both >= 0)");
	}

	@Test
	@DisplayName("H-26 a file of an unknown type")
	void fileOfUnknownTypeIsToBeKept() throws IOException {
		Path unknown = Files.writeString(this.file.resolveSibling("a b\"c.xyz"), "x");
		assertThat(answer("GET", "", HttpResponse.file(unknown))).contains(
				"\r\nContent-Type: application/octet-stream\r\n",
				"\r\nContent-Disposition: attachment; " + "filename=\"a b_c.xyz\"; filename*=UTF-8''a%20b%22c.xyz\r\n");
		assertThat(answer("GET", "",
				HttpResponse.file(unknown).contentType("a/b").header("ETag", "\"mine\"").cookie("a", "b")))
			.contains("\r\nContent-Type: a/b\r\n", "\r\nETag: \"mine\"\r\n", "\r\nSet-Cookie: a=b\r\n")
			.doesNotContain("Content-Disposition");
	}

	private String etag() {
		return get("X: y").replaceAll("(?s).*ETag: (\"[^\"]+\").*", "$1");
	}

	private String get(String header) {
		return answer("GET", header, HttpResponse.file(this.file));
	}

	private static String answer(String method, String header, HttpResponse response) {
		String lines = header.isEmpty() ? "" : header + "\r\n";
		try (CodecDriver driver = new CodecDriver(new HttpProtocol()).answerWith((message) -> response)) {
			return driver.receive(method + " / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").sent();
		}
	}

}
