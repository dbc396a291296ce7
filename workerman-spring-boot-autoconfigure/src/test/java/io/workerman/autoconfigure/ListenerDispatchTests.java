package io.workerman.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.DispatchOptions;
import io.workerman.engine.Worker;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerDispatch}.
 */
class ListenerDispatchTests {

	private static final String ADDRESS = "workerman.listeners.it.address=text://127.0.0.1:0";

	private static final String EXECUTOR = "workerman.listeners.it.dispatch=executor";

	@TempDir
	Path directory;

	@Test
	void executorIsTheApplicationsUnlessNamed() {
		try (Application application = Application.run(List.of(ADDRESS, EXECUTOR), TaskExecutionAutoConfiguration.class,
				Handler.class); Peer peer = application.connect()) {
			assertThat(peer.send("thread\n").line()).startsWith("task-");
			DispatchOptions dispatch = application.bean(Worker.class).options().dispatch();
			assertThat(dispatch.mode()).isEqualTo(DispatchOptions.Mode.EXECUTOR);
			assertThat(dispatch.maxPendingMessages()).isEqualTo(256);
		}
	}

	@Test
	void executorWithName() {
		try (Application application = Application.run(List.of(ADDRESS, EXECUTOR,
				"workerman.listeners.it.executor=mine", "workerman.listeners.it.max-pending-messages=3"), Mine.class,
				Handler.class); Peer peer = application.connect()) {
			assertThat(peer.send("thread\n").line()).isEqualTo("mine");
			assertThat(application.bean(Worker.class).options().dispatch().maxPendingMessages()).isEqualTo(3);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreads() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.listeners.it.dispatch=virtual"),
				Handler.class); Peer peer = application.connect()) {
			assertThat(peer.send("thread\n").line()).startsWith("workerman-it-handler-");
		}
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	@DisplayName("Virtual threads on a Java without them stop the start and offer an executor")
	void virtualThreadsOnOldJava() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      dispatch: virtual
				""", this.directory)).isEqualTo("""
				Worker 'it' cannot handle messages on virtual threads: Java %d has none (expected Java: >= 21)

				    Property: workerman.listeners.it.dispatch
				    Value: "virtual"
				    Origin: URL [file:/application.yml] - 4:17
				---
				Set dispatch to 'executor', which uses the bean applicationTaskExecutor unless 'executor' names \
				another, or run on Java 21 or newer.""".formatted(Runtime.version().feature()));
	}

	@Test
	@DisplayName("An unknown executor stops the start")
	void unknownExecutor() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      executor: chatPool
				""", this.directory)).contains(
				"Invalid value 'chatPool' for configuration property 'workerman.listeners.it.executor'"
						+ " (originating from 'URL [file:/application.yml] - 4:17')",
				"There is no bean 'chatPool' of type java.util.concurrent.Executor. Declare one, name another with"
						+ " 'workerman.listeners.it.executor', or use virtual threads (from Java 21):"
						+ " workerman.listeners.it.dispatch=virtual");
	}

	@Test
	@DisplayName("A default executor that is not there stops the start")
	void noDefaultExecutor() {
		assertThat(FailedStart.analysis("""
				workerman:
				  defaults:
				    dispatch: executor
				  listeners:
				    it:
				      count: 1
				""", this.directory)).contains(
				"Invalid value 'executor' for configuration property 'workerman.defaults.dispatch'",
				"There is no bean 'applicationTaskExecutor' of type java.util.concurrent.Executor.");
	}

	@Test
	void noRoomForMessages() {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      max-pending-messages: 0
				""", this.directory)).contains("workerman.listeners.it.max-pending-messages",
				"maxPendingMessages: 0 (expected: >= 1)");
	}

	@Test
	@DisplayName("Rule 7: when the application stops what was received is handled on its executor and answered")
	void closeOfApplicationAnswersWhatIsPending() throws Exception {
		Application application = Application.run(List.of(ADDRESS, EXECUTOR), TaskExecutionAutoConfiguration.class,
				Handler.class);
		Handler handler = application.bean(Handler.class);
		try (Peer peer = application.connect()) {
			peer.send("wait\nwait\nwait\nlast\n");
			Awaitility.await().until(() -> handler.begun.getCount() == 0);
			Worker worker = application.bean(Worker.class);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
			Awaitility.await().until(() -> worker.state() == Worker.State.STOPPING);
			handler.gate.countDown();
			assertThat(peer.line()).isEqualTo("waited");
			assertThat(peer.line()).isEqualTo("waited");
			assertThat(peer.line()).isEqualTo("waited");
			assertThat(peer.line()).isEqualTo("last");
			assertThat(peer.read()).isEqualTo(-1);
			closed.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	@DisplayName("Class loader and logging context are right off the loop and on it")
	void contextOfHandlers() {
		ClassLoader outer = Thread.currentThread().getContextClassLoader();
		ClassLoader classLoader = new ClassLoader(outer) {
		};
		Thread.currentThread().setContextClassLoader(classLoader);
		try {
			for (String mode : List.of("event-loop", "executor")) {
				try (Application application = Application.run(
						List.of(ADDRESS, "workerman.listeners.it.dispatch=" + mode,
								"spring.task.execution.pool.core-size=1"),
						TaskExecutionAutoConfiguration.class, Handler.class);
						Peer peer = application.connect();
						Peer other = application.connect()) {
					Handler handler = application.bean(Handler.class);
					assertThat(peer.send("context\n").line()).isEqualTo((mode.equals("executor")) + " it");
					assertThat(handler.classLoaders).containsOnly(classLoader).hasSize(1);
					peer.send("tag\n").line();
					assertThat(other.send("context\n").line()).isEqualTo((mode.equals("executor")) + " it");
					assertThat(handler.contexts).noneMatch((context) -> context.containsValue("left behind"));
				}
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(outer);
		}
	}

	@Test
	@DisplayName("A @WorkerScope bean is that of the connection's process off the loop too")
	void workerScopeOfHandlers() {
		try (Application application = Application.run(List.of(ADDRESS, EXECUTOR, "workerman.listeners.it.count=2"),
				TaskExecutionAutoConfiguration.class, Counter.class, Scoped.class);
				Peer one = application.connect();
				Peer two = application.connect();
				Peer three = application.connect()) {
			assertThat(one.send("a\n").line()).isEqualTo("0: 1");
			assertThat(two.send("a\n").line()).isEqualTo("1: 1");
			assertThat(three.send("a\n").line()).isEqualTo("0: 2");
			assertThat(one.send("a\n").line()).isEqualTo("0: 3");
		}
	}

	@WorkerHandler("it")
	static class Handler {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		private final List<ClassLoader> classLoaders = new CopyOnWriteArrayList<>();

		private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

		@OnMessage
		String message(Connection connection, String message) throws InterruptedException {
			return switch (message) {
				case "thread" -> Thread.currentThread().getName();
				case "wait" -> waited();
				case "context" -> context(connection);
				case "tag" -> tag(connection);
				default -> message;
			};
		}

		private String waited() throws InterruptedException {
			this.begun.countDown();
			assertThat(this.gate.await(20, TimeUnit.SECONDS)).isTrue();
			return "waited";
		}

		private String context(Connection connection) {
			this.classLoaders.add(Thread.currentThread().getContextClassLoader());
			Map<String, String> context = MDC.getCopyOfContextMap();
			this.contexts.add(context);
			String id = String.valueOf(connection.id());
			return id.equals(context.get("connection")) + " " + context.get("worker");
		}

		private static String tag(Connection connection) {
			if (!connection.process().inProcess()) {
				MDC.put("user", "left behind");
			}
			return "tagged";
		}

	}

	@WorkerHandler("it")
	static class Scoped {

		private final Counter counter;

		Scoped(Counter counter) {
			this.counter = counter;
		}

		@OnMessage
		String count(Connection connection) {
			assertThat(connection.process().inProcess()).isFalse();
			return connection.process().id() + ": " + this.counter.next();
		}

	}

	@WorkerScope
	static class Counter {

		private int count;

		synchronized int next() {
			this.count++;
			return this.count;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mine {

		@Bean
		Executor mine() {
			return (task) -> new Thread(task, "mine").start();
		}

	}

}
