package io.workerman.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.http.HttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the user is told when a client stops the start.
 */
class ClientFailureTests {

	@TempDir
	Path directory;

	private String clients(String clients, Class<?>... classes) {
		return FailedStart.analysis(
				"workerman:\n  listeners:\n    it:\n      count: 2\n  clients:\n    up:\n" + clients, this.directory,
				classes);
	}

	@Test
	@DisplayName("A-01 A client with the scheme http stops the start and says what to use")
	void addressWhenHttpIsExplained() {
		assertThat(clients("      address: http://example.org\n")).isEqualTo("""
				Invalid value 'http://example.org' for configuration property 'workerman.clients.up.address' \
				(originating from 'URL [file:/application.yml] - 7:16'). Validation failed for the following reason:

				'http://example.org' cannot be dialled: use tcp:// and write the request yourself, or an HTTP client \
				(expected one of frame, ssl, tcp, text, unix, ws, wss, or a protocol of the application)
				---
				Review the value of the property with the provided reason.""");
	}

	@Test
	void addressWhenMissingIsExplained() {
		assertThat(clients("      process: 0\n")).isEqualTo("""
				The client 'up' has no address.
				---
				Set workerman.clients.up.address to where it shall connect to, such as tcp://127.0.0.1:3306.""");
	}

	@Test
	void workerWhenUnknownIsExplained() {
		assertThat(clients("      address: tcp://127.0.0.1:1\n      worker: ti\n")).contains(
				"workerman.clients.up.worker", "'ti'", "8:15",
				"there is no worker of that name (expected one of 'it')");
	}

	@Test
	void processWhenWorkerHasFewerIsExplained() {
		assertThat(clients("      address: tcp://127.0.0.1:1\n      process: 2\n")).contains(
				"workerman.clients.up.process", "'2'", "8:16",
				"the worker 'it' has the processes 0 to 1 (expected -1 for each)");
	}

	@Test
	void valueWhenImpossibleIsExplained() {
		assertThat(clients("      address: tcp://127.0.0.1:1\n      connect-timeout: 0s\n"))
			.contains("workerman.clients.up.connect-timeout", "connectTimeout: PT0S (expected: > 0)");
		assertThat(
				clients("      address: tcp://127.0.0.1:1\n      reconnect:\n        delay: 2s\n        jitter: 2\n"))
			.contains("workerman.clients.up.reconnect", "jitter: 2.0 (expected: 0..1)");
		assertThat(clients("      address: ws://127.0.0.1:1\n      websocket.compression-level: 10\n"))
			.contains("workerman.clients.up.websocket.compression-level", "level: 10 (expected: 1..9)");
		assertThat(clients("      address: wss://127.0.0.1:1\n      ssl.bundle: nope\n"))
			.contains("workerman.clients.up.ssl.bundle", "'nope'", "SSL bundle");
	}

	@Test
	void workerWhenThereAreSeveralMustBeNamed() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    a.count: 1
				    b.count: 1
				  clients.up.address: tcp://127.0.0.1:1
				""", this.directory)).isEqualTo("""
				The client 'up' does not say on which of the workers 'a', 'b' it lives.
				---
				Set workerman.clients.up.worker to one of them.""");
		assertThat(FailedStart.analysis("workerman.clients.up.address: tcp://127.0.0.1:1", this.directory))
			.isEqualTo("""
					The client 'up' has no worker to live on.
					---
					Declare a listener; without an address it opens no port.""");
	}

	@Test
	void handlerWhenItsClientIsUnknownIsExplained() {
		assertThat(clients("      address: tcp://127.0.0.1:1\n", Misspelled.class)).isEqualTo("""
				The @WorkerHandler 'clientFailureTests.Misspelled' is for the client 'upp', which does not exist.
				---
				Use the name of a client, which are 'up', or declare it: workerman.clients.upp.address.""");
	}

	@Test
	void handlerWhenItTakesTheRequestOfAClientIsExplained() {
		assertThat(clients("      address: ws://127.0.0.1:1\n", Requesting.class))
			.contains("takes a HttpRequest, but a client gets the answer of the server")
			.endsWith("Take a HandshakeRequest, which both are, or let another class handle the client.");
	}

	@WorkerHandler(client = "upp")
	static class Misspelled {

	}

	@WorkerHandler(client = "up")
	static class Requesting {

		@OnWebSocketConnect
		void opened(HttpRequest request) {
		}

	}

}
