package io.workerman.actuate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.health.contributor.Status;

import io.workerman.engine.UserThread;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.task.TaskOptions;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.status.ProcessStatus;
import io.workerman.status.StatusSource;
import io.workerman.status.TaskStatus;
import io.workerman.status.TrafficStatus;
import io.workerman.status.WorkerStatus;
import io.workerman.status.WorkermanStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link WorkermanEndpoint} and the {@link WorkermanHealthIndicator} on
 * workers that run.
 */
class RunningWorkersTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final Worker worker = Worker.builder("telnet")
		.listen("text://127.0.0.1:0")
		.count(2)
		.onMessage((connection, message) -> {
			if (message.equals("block")) {
				this.release.await();
			}
			connection.send(message);
		})
		.build();

	private final Workers workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker));

	private final WorkermanEndpoint endpoint = new WorkermanEndpoint(new StatusSource(this.workers, null, null, null),
			Show.ALWAYS);

	private final WorkermanHealthIndicator health = new WorkermanHealthIndicator(this.workers);

	@BeforeEach
	void start() {
		this.workers.start();
	}

	@AfterEach
	void stop() {
		this.release.countDown();
		this.workers.stop();
	}

	@Test
	@DisplayName("X-12, X-16: counters are exact after connections opened, used and closed in random order")
	void statusCountsWhatHappened() throws IOException {
		Random random = new Random(1);
		List<Client> open = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			open.add(new Client(this.worker.port()));
		}
		Collections.shuffle(open, random);
		int messages = 0;
		for (Client client : open) {
			for (int i = random.nextInt(5); i >= 0; i--) {
				client.say("hello");
				messages++;
			}
		}
		for (Client client : open.subList(0, 40)) {
			client.close();
		}
		Awaitility.await().untilAsserted(() -> assertThat(status().connections()).isEqualTo(20));
		assertThat(status().totalRequests()).isEqualTo(messages);
		assertThat(status().sendFailures()).isZero();
		assertThat(this.endpoint.connections("telnet", "connections", null, null, null, null, null, null))
			.satisfies((page) -> {
				assertThat(page.total()).isEqualTo(20);
				assertThat(page.connections())
					.allSatisfy((connection) -> assertThat(connection.bytesRead()).isEqualTo(connection.bytesWritten())
						.isPositive());
			});
		for (Client client : open.subList(40, 60)) {
			client.close();
		}
		Awaitility.await().untilAsserted(() -> assertThat(status().connections()).isZero());
		assertThat(this.worker.statistics().opened()).isEqualTo(60);
		assertThat(this.worker.statistics().closedByClient()).isEqualTo(60);
	}

	@Test
	@DisplayName("S-51: every number of stats is there, and what was accepted and not closed is open")
	void statusHasAllCounters() throws Exception {
		CountDownLatch working = new CountDownLatch(1);
		TaskWorkers tasks = new TaskWorkers(new TaskOptions(2, false, 10, TaskOptions.Rejection.REJECT, Duration.ZERO))
			.onTask(String.class, (task, data) -> {
				working.countDown();
				return this.release.await(10, TimeUnit.SECONDS);
			});
		tasks.start();
		StatusSource source = new StatusSource(this.workers, tasks, null, null);
		this.workers.add("pusher", () -> new CountDownLatch(1).await());
		try (Client one = new Client(this.worker.port())) {
			one.say("hello");
			try (Client two = new Client(this.worker.port())) {
				two.say("hi");
			}
			tasks.submit("a");
			working.await();
			Awaitility.await().until(() -> source.read().workers().get(0).traffic().closed() == 1);
			WorkermanStatus status = source.read();
			WorkerStatus telnet = status.workers().get(0);
			assertThat(telnet.traffic()).isEqualTo(new TrafficStatus(2, 1, 2, 9, 9));
			assertThat(telnet.traffic().opened() - telnet.traffic().closed()).isEqualTo(telnet.connections()).isOne();
			assertThat(telnet.totalRequests()).isEqualTo(2);
			assertThat(telnet.processes()).extracting(ProcessStatus::totalRequests).containsExactly(1L, 1L);
			assertThat(telnet.idle() + telnet.busy()).isEqualTo(telnet.count());
			assertThat(telnet.rejected()).isZero();
			assertThat(status.tasks()).isEqualTo(new TaskStatus(2, 1, 1, 0, 0, 0, 0));
			assertThat(status.threads()).extracting(UserThread.Info::name).containsExactly("pusher");
			this.worker.processes().get(1).restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(source.read().workers().get(0).restarts()).isOne();
		}
		finally {
			this.release.countDown();
			tasks.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
		}
	}

	@Test
	@DisplayName("X-13: a blocked process is busy, and the status does not wait for it")
	void statusWhenProcessIsBlockedShowsItAsBusy() throws IOException {
		try (Client client = new Client(this.worker.port())) {
			client.send("block");
			Awaitility.await()
				.untilAsserted(() -> assertThat(status().processes()).extracting(ProcessStatus::status)
					.containsExactlyInAnyOrder("idle", "busy"));
			Instant start = Instant.now();
			status();
			assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
			assertThat(this.health.health().getStatus()).isEqualTo(Status.DOWN);
			this.release.countDown();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(status().processes()).extracting(ProcessStatus::status).containsOnly("idle"));
			assertThat(this.health.health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void deleteClosesTheConnection() throws IOException {
		try (Client client = new Client(this.worker.port())) {
			client.say("hello");
			long id = this.worker.connections().iterator().next().id();
			assertThat(this.endpoint.close("telnet", "connections", String.valueOf(id))).isTrue();
			assertThat(client.read()).isNull();
			assertThat(this.endpoint.close("telnet", "connections", String.valueOf(id))).isFalse();
		}
	}

	@Test
	void controlStopsPausesAndStarts() {
		assertThat(state(WorkerAction.PAUSE)).isEqualTo(Worker.State.PAUSED);
		assertThat(state(WorkerAction.RESUME)).isEqualTo(Worker.State.RUNNING);
		assertThat(state(WorkerAction.RELOAD)).isEqualTo(Worker.State.RUNNING);
		assertThat(state(WorkerAction.STOP)).isEqualTo(Worker.State.STOPPED);
		assertThat(this.health.health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(state(WorkerAction.START)).isEqualTo(Worker.State.RUNNING);
		assertThat(this.health.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void statusWhenStoppedHasZeros() throws IOException {
		try (Client client = new Client(this.worker.port())) {
			client.say("hello");
		}
		this.workers.stop();
		assertThat(status()).satisfies((status) -> {
			assertThat(status.state()).isEqualTo(Worker.State.STOPPED);
			assertThat(status.totalRequests()).isZero();
			assertThat(status.processes()).hasSize(2).allMatch((process) -> process.status().equals("idle"));
		});
		assertThat(this.health.health().getStatus()).isEqualTo(Status.DOWN);
	}

	private WorkerStatus status() {
		return this.endpoint.status().workers().get(0);
	}

	private Worker.State state(WorkerAction action) {
		this.endpoint.control("telnet", action.name().toLowerCase(Locale.ROOT), null);
		return status().state();
	}

	private static final class Client implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader reader;

		Client(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(5000);
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		}

		void send(String message) throws IOException {
			this.socket.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
		}

		void say(String message) throws IOException {
			send(message);
			assertThat(read()).isEqualTo(message);
		}

		String read() throws IOException {
			return this.reader.readLine();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
