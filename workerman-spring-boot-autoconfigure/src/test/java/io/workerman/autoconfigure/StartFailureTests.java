package io.workerman.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the user is told when the application cannot start.
 */
class StartFailureTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("W-06 An unknown scheme stops the start and names the known ones")
	void unknownScheme() {
		assertThat(listener("chat://127.0.0.1:0", JsonNL.class)).isEqualTo("""
				Worker 'it' cannot start: No protocol has the scheme 'chat' (expected one of \
				JsonNL, frame, http, tcp, text, udp, unix, unixgram, websocket)

				    Property: workerman.listeners.it.address
				    Value: "chat://127.0.0.1:0"
				    Origin: URL [file:/application.yml] - 4:16
				---
				Use one of the schemes, or declare a bean of type Protocol whose name is the scheme.""");
	}

	@Test
	@DisplayName("W-07 The scheme ws of clients stops the start and names websocket")
	void schemeOfClients() {
		assertThat(listener("ws://127.0.0.1:0")).startsWith("Worker 'it' cannot start: No protocol has the scheme 'ws'"
				+ " (expected one of frame, http, tcp, text, udp, unix, unixgram, websocket); 'ws' is what clients dial, a"
				+ " listener has 'websocket'");
	}

	@Test
	@DisplayName("W-09 A port above 65535 stops the start")
	void badPort() {
		assertThat(listener("text://127.0.0.1:70000")).isEqualTo("""
				Worker 'it' cannot start: 'text://127.0.0.1:70000' has no valid port (expected port: 0..65535)

				    Property: workerman.listeners.it.address
				    Value: "text://127.0.0.1:70000"
				    Origin: URL [file:/application.yml] - 4:16
				---
				Write the address as scheme://host:port, such as text://0.0.0.0:2347 or websocket://[::]:8484, \
				or as unix:///path.""");
	}

	@Test
	@DisplayName("W-09 A port in use stops the start with 'Address already in use'")
	void portInUse() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String address = "text://127.0.0.1:" + socket.getLocalPort();
			assertThat(listener(address)).isEqualTo("""
					Worker 'it' cannot listen on %1$s: Address already in use

					    Property: workerman.listeners.it.address
					    Value: "%1$s"
					    Origin: URL [file:/application.yml] - 4:16
					---
					Stop the process that listens there, or choose another port; port 0 takes a free one.\
					""".formatted(address));
		}
	}

	@Test
	@DisplayName("W-09 Two listeners on one port stop the start with 'Address already in use'")
	void conflict() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    one:
				      address: text://0.0.0.0:2347
				    two:
				      address: frame://127.0.0.1:2347
				""", this.directory)).isEqualTo("""
				Worker 'two' cannot listen on frame://127.0.0.1:2347: worker 'one' listens on text://0.0.0.0:2347 \
				(Address already in use)

				    Property: workerman.listeners.two.address
				    Value: "frame://127.0.0.1:2347"
				    Origin: URL [file:/application.yml] - 6:16
				---
				Give each listener a port of its own; port 0 takes a free one.""");
	}

	@Test
	@DisplayName("W-09 An address of another machine stops the start with 'Cannot assign requested address'")
	void addressOfAnotherMachine() {
		assertThat(listener("text://203.0.113.1:2347")).isEqualTo("""
				Worker 'it' cannot listen on text://203.0.113.1:2347: Cannot assign requested address

				    Property: workerman.listeners.it.address
				    Value: "text://203.0.113.1:2347"
				    Origin: URL [file:/application.yml] - 4:16
				---
				Use an address of this machine, 0.0.0.0 for all of IPv4, or [::] for all of IPv6 and IPv4.""");
	}

	@Test
	@DisplayName("W-04 A unix socket in a directory that is not there stops the start")
	void missingDirectory() {
		assertThat(listener("unix://" + this.directory + "/none/it.sock")).isEqualTo("""
				Worker 'it' cannot listen on unix:///none/it.sock: No such file or directory

				    Property: workerman.listeners.it.address
				    Value: "unix:///none/it.sock"
				    Origin: URL [file:/application.yml] - 4:16
				---
				Use an address that this machine can bind; the directory of a unix socket must exist.""");
	}

	@Test
	@DisplayName("W-22 Two workers of one name stop the start")
	void twoWorkersOfOneName() {
		assertThat(listener("text://127.0.0.1:0", Namesake.class)).isEqualTo("""
				The beans 'other' and 'it' are both workers with the name 'it'.
				---
				Give each worker a name of its own; its threads, handlers and meters go by it.""");
	}

	@Test
	@DisplayName("W-09 A privileged port that the system refuses is told as 'Permission denied'")
	void permissionDenied() {
		WorkerStartException failure = new WorkerStartException("it", "text://127.0.0.1:80", Problem.PERMISSION_DENIED,
				"Worker 'it' cannot listen on text://127.0.0.1:80: Permission denied", null);
		MockEnvironment environment = new MockEnvironment().withProperty("workerman.listeners.it.address",
				"text://127.0.0.1:80");
		FailureAnalysis analysis = new WorkerStartFailureAnalyzer(environment).analyze(failure);
		assertThat(analysis.getDescription()).isEqualTo("""
				Worker 'it' cannot listen on text://127.0.0.1:80: Permission denied

				    Property: workerman.listeners.it.address
				    Value: "text://127.0.0.1:80"
				    Origin: "workerman.listeners.it.address" from property source "mockProperties\"""");
		assertThat(analysis.getAction())
			.isEqualTo("Choose a port above 1023, or a path that may be written, or give the"
					+ " process the right to bind it (on Linux: CAP_NET_BIND_SERVICE).");
	}

	@Test
	void transportThatDoesNotWorkHere() {
		assertThat(FailedStart.analysis("""
				workerman:
				  transport: kqueue
				  listeners:
				    it:
				      address: text://127.0.0.1:0
				""", this.directory)).startsWith("The transport 'kqueue' does not work here: Only supported on OSX/BSD")
			.contains("""

					    Property: workerman.transport
					    Value: "kqueue"
					    Origin: URL [file:/application.yml] - 2:14
					---
					Set workerman.transport to 'auto', or add the native library""");
	}

	@Test
	void badCount() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      count: -1
				""", this.directory)).contains("workerman.listeners.it.count", "-1", "/application.yml] - 4:14",
				"count: -1 (expected: >= 0)");
	}

	@Test
	void badDefault() {
		assertThat(FailedStart.analysis("""
				workerman:
				  defaults:
				    max-package-size: 3GB
				  listeners:
				    it:
				      count: 1
				""", this.directory)).contains("workerman.defaults.max-package-size", "/application.yml] - 3:23",
				"must be less than 2GB");
	}

	@Test
	void badWebSocketOption() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      address: websocket://127.0.0.1:0
				      websocket:
				        compression-level: 10
				""", this.directory)).contains("workerman.listeners.it.websocket.compression-level",
				"/application.yml] - 6:28", "level: 10 (expected: 1..9)");
	}

	@Test
	void valueOfWrongType() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      count: many
				""", this.directory)).contains("Property: workerman.listeners.it.count", "Value: \"many\"",
				"/application.yml] - 4:14");
	}

	@Test
	void workerBuiltInCodeHasNoProperty() {
		assertThat(FailedStart.analysis("workerman.defaults.address: text://127.0.0.1:0", this.directory,
				BuiltInCode.class))
			.isEqualTo("""
					Worker 'built' cannot start: 'text://127.0.0.1' has no port (expected scheme://host:port, such as \
					text://0.0.0.0:2347, or unix:///path).
					---
					Write the address as scheme://host:port, such as text://0.0.0.0:2347 or websocket://[::]:8484, \
					or as unix:///path.""");
	}

	@Test
	void unknownListener() {
		assertThat(listener("text://127.0.0.1:0", Misspelled.class)).isEqualTo("""
				The @WorkerHandler 'startFailureTests.Misspelled' is for the listener 'ti', which does not exist.
				---
				Use the name of a listener, the nearest being 'it', or declare it: workerman.listeners.ti.address, \
				or a Worker bean of that name.""");
	}

	@Test
	void impossibleParameter() {
		assertThat(listener("text://127.0.0.1:0", Impossible.class)).isEqualTo("""
				Parameter 0 of the @OnConnect method \
				'io.workerman.autoconfigure.StartFailureTests$Impossible.connect(String)' cannot have the type \
				'java.lang.String'.
				---
				Use only these parameters, in any order, each of them optional: Connection, Principal, \
				Worker, WorkerProcess.""");
	}

	@Test
	void impossibleInterval() {
		assertThat(listener("text://127.0.0.1:0", Ticks.class)).isEqualTo("""
				The @OnTimer method 'io.workerman.autoconfigure.StartFailureTests$Ticks.tick()' has the interval '0s'.
				---
				Use a duration above zero, such as 10s, 500ms or PT1M.""");
	}

	@Test
	void twoMessageMethodsForOneType() {
		assertThat(listener("text://127.0.0.1:0", First.class, Second.class)).isEqualTo("""
				Listener 'it' has two @OnMessage methods, \
				'io.workerman.autoconfigure.StartFailureTests$First.say(String)' and \
				'io.workerman.autoconfigure.StartFailureTests$Second.say(String)': both take messages of type \
				'java.lang.String'.
				---
				Remove one of the methods, or name other listeners in the @WorkerHandler annotation of one of their \
				classes.""");
	}

	@Test
	void lambdaBesideMessageMethod() {
		assertThat(FailedStart.analysis("", this.directory, WithLambda.class, First.class))
			.startsWith("Worker 'lambda' cannot start: A worker can have one message handler, not both '")
			.contains("StartFailureTests$First.say(String)'.\n---\nRemove onMessage(…) from the builder of the worker");
	}

	@Test
	void beanWithTheNameOfAListener() {
		assertThat(listener("text://127.0.0.1:0", NameTaken.class)).isEqualTo("""
				The Worker bean of the listener 'it' cannot be registered, because there is a bean of that name:

				    Listener: workerman.listeners.it (URL [file:/application.yml] - 4:16)
				    Bean: method 'it' of io.workerman.autoconfigure.StartFailureTests$NameTaken
				---
				Rename the listener or the bean.""");
	}

	private String listener(String address, Class<?>... classes) {
		return FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      address: %s
				""".formatted(address), this.directory, classes);
	}

	@Configuration(proxyBeanMethods = false)
	static class BuiltInCode {

		@Bean
		Worker built() {
			return Worker.builder("built").listen("text://127.0.0.1").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithLambda {

		@Bean
		Worker lambda() {
			return Worker.builder("lambda").onMessage((connection, message) -> connection.send(message)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NameTaken {

		@Bean
		String it() {
			return "it";
		}

	}

	@WorkerHandler("ti")
	static class Misspelled {

	}

	@WorkerHandler
	static class Impossible {

		@OnConnect
		void connect(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Namesake {

		@Bean
		Worker other() {
			return Worker.builder("it").build();
		}

	}

	@WorkerHandler
	static class Ticks {

		@OnTimer(interval = "0s")
		void tick() {
		}

	}

	@WorkerHandler
	static class First {

		@OnMessage
		void say(String message) {
		}

	}

	@WorkerHandler
	static class Second {

		@OnMessage
		void say(String message) {
		}

	}

}
