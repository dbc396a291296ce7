package io.workerman.engine.netty;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.workerman.engine.Connection;
import io.workerman.engine.MessageHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.http.HttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a program that is written for the model of workers and processes relies on.
 */
class WorkerModelTests {

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	private final List<String> events = new CopyOnWriteArrayList<>();

	@Test
	@DisplayName("W-12 W-26 Several workers run side by side: each its port, protocol, processes and connections")
	void workersWhenSeveralRunSideBySide() throws Exception {
		Worker text = this.workers.add(Worker.builder("text")
			.listen("text://127.0.0.1:0")
			.count(2)
			.onMessage((connection, message) -> connection.send("text " + connection.process().connections().size()))
			.build());
		Worker http = this.workers.add(Worker.builder("http")
			.listen("http://127.0.0.1:0")
			.onMessage((connection, message) -> connection.send("http " + ((HttpRequest) message).path()))
			.build());
		Workers.of(WorkersOptions.DEFAULTS, List.of(text, http)).start();
		assertThat(Set.of(text.port(), http.port())).hasSize(2);
		try (TestClient one = TestClient.of(text);
				TestClient two = TestClient.of(text);
				TestClient page = TestClient.of(http)) {
			assertThat(one.send("?\n").line()).isEqualTo("text 1");
			assertThat(two.send("?\n").line()).isEqualTo("text 1");
			page.send("GET /x HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
			assertThat(page.restAsText()).endsWith("http /x");
			assertThat(text.connections()).hasSize(2);
			assertThat(text.processes()).allSatisfy((process) -> assertThat(process.connections()).hasSize(1)
				.allMatch((connection) -> connection.process() == process));
		}
	}

	@Test
	@DisplayName("W-21 A worker has one process, 0 makes one for each processor, and less is refused")
	void countWhenZeroIsTheNumberOfProcessors() {
		assertThat(Worker.builder("one").build().count()).isOne();
		assertThat(Worker.builder("all").count(0).build().count())
			.isEqualTo(Runtime.getRuntime().availableProcessors());
		assertThatIllegalArgumentException().isThrownBy(() -> Worker.builder("none").count(-1))
			.withMessage("count: -1 (expected: >= 0)");
	}

	@Test
	@DisplayName("W-11 Accepted sockets have TCP_NODELAY and SO_KEEPALIVE")
	void socketWhenAcceptedHasItsOptions() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text());
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.socket().isConnected()).isTrue();
			Link link = ((StreamConnection) StartedWorkers.connection(worker)).link();
			Channel channel = assertThat(link).extracting("channel", InstanceOfAssertFactories.type(Channel.class))
				.actual();
			assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
			assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
		}
	}

	@Test
	@DisplayName("W-33 The loop of a process is an Executor: what comes from elsewhere goes on there, in order")
	void loopWhenUsedAsExecutorRunsOnTheProcess() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			Executor loop = connection.process()::execute;
			CompletableFuture<String> elsewhere = CompletableFuture.supplyAsync(() -> "answer to " + message);
			elsewhere.thenAcceptAsync((answer) -> {
				this.events.add(Thread.currentThread().getName());
				connection.send(answer);
			}, loop);
		}));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("one\n").line()).isEqualTo("answer to one");
		}
		assertThat(this.events).containsExactly("workerman-test-0");
		for (int i = 0; i < 100; i++) {
			String number = String.valueOf(i);
			worker.processes().get(0).execute(() -> this.events.add(number));
		}
		StartedWorkers.on(worker.processes().get(0), () -> null);
		assertThat(this.events.subList(1, 101)).startsWith("0", "1", "2").endsWith("98", "99");
	}

	@Test
	@DisplayName("W-51 W-64 Not even an Error ends a process: it keeps its thread, id, timers and connections")
	void processWhenAnErrorIsThrownGoesOn() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().count(2).onMessage((connection, message) -> {
			if (message.equals("error")) {
				throw new StackOverflowError("message");
			}
			connection.send(connection.process().id() + " " + Thread.currentThread().getId());
		}));
		try (TestClient client = TestClient.of(worker)) {
			String before = client.send("who\n").line();
			int ticks = this.events.size();
			worker.processes().forEach((process) -> process.timers().add(Duration.ofMillis(1), () -> {
				this.events.add("tick");
				throw new OutOfMemoryError("timer");
			}));
			worker.processes().forEach((process) -> process.execute(() -> {
				throw new LinkageError("task");
			}));
			StartedWorkers.await(() -> this.events.size() > ticks + 10);
			worker.processes().forEach((process) -> process.timers().delAll());
			assertThat(client.send("error\nwho\n").line()).isEqualTo(before);
		}
		assertThat(worker.statistics().exceptions()).isGreaterThanOrEqualTo(13);
		assertThat(worker.statistics().restarts()).isZero();
	}

	@ParameterizedTest
	@MethodSource("forms")
	@DisplayName("W-53 A callback is a lambda, a method of an object, a static method or an object of its own")
	void callbackWhenOfAnyFormIsCalled(MessageHandler handler) throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage(handler));
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.send("hello\n").line()).isEqualTo("hello");
		}
	}

	static List<MessageHandler> forms() {
		Echo echo = new Echo();
		return List.of((connection, message) -> connection.send(message), echo::say, Echo::reply, Connection::send,
				echo);
	}

	@Test
	@DisplayName("W-54 Building runs where it is called, callbacks run on the processes, and a start returns when bound")
	void startWhenItReturnsHasBound() throws Exception {
		WorkerBuilder builder = StartedWorkers.text()
			.count(2)
			.onWorkerStart((process) -> this.events.add(Thread.currentThread().getName()));
		assertThat(this.events).isEmpty();
		Worker worker = this.workers.add(builder.build());
		assertThat(worker.port()).isZero();
		assertThat(this.events).isEmpty();
		worker.start();
		assertThat(this.events).containsExactly("workerman-test-0", "workerman-test-1");
		try (TestClient client = TestClient.of(worker)) {
			assertThat(client.socket().getPort()).isEqualTo(worker.port());
		}
	}

	@Test
	@DisplayName("B-13 D2 A connection has attributes, limits and a failure callback of its own, and is found by its id")
	void connectionWhenGivenItsOwnSettingsKeepsThem() throws Exception {
		Worker worker = this.workers.start(StartedWorkers.text().onMessage((connection, message) -> {
			if (message.equals("small")) {
				connection.attributes().put("small", true);
				connection.maxPackageSize(20);
				connection.onFailure((own, failure) -> own.send(failure.getMessage()));
				throw new SQLException("before the next");
			}
			if (message.equals("fail")) {
				throw new SQLException("own");
			}
			connection.send(String.valueOf(connection.worker().connection(connection.id()) == connection));
		}));
		String longLine = "x".repeat(30 + ThreadLocalRandom.current().nextInt(100));
		try (TestClient small = TestClient.of(worker); TestClient other = TestClient.of(worker)) {
			assertThat(small.send("small\n").line()).isEqualTo("before the next");
			assertThat(small.send("fail\n").line()).isEqualTo("own");
			assertThat(small.send("?\n").line()).isEqualTo("true");
			assertThat(other.send("?\n").line()).isEqualTo("true");
			assertThat(worker.connections()).filteredOn((each) -> each.attributes().containsKey("small")).hasSize(1);
			assertThat(small.send(longLine + "\n").rest()).isEmpty();
			assertThat(other.send(longLine + "\n").line()).isEqualTo("true");
		}
	}

	/**
	 * Callbacks in the forms that Java has.
	 */
	static final class Echo implements MessageHandler {

		@Override
		public void onMessage(Connection connection, Object message) {
			connection.send(message);
		}

		void say(Connection connection, Object message) {
			connection.send(message);
		}

		static void reply(Connection connection, Object message) {
			connection.send(message);
		}

	}

}
