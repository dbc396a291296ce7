package io.workerman.autoconfigure;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;

import io.workerman.annotation.OnBufferFull;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what log lines of callbacks have in their context.
 */
class LoggingContextTests {

	@ParameterizedTest
	@ValueSource(strings = { "event-loop", "executor", "virtual" })
	void callbacksWhenConnectionIsWantedHaveItWhereverTheyRun(String dispatch) {
		Assumptions.assumeTrue(!dispatch.equals("virtual") || Runtime.version().feature() >= 21);
		try (Application application = run(dispatch, "connection")) {
			Handler handler = application.bean(Handler.class);
			try (Peer peer = application.connect(); Peer other = application.connect()) {
				assertThat(ask(peer, "one")).isEqualTo(ask(peer, "two")).startsWith("it/").doesNotEndWith("null");
				assertThat(ask(other, "one")).isNotEqualTo(ask(peer, "three"));
				assertThat(ask(peer, "throw")).startsWith("it/");
				assertThat(ask(peer, "own")).isEqualTo("from now on");
				assertThat(ask(peer, "anything")).startsWith("own it/");
			}
			Awaitility.await().untilAsserted(() -> assertThat(handler.closed).hasSize(2));
			assertThat(handler.wrong).isEmpty();
			assertThat(leftOnLoop(application)).isEmpty();
		}
	}

	@Test
	void callbacksUnlessConnectionIsWantedHaveTheWorker() {
		try (Application application = run("event-loop", "worker"); Peer peer = application.connect()) {
			assertThat(ask(peer, "one")).isEqualTo("it/null");
		}
	}

	private static String ask(Peer peer, String question) {
		return peer.send(question + "\n").line();
	}

	private static List<String> leftOnLoop(Application application) {
		Queue<String> left = new ConcurrentLinkedQueue<>();
		application.bean(Worker.class)
			.processes()
			.get(0)
			.execute(() -> left.add(String.valueOf(MDC.get("connection"))));
		Awaitility.await().until(() -> !left.isEmpty());
		left.remove("null");
		return List.copyOf(left);
	}

	private static Application run(String dispatch, String mdc) {
		return Application.run(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.listeners.it.mdc=" + mdc,
						"workerman.listeners.it.dispatch=" + dispatch),
				Handler.class, TaskExecutionAutoConfiguration.class);
	}

	@WorkerHandler("it")
	static class Handler {

		private final Queue<String> closed = new ConcurrentLinkedQueue<>();

		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

		@OnConnect
		void connected(Connection connection) {
			check(connection);
		}

		@OnMessage
		String message(Connection connection, String message) {
			switch (message) {
				case "throw" -> throw new IllegalStateException("asked to");
				case "own" -> {
					connection.onMessage((self, text) -> self.send("own " + context()));
					return "from now on";
				}
				default -> {
					return context();
				}
			}
		}

		@OnError
		void failed(Connection connection, IllegalStateException failure) {
			check(connection);
			connection.send(context());
		}

		@OnBufferFull
		void full(Connection connection) {
			check(connection);
		}

		@OnClose
		void closed(Connection connection) {
			check(connection);
			this.closed.add(context());
		}

		private void check(Connection connection) {
			if (MDC.get("worker") == null) {
				this.wrong.add("no worker");
			}
			if (connection.worker().options().logging().mdc().name().equals("CONNECTION")
					&& !String.valueOf(connection.id()).equals(MDC.get("connection"))) {
				this.wrong.add(connection.id() + " is not " + context());
			}
		}

		private static String context() {
			return MDC.get("worker") + "/" + MDC.get("connection");
		}

	}

}
