package io.workerman.autoconfigure.task;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import io.workerman.annotation.OnFinish;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTask;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.task.Task;
import io.workerman.engine.task.TaskWorkers;
import io.workerman.metrics.TaskMetrics;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Task workers in an application.
 */
class TaskMethodsTests {

	private static final Queue<String> finished = new ConcurrentLinkedQueue<>();

	private static CountDownLatch gate = new CountDownLatch(1);

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkermanTaskAutoConfiguration.class));

	@BeforeEach
	void closeGate() {
		gate = new CountDownLatch(1);
		finished.clear();
	}

	private static Application run(Class<?>... classes) {
		Class<?>[] all = Arrays.copyOf(classes, classes.length + 1);
		all[classes.length] = WorkermanTaskAutoConfiguration.class;
		return Application.run(List.of("workerman.listeners.it.address=text://127.0.0.1:0",
				"workerman.listeners.it.count=2", "workerman.tasks.workers=2"), all);
	}

	@Test
	@DisplayName("F-06 heavy work is done elsewhere, and the client hears of its end while others are served")
	void heavyWorkIsDoneElsewhere() {
		try (Application application = run(Front.class, Heavy.class);
				Peer client = application.connect("it");
				Peer other = application.connect("it");
				Peer third = application.connect("it")) {
			client.send("{\"function\":\"send_mail\",\"args\":{\"to\":\"a@b.test\"}}\n");
			Awaitility.await().until(() -> application.bean(TaskWorkers.class).statistics().active() == 1);
			other.send("{\"function\":\"ping\",\"args\":{}}\n");
			third.send("{\"function\":\"ping\",\"args\":{}}\n");
			assertThat(other.line()).isEqualTo("pong");
			assertThat(third.line()).isEqualTo("pong");
			gate.countDown();
			assertThat(client.line()).isEqualTo("task complete");
		}
	}

	@Test
	@DisplayName("S-40 @OnFinish of a process's own handler hears of the tasks of this process")
	void finishMethodIsCalledOnTheProcessThatSubmitted() {
		gate.countDown();
		try (Application application = run(Each.class, Heavy.class); Peer client = application.connect("it")) {
			client.send("a\n");
			assertThat(client.line()).isEqualTo("submitted 0");
			Awaitility.await().until(() -> !finished.isEmpty());
			assertThat(finished).containsExactly("workerman-it-0 0 mailed a");
		}
	}

	@Test
	void taskThatWasTakenEndsBeforeItsClientIsSaidGoodbyeTo() {
		Application application = run(Front.class, Heavy.class);
		try (Peer client = application.connect("it")) {
			client.send("{\"function\":\"send_mail\",\"args\":{\"to\":\"a@b.test\"}}\n");
			TaskWorkers tasks = application.bean(TaskWorkers.class);
			Awaitility.await().until(() -> tasks.statistics().active() == 1);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
			Awaitility.await().until(() -> !tasks.isRunning());
			gate.countDown();
			assertThat(client.line()).isEqualTo("task complete");
			assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
		}
	}

	@Test
	void metersWhenAskedCountTasks() {
		gate.countDown();
		this.context.withBean(Heavy.class).run((context) -> {
			TaskWorkers tasks = context.getBean(TaskWorkers.class);
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new TaskMetrics(tasks).bindTo(registry);
			tasks.await(new Mail("a"), Duration.ofSeconds(20));
			Awaitility.await().until(() -> registry.get("workerman.tasks.active").gauge().value() == 0);
			assertThat(registry.get("workerman.tasks.completed").functionCounter().count()).isOne();
			assertThat(registry.getMeters()).hasSize(5);
		});
	}

	@Test
	void propertyWhenImpossibleStopsTheStart() {
		this.context.withPropertyValues("workerman.tasks.queue-capacity=-1")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("workerman.tasks.queue-capacity")
				.hasStackTraceContaining("it must not be negative"));
	}

	@Test
	void methodWhenImpossibleStopsTheStart() {
		assertThat(failure(Two.class)).hasStackTraceContaining("is the second one for 'java.lang.String'");
		assertThat(failure(Nothing.class)).hasStackTraceContaining("has impossible parameters");
		assertThat(failure(Hidden.class)).hasStackTraceContaining("is private or static");
		assertThat(catchThrowable(() -> run(ScopedTask.class).close()))
			.hasStackTraceContaining("belongs to a @WorkerScope bean");
	}

	private Throwable failure(Class<?> bean) {
		Throwable[] failure = new Throwable[1];
		this.context.withUserConfiguration(bean).run((context) -> failure[0] = context.getStartupFailure());
		return failure[0];
	}

	record Mail(String to) {

	}

	record Command(String function, Map<String, String> args) {

	}

	@WorkerHandler("it")
	static class Front {

		private final TaskWorkers tasks;

		Front(TaskWorkers tasks) {
			this.tasks = tasks;
		}

		@OnMessage
		void command(Connection connection, Command command) {
			if (command.function().equals("ping")) {
				connection.send("pong");
				return;
			}
			this.tasks.submit(new Mail(command.args().getOrDefault("to", "")),
					(result, failure) -> connection.send((failure != null) ? "task failed" : "task complete"));
		}

	}

	@WorkerHandler("it")
	@WorkerScope
	static class Each {

		private final TaskWorkers tasks;

		private long last;

		Each(TaskWorkers tasks) {
			this.tasks = tasks;
		}

		@OnMessage
		String mail(String to) {
			this.last = this.tasks.submit(new Mail(to)).id();
			return "submitted " + this.last;
		}

		@OnFinish
		void finished(Task task, String result) {
			finished.add(Thread.currentThread().getName() + " " + this.last + " " + result);
		}

	}

	@Component
	static class Heavy {

		@OnTask
		String mail(Mail mail) throws InterruptedException {
			gate.await();
			return "mailed " + mail.to();
		}

	}

	@Component
	static class Two {

		@OnTask
		String one(String data) {
			return data;
		}

		@OnTask
		String other(Task task, String data) {
			return data;
		}

	}

	@Component
	static class Nothing {

		@OnTask
		void nothing(Task task) {
		}

	}

	@Component
	static class Hidden {

		@OnTask
		static void hidden(String data) {
		}

	}

	@WorkerHandler("it")
	@WorkerScope
	static class ScopedTask {

		@OnTask
		void task(String data) {
		}

	}

}
