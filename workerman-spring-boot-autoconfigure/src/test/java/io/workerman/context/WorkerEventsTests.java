package io.workerman.context;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;

import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WorkerEvents}.
 */
class WorkerEventsTests {

	private static final String ADDRESS = "workerman.listeners.it.address=text://127.0.0.1:0";

	private static final String TWO = "workerman.listeners.it.count=2";

	@Test
	void startAndStopOfTheApplication() {
		Events events;
		int port;
		try (Application application = Application.run(List.of(ADDRESS, TWO), Events.class)) {
			events = application.bean(Events.class);
			port = application.port("it");
			await().until(() -> events.seen.size() == 1);
		}
		assertThat(events.seen).hasSize(2);
		assertThat(events.seen.get(0))
			.isEqualTo("started text://127.0.0.1:%1$d %1$d RUNNING workerman-it-0".formatted(port));
		assertThat(events.seen.get(1)).startsWith("stopped 0 open, workerman-it-");
	}

	@Test
	void startAndStopAtRunTime() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.listeners.it.auto-start=false"),
				Events.class)) {
			Events events = application.bean(Events.class);
			Worker worker = application.bean(Worker.class);
			for (int i = 1; i <= 2; i++) {
				worker.start();
				int started = 2 * i - 1;
				await().until(() -> events.seen.size() == started);
				assertThat(events.seen.get(started - 1)).startsWith("started").contains(" " + worker.port() + " ");
				worker.stop();
				assertThat(events.seen).hasSize(2 * i);
				assertThat(events.seen.get(2 * i - 1)).startsWith("stopped");
			}
		}
	}

	@Test
	void stopRightAfterStart() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.listeners.it.auto-start=false"),
				Events.class)) {
			Events events = application.bean(Events.class);
			Worker worker = application.bean(Worker.class);
			for (int i = 1; i <= 10; i++) {
				worker.start();
				worker.stop();
				assertThat(events.seen).hasSize(2 * i);
			}
		}
	}

	@Test
	void startThatFailsIsNone() {
		try (Application application = Application.run(List.of(ADDRESS, TWO, "workerman.listeners.it.auto-start=false"),
				Events.class, FailsOnProcess1.class)) {
			Worker worker = application.bean(Worker.class);
			FailsOnProcess1.fails = true;
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(worker::start);
			FailsOnProcess1.fails = false;
			worker.start();
			Events events = application.bean(Events.class);
			await().until(() -> !events.seen.isEmpty());
			worker.stop();
			assertThat(events.seen).hasSize(2);
			assertThat(events.seen.get(0)).startsWith("started");
			assertThat(events.seen.get(1)).startsWith("stopped");
		}
	}

	@Test
	void reload() {
		try (Application application = Application.run(List.of(ADDRESS, TWO), Events.class)) {
			Events events = application.bean(Events.class);
			await().until(() -> events.seen.size() == 1);
			application.bean(Worker.class).reload().toCompletableFuture().join();
			application.bean(Worker.class).reload().toCompletableFuture().join();
			await().until(() -> events.seen.size() == 3);
			assertThat(events.seen.subList(1, 3)).containsOnly("reloaded workerman-it-1");
		}
	}

	@Test
	void reloadOfWorkerThatIsNotReloadable() {
		try (Application application = Application.run(List.of(ADDRESS, TWO, "workerman.listeners.it.reloadable=false"),
				Events.class)) {
			Events events = application.bean(Events.class);
			await().until(() -> events.seen.size() == 1);
			application.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(events.seen).hasSize(2).last().isEqualTo("reloaded workerman-it-1");
		}
	}

	@Test
	void reloadThatFailsIsNone() {
		try (Application application = Application.run(List.of(ADDRESS, TWO), Events.class, FailsOnProcess1.class)) {
			Events events = application.bean(Events.class);
			await().until(() -> events.seen.size() == 1);
			FailsOnProcess1.fails = true;
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> application.bean(Worker.class).reload().toCompletableFuture().join());
			FailsOnProcess1.fails = false;
			application.bean(Worker.class).reload().toCompletableFuture().join();
			await().until(() -> events.seen.size() == 2);
			assertThat(events.seen).last().isEqualTo("reloaded workerman-it-1");
		}
	}

	@Test
	void connectionsAreNoEventsUnlessAskedFor() {
		Events events;
		try (Application application = Application.run(List.of(ADDRESS), Events.class, Echo.class);
				Peer peer = application.connect()) {
			events = application.bean(Events.class);
			assertThat(peer.send("a\n").line()).isEqualTo("a");
		}
		assertThat(events.seen).noneMatch((event) -> event.startsWith("connection"));
	}

	@Test
	void connections() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.events.connections=true"),
				Events.class, Echo.class)) {
			Events events = application.bean(Events.class);
			for (int i = 0; i < 3; i++) {
				try (Peer peer = application.connect()) {
					assertThat(peer.send("a\n").line()).isEqualTo("a");
				}
			}
			await().until(() -> events.connections().size() == 6);
			assertThat(events.connections()).filteredOn("connection opened true workerman-it-0"::equals).hasSize(3);
			assertThat(events.connections()).filteredOn("connection closed CLIENT workerman-it-0"::equals).hasSize(3);
		}
	}

	@Test
	void connectionThatReplacesItsCloseCallback() {
		try (Application application = Application.run(List.of(ADDRESS, "workerman.events.connections=true"),
				Events.class, Echo.class, Replacing.class)) {
			Events events = application.bean(Events.class);
			application.connect().close();
			await().until(() -> events.connections().size() == 2);
			assertThat(events.connections().get(1)).isEqualTo("connection closed CLIENT workerman-it-0");
		}
	}

	@WorkerHandler
	static class Replacing {

		@OnConnect
		void connected(Connection connection) {
			connection.onClose((own, reason) -> {
			});
		}

	}

	@WorkerHandler
	static class Echo {

		@OnMessage
		String echo(String message) {
			return message;
		}

	}

	@WorkerScope
	@WorkerHandler
	static class FailsOnProcess1 {

		private static volatile boolean fails;

		@OnWorkerStart
		void start(WorkerProcess process) {
			if (fails && process.id() == 1) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	static class Events {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private List<String> connections() {
			return this.seen.stream().filter((event) -> event.startsWith("connection")).toList();
		}

		@EventListener
		void started(WorkerStartedEvent event) {
			this.seen.add("started %s %d %s %s".formatted(event.getAddress(), event.getPort(),
					event.getWorker().state(), Thread.currentThread().getName()));
		}

		@EventListener
		void stopped(WorkerStoppedEvent event) {
			this.seen.add("stopped %d open, %s".formatted(event.getWorker().connections().size(),
					Thread.currentThread().getName()));
		}

		@EventListener
		void reloaded(WorkerReloadedEvent event) {
			this.seen.add("reloaded " + Thread.currentThread().getName());
		}

		@EventListener
		void opened(ConnectionOpenedEvent event) {
			this.seen.add("connection opened %s %s".formatted(
					event.getConnection().status() == Connection.Status.ESTABLISHED, Thread.currentThread().getName()));
		}

		@EventListener
		void closed(ConnectionClosedEvent event) {
			this.seen.add("connection closed %s %s".formatted(event.getReason().initiator(),
					Thread.currentThread().getName()));
		}

	}

}
