package io.workerman.invocation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWorkerReload;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods that are called on processes.
 */
class LifecycleMethodsTests {

	private static final List<String> TWO_PROCESSES = List.of("workerman.listeners.it.count=2");

	@Test
	@DisplayName("W-40 A worker-start method is called once on each process")
	void workerStartIsCalledOnEachProcess() {
		try (Application context = Application.run(TWO_PROCESSES, Steps.class)) {
			assertThat(context.bean(Steps.class).steps).containsExactlyInAnyOrder("start it 0 workerman-it-0",
					"start it 1 workerman-it-1");
		}
	}

	@Test
	@DisplayName("W-48 A worker-stop method is called once on each process")
	void workerStopIsCalledOnEachProcess() {
		Steps steps;
		try (Application context = Application.run(TWO_PROCESSES, Steps.class)) {
			steps = context.bean(Steps.class);
			steps.steps.clear();
		}
		assertThat(steps.steps).containsExactlyInAnyOrder("stop 0", "stop 1");
	}

	@Test
	@DisplayName("W-41 A reload calls only the worker-reload method of a singleton")
	void reloadOfSingleton() {
		try (Application context = Application.run(TWO_PROCESSES, Steps.class)) {
			Steps steps = context.bean(Steps.class);
			steps.steps.clear();
			context.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(steps.steps).containsExactly("reload 0", "reload 1");
		}
	}

	@Test
	@DisplayName("T-07 A timer runs on each process, or on the one that it names")
	void timers() {
		try (Application context = Application.run(List.of("workerman.listeners.it.count=2", "tick=20ms"),
				Ticks.class)) {
			Ticks ticks = context.bean(Ticks.class);
			Awaitility.await().until(() -> ticks.ticks.containsAll(List.of("each 0", "each 1", "second 1")));
			assertThat(ticks.ticks).doesNotContain("second 0");
			assertThat(context.bean(Worker.class).statistics().timers()).isEqualTo(3);
		}
	}

	@Test
	void reloadKeepsTheNumberOfTimers() {
		try (Application context = Application.run(List.of("workerman.listeners.it.count=2", "tick=20ms"),
				Ticks.class)) {
			context.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(context.bean(Worker.class).statistics().timers()).isEqualTo(3);
		}
	}

	@Test
	void handlersAreCalledInTheirOrder() {
		try (Application context = Application.run(List.of("workerman.listeners.it.count=1"), Late.class, Early.class,
				StepLog.class)) {
			assertThat(context.bean(StepLog.class).steps).containsExactly("early", "late");
		}
	}

	@Test
	void orderOfFactoryMethodCounts() {
		try (Application context = Application.run(List.of("workerman.listeners.it.count=1"), Early.class,
				Factory.class, StepLog.class)) {
			assertThat(context.bean(StepLog.class).steps).containsExactly("first", "early");
		}
	}

	@WorkerHandler("it")
	static class Steps {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnWorkerStart
		void start(Worker worker, WorkerProcess process) {
			this.steps.add("start %s %d %s".formatted(worker.name(), process.id(), Thread.currentThread().getName()));
		}

		@OnWorkerReload
		void reload(WorkerProcess process) {
			this.steps.add("reload " + process.id());
		}

		@OnWorkerStop
		void stop(WorkerProcess process) {
			this.steps.add("stop " + process.id());
		}

	}

	@WorkerHandler
	static class Ticks {

		private final List<String> ticks = new CopyOnWriteArrayList<>();

		@OnTimer(interval = "${tick}")
		void each(WorkerProcess process) {
			this.ticks.add("each " + process.id());
		}

		@OnTimer(interval = "${tick}", process = 1)
		void second(WorkerProcess process) {
			this.ticks.add("second " + process.id());
		}

	}

	static class StepLog {

		private final List<String> steps = new CopyOnWriteArrayList<>();

	}

	@Order(2)
	@WorkerHandler
	static class Late {

		private final StepLog protocol;

		Late(StepLog protocol) {
			this.protocol = protocol;
		}

		@OnWorkerStart
		void start() {
			this.protocol.steps.add("late");
		}

	}

	@Order(1)
	@WorkerHandler
	static class Early {

		private final StepLog protocol;

		Early(StepLog protocol) {
			this.protocol = protocol;
		}

		@OnWorkerStart
		void start() {
			this.protocol.steps.add("early");
		}

	}

	@WorkerHandler
	static class Unordered {

		private final StepLog log;

		Unordered(StepLog log) {
			this.log = log;
		}

		@OnWorkerStart
		void start() {
			this.log.steps.add("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Factory {

		@Bean
		@Order(0)
		Unordered unordered(StepLog log) {
			return new Unordered(log);
		}

	}

}
