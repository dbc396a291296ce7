package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Connection.Status;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.client.AsyncTcpConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is sent before a connection is up.
 */
class HeldSendsTests {

	@RegisterExtension
	final StartedWorkers workers = new StartedWorkers();

	private Worker host;

	private WorkerProcess process;

	@BeforeEach
	void startHost() {
		this.host = this.workers.start(Worker.builder("host").count(2));
		this.process = this.host.processes().get(0);
	}

	private static String address(String scheme, Worker worker) {
		return scheme + "://127.0.0.1:" + worker.port();
	}

	private Worker echo(String scheme) {
		return this.workers.start(StartedWorkers.builder(scheme + "://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send(message)));
	}

	@Test
	@DisplayName("A-05 F-06 What is sent before connect is queued and leaves in order, also that of onConnect behind it")
	void sendWhenNotConnectedIsQueued() throws Exception {
		Recorder client = Recorder.of(address("text", echo("text")));
		assertThat(client.connection().status()).isEqualTo(Status.CONNECTING);
		assertThat(client.connection().send("one")).isEqualTo(SendResult.QUEUED);
		CompletionStage<SendResult> sent = client.connection().sendAsync("two");
		assertThat(client.connection().sendBufferSize()).isEqualTo(8);
		client.connection().onConnect((self) -> self.send("four"));
		StartedWorkers.on(this.process, () -> {
			client.connection().connect();
			return client.connection().send("three");
		});
		client.await("message four");
		assertThat(client.events()).containsSubsequence("message one", "message two", "message three", "message four");
		assertThat(sent.toCompletableFuture().get(5, TimeUnit.SECONDS)).isEqualTo(SendResult.SENT);
		assertThat(client.connection().sendBufferSize()).isZero();
	}

	@Test
	@DisplayName("A-05 P-26 What waits for a connection is limited to the byte, and told as soon as there is a process")
	void sendWhenNotConnectedIsLimited() throws Exception {
		Recorder client = Recorder.of(AsyncTcpConnection.builder(address("text", echo("text"))).maxSendBufferSize(10));
		assertThat(client.connection().send("12345678")).isEqualTo(SendResult.QUEUED);
		assertThat(client.connection().send("12345678")).isEqualTo(SendResult.QUEUED);
		assertThat(client.connection().send("lost")).isEqualTo(SendResult.FAILED);
		assertThat(client.connection().sendAsync("lost").toCompletableFuture()).isCompletedWithValue(SendResult.FAILED);
		assertThat(client.connection().sendBufferSize()).isEqualTo(18);
		assertThat(client.events()).isEmpty();
		client.connectOn(this.host).await(2, "message");
		assertThat(client.events()).containsExactly("error 2 send buffer full and drop package",
				"error 2 send buffer full and drop package", "full", "drain", "connect", "message 12345678",
				"message 12345678");
		assertThat(this.host.statistics().sendFailures()).isEqualTo(2);
	}

	@Test
	@DisplayName("A-05 Messages of many threads before and while connecting all arrive, those of each in order")
	void sendWhenManyThreadsSendKeepsTheOrderOfEach() throws Exception {
		List<String> received = new ArrayList<>();
		Worker sink = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> received.add((String) message)));
		for (int round = 0; round < 20; round++) {
			StartedWorkers.on(sink.processes().get(0), () -> {
				received.clear();
				return null;
			});
			AsyncTcpConnection client = AsyncTcpConnection.to(address("text", sink));
			List<Thread> threads = new ArrayList<>();
			for (int t = 0; t < 3; t++) {
				int name = t;
				threads.add(new Thread(() -> {
					for (int i = 0; i < 200; i++) {
						client.send(name + " " + i);
					}
				}));
			}
			threads.forEach(Thread::start);
			this.process.execute(client::connect);
			for (Thread thread : threads) {
				thread.join();
			}
			StartedWorkers.await(() -> StartedWorkers.on(sink.processes().get(0), () -> received.size() == 600));
			for (int t = 0; t < 3; t++) {
				String name = t + " ";
				List<String> own = StartedWorkers.on(sink.processes().get(0),
						() -> received.stream().filter((message) -> message.startsWith(name)).toList());
				assertThat(own).hasSize(200)
					.isSortedAccordingTo((a, b) -> Integer.parseInt(a.substring(2)) - Integer.parseInt(b.substring(2)));
			}
			client.destroy();
		}
	}

	@Test
	void closeWhenSomethingWaitsSendsItFirst() throws Exception {
		List<String> received = new ArrayList<>();
		Worker sink = this.workers
			.start(StartedWorkers.text().onMessage((connection, message) -> received.add((String) message)));
		Recorder client = Recorder.of(address("text", sink));
		StartedWorkers.on(this.process, () -> {
			client.connection().connect();
			client.connection().send("one");
			client.connection().close("two");
			return null;
		});
		assertThat(client.connection().send("late")).isEqualTo(SendResult.FAILED);
		client.await("close 1000 SERVER");
		StartedWorkers
			.await(() -> StartedWorkers.on(sink.processes().get(0), () -> received.equals(List.of("one", "two"))));
		assertThat(client.events()).containsExactly("drain", "connect", "close 1000 SERVER");
	}

	@Test
	void closeWhenNothingWaitsGivesUpTheAttempt() throws Exception {
		Recorder client = Recorder.of(address("text", echo("text")));
		StartedWorkers.on(this.process, () -> {
			client.connection().connect();
			client.connection().close();
			return null;
		});
		assertThat(client.events()).containsExactly("close 1000 SERVER");
		assertThat(client.connection().status()).isEqualTo(Status.CLOSED);
	}

}
