package io.workerman.engine.http;

import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Responses that come in parts.
 */
class HttpStreamTests {

	private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	@Test
	@DisplayName("B-37 chunked response")
	void chunksEndWithAnEmptyOne() {
		try (CodecDriver driver = chunked()) {
			assertThat(driver.receive(GET + GET).sent())
				.startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n")
				.doesNotContain("Content-Length")
				.endsWith("\r\nTransfer-Encoding: chunked\r\n\r\n");
			assertThat(driver.codec().isEstablished()).isTrue();
			driver.send(Chunk.of("hello"));
			driver.send(Chunk.of(new byte[17]));
			assertThat(driver.sent()).isEqualTo("5\r\nhello\r\n11\r\n" + "\0".repeat(17) + "\r\n");
			assertThat(driver.messages()).hasSize(1);
			driver.onMessage((connection, message) -> {
			});
			driver.send(Chunk.of(""));
			assertThat(driver.sent()).isEqualTo("0\r\n\r\n");
			assertThat(driver.isLastSent()).isFalse();
			assertThat(driver.messages()).hasSize(2);
			assertThat(driver.codec().isEstablished()).isFalse();
		}
	}

	@Test
	void streamOfClosingConnectionEndsWithIt() {
		try (CodecDriver driver = chunked()) {
			driver.receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
			assertThat(driver.isLastSent()).isFalse();
			driver.send(Chunk.last());
			assertThat(driver.sent()).endsWith("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
			assertThat(driver.isLastSent()).isTrue();
		}
	}

	@Test
	void streamToHttp10EndsWithTheConnection() {
		try (CodecDriver driver = chunked()) {
			driver.receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
			assertThat(driver.sent()).doesNotContain("Transfer-Encoding").endsWith("Connection: close\r\n\r\n");
			driver.send(Chunk.of("hello"));
			assertThat(driver.sent()).isEqualTo("hello");
			driver.send(Chunk.last());
			assertThat(driver.sent()).isEmpty();
			assertThat(driver.isLastSent()).isTrue();
		}
	}

	@Test
	void streamToHeadHasNoBody() {
		try (CodecDriver driver = chunked()) {
			driver.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
			driver.send(Chunk.of("hello"));
			driver.send(Chunk.last());
			assertThat(driver.sent()).endsWith("Transfer-Encoding: chunked\r\n\r\n");
		}
	}

	@Test
	void bodyOfStreamIsItsFirstChunk() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())
			.answerWith((message) -> HttpResponse.ok("first").header("Transfer-Encoding", "chunked"))) {
			assertThat(driver.receive(GET).sent()).endsWith("\r\n\r\n5\r\nfirst\r\n");
		}
	}

	@Test
	void onlyPartsCanBeSentWhileStreamIsOpen() {
		try (CodecDriver driver = chunked()) {
			driver.receive(GET);
			assertThatIllegalStateException().isThrownBy(() -> driver.send("hello"))
				.withMessageStartingWith("The response is a stream: send a Chunk");
		}
	}

	@Test
	void partsCannotBeSentWithoutStream() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())) {
			driver.receive(GET);
			assertThatIllegalStateException().isThrownBy(() -> driver.send(Chunk.of("a")))
				.withMessageStartingWith("No stream is open");
			assertThatIllegalStateException().isThrownBy(() -> driver.send(ServerSentEvent.of("a")))
				.withMessageStartingWith("No stream is open");
		}
	}

	@Test
	@DisplayName("B-38 server-sent events")
	void eventStreamCarriesEvents() {
		try (CodecDriver driver = new CodecDriver(new HttpProtocol())
			.answerWith((message) -> HttpResponse.of(200).contentType("text/event-stream; charset=utf-8"))) {
			assertThat(driver.receive(GET).sent()).contains("Content-Type: text/event-stream; charset=utf-8\r\n")
				.endsWith("Transfer-Encoding: chunked\r\n\r\n");
			driver.send(ServerSentEvent.of("tick"));
			assertThat(driver.sent()).isEqualTo("c\r\ndata: tick\n\n\r\n");
			assertThat(driver.codec().isEstablished()).isTrue();
		}
	}

	@Test
	@DisplayName("B-38 order of the lines of an event")
	void eventHasItsLinesInOrder() {
		ServerSentEvent event = ServerSentEvent.of("a\nb\r\nc\rd").event("chat").id("7").retry(Duration.ofSeconds(3));
		assertThat(event.bytes()).asString()
			.isEqualTo("event: chat\nid: 7\nretry: 3000\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
		assertThat(ServerSentEvent.comment("").bytes()).asString().isEqualTo(": \n\n");
		assertThatIllegalArgumentException().isThrownBy(() -> ServerSentEvent.of("a").event("b\nc"))
			.withMessage("'event' must be one line");
		assertThatIllegalArgumentException().isThrownBy(() -> ServerSentEvent.of("a").id("b\r"))
			.withMessage("'id' must be one line");
	}

	private static CodecDriver chunked() {
		return new CodecDriver(new HttpProtocol())
			.answerWith((message) -> HttpResponse.of(200).header("Transfer-Encoding", "chunked"));
	}

}
