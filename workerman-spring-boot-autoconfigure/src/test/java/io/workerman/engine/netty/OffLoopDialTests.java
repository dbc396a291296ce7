package io.workerman.engine.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.engine.client.AsyncTcpConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that dial out on the processes of a worker whose callbacks run off the
 * event loop.
 */
class OffLoopDialTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final ExecutorService pool = Executors.newFixedThreadPool(4);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final Set<String> onProcess = ConcurrentHashMap.newKeySet();

	private Worker host;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host").dispatch(DispatchOptions.on(this.pool)));
	}

	@AfterEach
	void shutDown() {
		this.gate.countDown();
		this.pool.shutdownNow();
	}

	private Worker echo(String scheme) {
		return this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
	}

	private Recorder dial(String scheme, Worker server) {
		Recorder client = Recorder.of(scheme + "://127.0.0.1:" + server.port());
		AsyncTcpConnection connection = client.connection();
		connection.onConnect((self) -> note(self.process().inProcess(), client, "connect"));
		connection.onMessage((self, message) -> note(self.process().inProcess(), client, "message "
				+ ((message instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : message)));
		connection.onClose((self, reason) -> note(self.process().inProcess(), client, "close"));
		return client;
	}

	private void note(boolean inProcess, Recorder client, String event) {
		client.events().add(event);
		if (inProcess) {
			this.onProcess.add(event);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "text", "frame", "websocket" })
	@DisplayName("W-68 A-01 The callbacks of a client run off the loop too, in order")
	void clientWhenHostIsOffTheLoopIsCalledThere(String protocol) throws Exception {
		Worker server = echo(protocol);
		Recorder client = dial(protocol.equals("websocket") ? "ws" : protocol, server).connectOn(this.host);
		client.await("connect");
		client.connection().send("hello");
		client.await("message hello");
		client.connection().close();
		client.await("close");
		assertThat(client.events()).filteredOn((event) -> !Set.of("handshake", "drain").contains(event))
			.containsExactly("connect", "message hello", "close");
		assertThat(this.onProcess).isEmpty();
	}

	@Test
	@DisplayName("A-07 A client whose close callback reconnects off the loop is connected again")
	void clientWhenItReconnectsInItsCloseCallbackIsConnectedAgain() throws Exception {
		Worker server = echo("text");
		Recorder client = dial("text", server);
		client.connection().onClose((self, reason) -> {
			client.events().add("close");
			((AsyncTcpConnection) self).reconnect(Duration.ofMillis(1));
		});
		client.connectOn(this.host).await("connect");
		for (int i = 0; i < 5; i++) {
			server.connections().forEach((connection) -> connection.close());
			client.await(i + 2, "connect");
			client.connection().send("again " + i);
			client.await("message again " + i);
		}
		List<String> order = client.events().stream().filter((event) -> !event.startsWith("message")).toList();
		assertThat(order.subList(0, 10)).containsExactly("connect", "close", "connect", "close", "connect", "close",
				"connect", "close", "connect", "close");
	}

	@Test
	@DisplayName("W-68 A client whose handler blocks holds nobody up, and its worker stops when it has returned")
	void clientWhenItsHandlerBlocksHoldsNobodyUp() throws Exception {
		Worker server = echo("text");
		Recorder slow = dial("text", server);
		slow.connection().onMessage((self, message) -> {
			assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
			self.send("done");
			slow.events().add("returned");
		});
		slow.connectOn(this.host).await("connect");
		slow.connection().send("block");
		Recorder quick = dial("text", server).connectOn(this.host);
		quick.connection().send("quick");
		quick.await("message quick");
		assertThat(slow.events()).doesNotContain("returned");
		this.gate.countDown();
		slow.await("returned");
		this.host.stop();
		assertThat(slow.events()).endsWith("close");
	}

}
