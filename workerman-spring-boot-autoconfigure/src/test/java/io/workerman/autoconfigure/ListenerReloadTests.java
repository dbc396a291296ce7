package io.workerman.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWorkerReload;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.context.WorkerCustomizer;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reload of a listener: properties, beans, and what a failure leaves.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerReloadTests {

	private static final String ADDRESS = "workerman.listeners.it.address=text://127.0.0.1:0";

	private static final String TWO = "workerman.listeners.it.count=2";

	private static Map<String, Object> change(Application application) {
		Map<String, Object> changed = new HashMap<>();
		application.context().getEnvironment().getPropertySources().addFirst(new MapPropertySource("changed", changed));
		return changed;
	}

	private static void reload(Application application) {
		application.bean(Worker.class).reload().toCompletableFuture().join();
	}

	@Test
	@DisplayName("C-05 A reload binds properties anew for connections that open later")
	void reloadWhenPropertiesChangedBindsThem() {
		try (Application application = Application.run(List.of(ADDRESS), Limits.class);
				Peer early = application.connect()) {
			assertThat(early.send("?\n").line()).isEqualTo("1048576 10485760");
			change(application).putAll(Map.of("workerman.listeners.it.max-send-buffer-size", "2KB",
					"workerman.defaults.max-package-size", "3KB", "workerman.listeners.it.idle-timeout", "7s"));
			reload(application);
			assertThat(early.send("?\n").line()).isEqualTo("1048576 10485760");
			try (Peer late = application.connect()) {
				assertThat(late.send("?\n").line()).isEqualTo("2048 3072");
			}
			assertThat(application.bean(Worker.class).options().limits().idleTimeout()).hasSeconds(7);
		}
	}

	@Test
	@DisplayName("A reload logs the properties that need a restart, and leaves them")
	void reloadWhenAddressChangedSaysThatItNeedsARestart(CapturedOutput output) {
		try (Application application = Application.run(List.of(ADDRESS), Limits.class);
				Peer peer = application.connect()) {
			change(application).putAll(Map.of("workerman.listeners.it.address", "text://127.0.0.1:1",
					"workerman.listeners.it.count", 5, "workerman.listeners.it.backlog", 3));
			reload(application);
			assertThat(peer.send("?\n").line()).isEqualTo("1048576 10485760");
			assertThat(application.bean(Worker.class).count()).isOne();
			assertThat(output).contains("Worker 'it' takes over what has changed,"
					+ " but address, count, backlog only when the application starts again");
		}
	}

	@Test
	@DisplayName("A property that is impossible fails the reload by its name, and changes nothing")
	void reloadWhenPropertyIsImpossibleNamesIt(CapturedOutput output) {
		try (Application application = Application.run(List.of(ADDRESS, TWO), Room.class, RoomHandler.class);
				Peer peer = application.connect()) {
			Map<String, Object> changed = change(application);
			assertThat(peer.send("?\n").line()).startsWith("room ");
			String before = peer.send("?\n").line();
			changed.put("workerman.listeners.it.max-connections", "-1");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> reload(application))
				.havingCause()
				.withMessageStartingWith("Worker 'it' cannot reload, and goes on as before:")
				.withMessageContaining("Property workerman.listeners.it.max-connections with value '-1' is invalid:"
						+ " maxConnections: -1 (expected: >= 0)");
			changed.put("workerman.listeners.it.max-connections", "many");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> reload(application))
				.havingCause()
				.withMessageContaining("workerman.listeners.it.max-connections");
			assertThat(peer.send("?\n").line()).isEqualTo(before);
			assertThat(output.toString().split("cannot reload, and goes on as before", -1)).hasSize(3);
			changed.put("workerman.listeners.it.max-connections", "9");
			reload(application);
			assertThat(peer.send("?\n").line()).isNotEqualTo(before);
		}
	}

	@Test
	@DisplayName("W-65 A bean that cannot be made anew fails the reload, and all processes keep the old ones")
	void reloadWhenBeanCannotBeMadeKeepsTheOld() {
		try (Application application = Application.run(List.of(ADDRESS, TWO), Room.class, RoomHandler.class)) {
			Room.steps.clear();
			Room.failsOn = "workerman-it-1";
			List<Peer> peers = List.of(application.connect(), application.connect());
			List<String> before = peers.stream().map((peer) -> peer.send("?\n").line()).toList();
			assertThat(before).doesNotHaveDuplicates();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> reload(application))
				.havingCause()
				.withMessageContaining("no room on workerman-it-1");
			assertThat(peers.stream().map((peer) -> peer.send("?\n").line())).containsExactlyElementsOf(before);
			assertThat(Room.steps).containsExactly("reload", "start", "reload", "stop", "destroy");
			assertThat(application.bean(Worker.class).statistics().timers()).isEqualTo(2);
			Room.failsOn = "";
			Room.steps.clear();
			reload(application);
			assertThat(peers.stream().map((peer) -> peer.send("?\n").line())).doesNotContainAnyElementsOf(before);
			assertThat(Room.steps).containsExactly("reload", "start", "reload", "start", "stop", "destroy", "stop",
					"destroy");
			assertThat(application.bean(Worker.class).statistics().timers()).isEqualTo(2);
			peers.forEach(Peer::close);
		}
		finally {
			Room.failsOn = "";
		}
	}

	@Test
	@DisplayName("A new handler that cannot start takes those with it that have started before it")
	void reloadWhenHandlerCannotStartStopsTheOthers() {
		try (Application application = Application.run(List.of(ADDRESS), Room.class, RoomHandler.class,
				Failing.class)) {
			Room.steps.clear();
			Failing.fails = true;
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> reload(application))
				.havingCause()
				.withMessageContaining("cannot start");
			assertThat(Room.steps).containsExactly("reload", "start", "stop", "destroy");
		}
		finally {
			Failing.fails = false;
		}
	}

	@Test
	@DisplayName("A customizer is asked for options again at each reload")
	void reloadWhenCustomizedAppliesTheCustomizer() {
		Application application = Application.run(List.of(ADDRESS), Limits.class, Customizer.class);
		try (application; Peer peer = application.connect()) {
			assertThat(peer.send("?\n").line()).isEqualTo("1048576 1001");
			reload(application);
			try (Peer late = application.connect()) {
				assertThat(late.send("?\n").line()).isEqualTo("1048576 1002");
			}
		}
	}

	@WorkerHandler
	static class Limits {

		@OnMessage
		String limits(Connection connection) {
			return connection.maxSendBufferSize() + " " + connection.maxPackageSize();
		}

	}

	static class Customizer implements WorkerCustomizer {

		private int asked = 1000;

		@Override
		public void customize(io.workerman.engine.WorkerBuilder builder) {
			this.asked++;
			builder.maxPackageSize(this.asked);
		}

	}

	@WorkerScope
	static class Room implements DisposableBean {

		private static final List<String> steps = new CopyOnWriteArrayList<>();

		private static volatile String failsOn = "";

		private static int made;

		private final int number;

		Room() {
			if (Thread.currentThread().getName().equals(failsOn)) {
				throw new IllegalStateException("no room on " + failsOn);
			}
			synchronized (Room.class) {
				this.number = ++made;
			}
		}

		int number() {
			return this.number;
		}

		@Override
		public void destroy() {
			steps.add("destroy");
		}

	}

	@WorkerScope
	@WorkerHandler
	@Order(2)
	static class Failing {

		private static volatile boolean fails;

		@OnWorkerStart
		void start() {
			if (fails) {
				throw new IllegalStateException("cannot start");
			}
		}

		@OnWorkerStop
		void stop() {
			Room.steps.add("stop of what failed");
		}

	}

	@WorkerScope
	@WorkerHandler
	@Order(1)
	static class RoomHandler {

		private final Room room;

		private int first;

		RoomHandler(Room room) {
			this.room = room;
		}

		@OnWorkerStart
		void start() {
			this.first = this.room.number();
			Room.steps.add("start");
		}

		@OnWorkerReload
		void reload() {
			Room.steps.add("reload");
		}

		@OnWorkerStop
		void stop() {
			assertThat(this.room.number()).isEqualTo(this.first);
			Room.steps.add("stop");
		}

		@OnTimer(interval = "1h")
		void tick() {
		}

		@OnMessage
		String say() {
			return "room %d of %d".formatted(this.room.number(), this.first);
		}

	}

}
