package io.workerman.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.engine.http.form.UploadLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Forms with files that are larger than what is kept in memory.
 */
@DisplayName("B-34 and H-06 uploads")
class UploadTests {

	private static final int THRESHOLD = 10_000;

	private Path directory = Path.of(".");

	private HttpOptions options = HttpOptions.DEFAULTS;

	@BeforeEach
	void configure(@TempDir Path directory) {
		this.directory = directory;
		this.options = HttpOptions.DEFAULTS.uploads(new UploadLimits(3, 100, THRESHOLD, directory));
	}

	@Test
	void largeFileIsOnTheDiskUntilTheRequestIsAnswered() throws IOException {
		byte[] content = content(700_000);
		Path kept = this.directory.resolve("kept");
		List<String> seen = new ArrayList<>();
		AtomicReference<UploadedFile> small = new AtomicReference<>();
		try (HttpServer server = server((request) -> {
			UploadedFile large = request.file("large");
			assertThat(stored()).isEqualTo(1);
			assertThat(large.bytes()).isEqualTo(content);
			try (InputStream stream = large.inputStream()) {
				assertThat(stream.readAllBytes()).isEqualTo(content);
			}
			seen.add("%s %s %s %d".formatted(large.name(), large.fileName(), large.contentType(), large.size()));
			seen.add(String.valueOf(request.form("title")));
			seen.add(String.valueOf(request.body().length));
			large.moveTo(kept);
			assertThat(large.bytes()).isEqualTo(content);
			small.set(request.file("small"));
			return "done";
		})) {
			for (boolean chunked : List.of(false, true)) {
				assertThat(upload(server, body(content), chunked)).endsWith("\r\n\r\ndone");
				assertThat(kept).hasBinaryContent(content);
				Files.delete(kept);
			}
			assertThat(small.get().bytes()).asString().isEqualTo("tiny");
			assertThat(seen).startsWith("large a.bin image/png 700000", "grüße", "0");
			HttpServer.await(() -> stored() == 0);
		}
	}

	@Test
	void fileThatWasNotMovedIsDeleted() throws IOException {
		AtomicReference<UploadedFile> file = new AtomicReference<>();
		try (HttpServer server = server((request) -> {
			file.set(request.file("large"));
			assertThat(stored()).isEqualTo(1);
			return "done";
		})) {
			assertThat(upload(server, body(content(50_000)), false)).endsWith("done");
			HttpServer.await(() -> stored() == 0);
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> file.get().bytes());
		}
	}

	@Test
	void fileOfClientThatLeavesIsDeleted() throws IOException {
		try (HttpServer server = server((request) -> "done")) {
			try (Socket socket = server.connect()) {
				byte[] body = body(content(100_000));
				HttpServer.say(socket, head("Content-Length: " + body.length));
				socket.getOutputStream().write(body, 0, 60_000);
				HttpServer.await(() -> stored() == 1);
			}
			HttpServer.await(() -> stored() == 0);
		}
	}

	@Test
	void smallFormStaysInMemory() throws IOException {
		try (HttpServer server = server((request) -> {
			assertThat(stored()).isZero();
			assertThat(request.body()).isNotEmpty();
			return request.file("large").bytes().length + " " + request.form("title");
		})) {
			assertThat(upload(server, body(content(5_000)), true)).endsWith("\r\n\r\n5000 gr\u00c3\u00bc\u00c3\u009fe");
		}
	}

	@Test
	void formAboveItsLimitsIsRefused() throws IOException {
		try (HttpServer server = server((request) -> "done")) {
			String part = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + "a".repeat(5000)
					+ "\r\n";
			assertRefused(server, part.repeat(4) + "--x--", 413, "The form has too many parts");
			String field = "--x\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n" + "a".repeat(20_000);
			assertRefused(server, field + "\r\n--x--", 413, "The fields of the form are too large");
			assertRefused(server, part.repeat(3), 400, "The multipart body is malformed");
			assertRefused(server, part.repeat(3) + "--xx", 400, "The multipart body is malformed");
			HttpServer.await(() -> stored() == 0);
		}
	}

	@Test
	void formThatCannotBeStoredIsRefused() throws IOException {
		this.options = HttpOptions.DEFAULTS
			.uploads(new UploadLimits(3, 100, THRESHOLD, this.directory.resolve("none")));
		try (HttpServer server = server((request) -> "done")) {
			assertThat(upload(server, body(content(50_000)), false)).startsWith("HTTP/1.1 507 ")
				.endsWith("The upload cannot be stored");
		}
	}

	private static void assertRefused(HttpServer server, String body, int status, String reason) throws IOException {
		assertThat(upload(server, body.getBytes(StandardCharsets.US_ASCII), false)).startsWith("HTTP/1.1 " + status)
			.endsWith(reason);
	}

	private HttpServer server(Handler handler) {
		return new HttpServer(this.options, (builder) -> builder
			.onMessage((connection, message) -> connection.send(handler.answer((HttpRequest) message))));
	}

	private long stored() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("workerman-upload-")).count();
		}
	}

	private static byte[] content(int size) {
		byte[] content = new byte[size];
		new Random(size).nextBytes(content);
		byte[] trap = "\r\n--not\r\n--\r\n-".getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(trap, 0, content, size / 2, trap.length);
		return content;
	}

	private static byte[] body(byte[] content) {
		String before = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\ngr\u00fc\u00dfe\r\n"
				+ "--x\r\nContent-Disposition: form-data; name=\"large\"; filename=\"a.bin\"\r\n"
				+ "Content-Type: image/png\r\n\r\n";
		String after = "\r\n--x\r\nContent-Disposition: form-data; name=\"small\"; filename=\"b\"\r\n\r\ntiny\r\n--x--\r\n";
		byte[] start = before.getBytes(StandardCharsets.UTF_8);
		byte[] end = after.getBytes(StandardCharsets.UTF_8);
		byte[] body = new byte[start.length + content.length + end.length];
		System.arraycopy(start, 0, body, 0, start.length);
		System.arraycopy(content, 0, body, start.length, content.length);
		System.arraycopy(end, 0, body, start.length + content.length, end.length);
		return body;
	}

	private static String upload(HttpServer server, byte[] body, boolean chunked) throws IOException {
		try (Socket socket = server.connect()) {
			if (!chunked) {
				HttpServer.say(socket, head("Content-Length: " + body.length));
				socket.getOutputStream().write(body);
				return HttpServer.rest(socket);
			}
			HttpServer.say(socket, head("Transfer-Encoding: chunked"));
			for (int start = 0; start < body.length; start += 7777) {
				int length = Math.min(7777, body.length - start);
				HttpServer.say(socket, Integer.toHexString(length) + "\r\n");
				socket.getOutputStream().write(body, start, length);
				HttpServer.say(socket, "\r\n");
			}
			HttpServer.say(socket, "0\r\n\r\n");
			return HttpServer.rest(socket);
		}
	}

	private static String head(String length) {
		return "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\n"
				+ length + "\r\n\r\n";
	}

	private interface Handler {

		Object answer(HttpRequest request) throws IOException;

	}

}
