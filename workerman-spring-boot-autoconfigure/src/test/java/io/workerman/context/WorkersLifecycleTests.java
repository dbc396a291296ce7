package io.workerman.context;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WorkersStartStopLifecycle} and
 * {@link WorkersGracefulShutdownLifecycle}.
 */
class WorkersLifecycleTests {

	private static final String TEXT = "text://127.0.0.1:0";

	@Test
	void phasesAreThoseOfTheWebServer() {
		try (Application application = Application.run(TEXT)) {
			assertThat(application.bean(WorkersStartStopLifecycle.class).getPhase())
				.isEqualTo(Integer.MAX_VALUE - 2048);
			assertThat(application.bean(WorkersGracefulShutdownLifecycle.class).getPhase())
				.isEqualTo(Integer.MAX_VALUE - 1024);
			assertThat(application.context().getBeansOfType(SmartLifecycle.class).values())
				.filteredOn((lifecycle) -> lifecycle.getClass().getPackageName().startsWith("io.workerman"))
				.hasSize(2)
				.noneMatch(SmartLifecycle::isPauseable);
		}
	}

	@Test
	void portIsAProperty() {
		try (Application application = Application.run(TEXT)) {
			assertThat(application.context().getEnvironment().getProperty("local.workerman.it.port"))
				.isEqualTo(String.valueOf(application.bean(Worker.class).port()));
		}
	}

	@Test
	void secondStartAfterStop() {
		try (Application application = Application.run(TEXT, Echo.class)) {
			for (int i = 0; i < 2; i++) {
				application.context().stop();
				assertThat(application.bean(Workers.class).isRunning()).isFalse();
				application.context().start();
				try (Peer peer = application.connect()) {
					assertThat(peer.send("again\n").line()).isEqualTo("again");
				}
			}
		}
	}

	@Test
	void trafficIsRefusedAndThenAcceptedAgain() {
		try (Application application = Application.run(TEXT, Readiness.class)) {
			Readiness readiness = application.bean(Readiness.class);
			readiness.states.clear();
			application.context().stop();
			application.context().start();
			assertThat(readiness.states).containsExactly(ReadinessState.REFUSING_TRAFFIC,
					ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void nothingIsRefusedWithoutWorkers() {
		try (Application application = Application.run(List.of(), Readiness.class)) {
			Readiness readiness = application.bean(Readiness.class);
			readiness.states.clear();
			application.context().stop();
			assertThat(readiness.states).isEmpty();
		}
	}

	@Test
	@DisplayName("W-48 A stop calls worker-stop, then closes idle clients without waiting for them")
	void stopDoesNotWaitForIdleClients() {
		Application application = Application.run(TEXT, Echo.class);
		Echo echo = application.bean(Echo.class);
		try (Peer idle = application.connect(); Peer peer = application.connect()) {
			assertThat(idle.send("a\n").line()).isEqualTo("a");
			assertThat(peer.send("b\n").line()).isEqualTo("b");
			long begin = System.nanoTime();
			application.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
			assertThat(idle.read()).isEqualTo(-1);
			assertThat(echo.steps).containsExactly("stop", "close 1001 SERVER", "close 1001 SERVER");
		}
	}

	@Test
	void listenerThatDoesNotStartByItself() {
		try (Application application = Application
			.run(List.of("workerman.listeners.it.address=" + TEXT, "workerman.listeners.it.auto-start=false"))) {
			Worker worker = application.bean(Worker.class);
			assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
			assertThat(application.context().getEnvironment().getProperty("local.workerman.it.port")).isNull();
			worker.start();
			assertThat(worker.port()).isPositive();
		}
	}

	@Test
	void processesKeepTheApplicationAlive() {
		try (Application application = Application.run(TEXT)) {
			assertThat(application.bean(Workers.class).isRunning()).isTrue();
			await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().equals("workerman-it-0"))
				.isNotEmpty()
				.noneMatch(Thread::isDaemon));
		}
	}

	@Test
	void workersStopIfTheApplicationCannotStart() {
		assertThatExceptionOfType(ApplicationContextException.class).isThrownBy(() -> Application
			.run(List.of("workerman.listeners.failing.address=" + TEXT), Echo.class, Failing.class));
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("workerman-failing-0"));
	}

	@Test
	void lazyInitialization() {
		try (Application application = Application
			.run(List.of("workerman.listeners.it.address=" + TEXT, "spring.main.lazy-initialization=true"), Echo.class);
				Peer peer = application.connect()) {
			assertThat(peer.send("a\n").line()).isEqualTo("a");
		}
	}

	@WorkerHandler
	static class Echo {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		@OnMessage
		String echo(String message) {
			return message;
		}

		@OnWorkerStop
		void stop() {
			this.steps.add("stop");
		}

		@OnClose
		void close(CloseReason reason) {
			this.steps.add("close %d %s".formatted(reason.code(), reason.initiator()));
		}

	}

	static class Readiness {

		private final List<ReadinessState> states = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(AvailabilityChangeEvent<ReadinessState> event) {
			this.states.add(event.getState());
		}

	}

	static class Failing implements SmartLifecycle {

		@Override
		public void start() {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
