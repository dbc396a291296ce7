package io.workerman.engine.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.http.HttpOptions.Compression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that are compressed, and those that are not.
 */
@DisplayName("B-74 compression")
class CompressionTests {

	private static final String LONG = "hällo ".repeat(1000);

	@Test
	void longTextIsCompressedForClientsThatTakeIt() throws IOException {
		for (Object body : List.of(LONG, HttpResponse.ok(LONG), Map.of("a", LONG),
				HttpResponse.ok(LONG.getBytes(StandardCharsets.UTF_8)).contentType("TEXT/plain; charset=utf-8"))) {
			Answer answer = answer("Accept-Encoding: br, gzip", body);
			assertThat(answer.head).contains("\r\nContent-Encoding: gzip\r\n", "\r\nVary: Accept-Encoding\r\n",
					"\r\nContent-Length: " + answer.body.length + "\r\n");
			assertThat(answer.body.length).isLessThan(1000);
			assertThat(answer.unzip()).contains("hällo hällo");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "X: y", "Accept-Encoding: br", "Accept-Encoding: gzip;q=0",
			"Accept-Encoding: gzip; Q=0.000", "Accept-Encoding: *;q=0", "Accept-Encoding: gzip;q=0, *" })
	void clientThatDoesNotTakeItGetsItPlain(String header) {
		Answer answer = answer(header, LONG);
		assertThat(answer.head).contains("\r\nVary: Accept-Encoding\r\n").doesNotContain("Content-Encoding");
		assertThat(new String(answer.body, StandardCharsets.UTF_8)).isEqualTo(LONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Accept-Encoding: *", "Accept-Encoding: x\r\nAccept-Encoding: GZIP;q=0.1" })
	void clientMayTakeItInOtherWords(String header) {
		assertThat(answer(header, LONG).head).contains("\r\nContent-Encoding: gzip\r\n");
	}

	@Test
	void responseIsNotCompressedWhenThatIsOfNoUse() {
		for (Object body : List.of("short", HttpResponse.ok(LONG).contentType("image/png"),
				LONG.getBytes(StandardCharsets.UTF_8), HttpResponse.ok(LONG).header("Content-Encoding", "br"),
				HttpResponse.of(206).body(LONG),
				HttpResponse.ok(LONG).header("Cache-Control", "public, no-transform"))) {
			assertThat(answer("Accept-Encoding: gzip", body).head).doesNotContain("Content-Encoding: gzip", "Vary");
		}
	}

	@Test
	void etagOfCompressedResponseIsWeak() {
		assertThat(answer("Accept-Encoding: gzip", HttpResponse.ok(LONG).header("ETag", "\"a\"")).head)
			.contains("\r\nETag: W/\"a\"\r\n");
		assertThat(answer("X: y", HttpResponse.ok(LONG).header("ETag", "\"a\"")).head).contains("\r\nETag: \"a\"\r\n");
	}

	@Test
	void headSaysWhatGetWould() {
		String get = answer("Accept-Encoding: gzip", LONG).head;
		try (CodecDriver driver = driver(LONG)) {
			String head = driver.receive("HEAD / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n").sent();
			assertThat(head.replaceAll("Date: .*\r\n", "")).isEqualTo(get.replaceAll("Date: .*\r\n", "") + "\r\n");
		}
	}

	@Test
	void fileIsCompressedButNoRangeOfIt(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("a.css"), LONG);
		Answer answer = answer("Accept-Encoding: gzip", HttpResponse.file(file));
		assertThat(answer.head).contains("\r\nContent-Encoding: gzip\r\n", "\r\nETag: W/");
		assertThat(answer.unzip()).isEqualTo(LONG);
		assertThat(answer("Accept-Encoding: gzip\r\nRange: bytes=0-4999", HttpResponse.file(file)).head)
			.startsWith("HTTP/1.1 206 ")
			.doesNotContain("Content-Encoding");
		String etag = answer.head.replaceAll("(?s).*ETag: (\\S+)\r.*", "$1");
		assertThat(answer("Accept-Encoding: gzip\r\nIf-None-Match: " + etag, HttpResponse.file(file)).head)
			.startsWith("HTTP/1.1 304 ");
	}

	private static Answer answer(String header, Object body) {
		try (CodecDriver driver = driver(body)) {
			byte[] sent = driver.receive("GET / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n").sentBytes();
			String text = new String(sent, StandardCharsets.ISO_8859_1);
			int end = text.indexOf("\r\n\r\n");
			return new Answer(text.substring(0, end) + "\r\n", Arrays.copyOfRange(sent, end + 4, sent.length));
		}
	}

	private static CodecDriver driver(Object body) {
		return new CodecDriver(new HttpProtocol(HttpOptions.DEFAULTS.compression(Compression.ON)))
			.answerWith((message) -> body);
	}

	private static final class Answer {

		private final String head;

		private final byte[] body;

		private Answer(String head, byte[] body) {
			this.head = head;
			this.body = body;
		}

		private @Nullable String unzip() throws IOException {
			return new String(new GZIPInputStream(new ByteArrayInputStream(this.body)).readAllBytes(),
					StandardCharsets.UTF_8);
		}

	}

}
