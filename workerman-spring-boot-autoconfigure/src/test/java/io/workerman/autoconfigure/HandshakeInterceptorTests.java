package io.workerman.autoconfigure;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.WorkerHandler;
import io.workerman.context.HandshakeInterceptor;
import io.workerman.engine.Connection;
import io.workerman.engine.RefusedException;
import io.workerman.engine.Worker;
import io.workerman.engine.websocket.WebSocketHandshake;
import io.workerman.peer.Application;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandshakeInterceptor} beans.
 */
class HandshakeInterceptorTests {

	private static Application run(boolean offLoop) {
		List<String> properties = new ArrayList<>(List.of("workerman.listeners.it.address=websocket://127.0.0.1:0"));
		if (offLoop) {
			properties.addAll(
					List.of("workerman.listeners.it.dispatch=executor", "workerman.listeners.it.executor=handlers"));
		}
		return Application.run(properties, Interceptors.class, Chat.class);
	}

	private static WebSocketPeer connect(Application application, String target, String... headers) {
		return WebSocketPeer.connect(application.port("it"), target, headers);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("D-13 An interceptor sets principal, attributes, headers and the subprotocol")
	void handshakeWhenInterceptorAcceptsHasWhatItSet(boolean offLoop) {
		try (Application application = run(offLoop)) {
			try (WebSocketPeer peer = connect(application, "/?name=alice", "Sec-WebSocket-Protocol: a, chat")) {
				peer.send("hello");
				assertThat(peer.answer()).startsWith("HTTP/1.1 101 ")
					.contains("Sec-WebSocket-Protocol: chat\n", "X-Room: 7\n");
				assertThat(peer.next())
					.isEqualTo("alice says hello in 7, " + (offLoop ? "off the loop" : "on the loop"));
			}
			Chat chat = application.bean(Chat.class);
			Awaitility.await().until(() -> chat.steps.contains("close alice"));
			assertThat(chat.steps).containsExactly("connect null", "first alice", "second", "third", "handshake alice",
					"close alice");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("D-13 The first interceptor that refuses wins, with its status and headers")
	void handshakeWhenInterceptorRefusesIsSeenByNoOther(boolean offLoop) {
		try (Application application = run(offLoop); WebSocketPeer peer = connect(application, "/refuse?name=bob")) {
			assertThat(peer.answer()).startsWith("HTTP/1.1 402 ").contains("X-Room: 7\n");
			Chat chat = application.bean(Chat.class);
			Awaitility.await().until(() -> chat.steps.contains("close bob"));
			assertThat(chat.steps).containsExactly("connect null", "first bob", "second", "close bob");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/throw 403", "/throw401 401", "/close 403", "/fail 403", "/fail401 401" })
	void handshakeWhenInterceptorThrowsOrClosesIsRefused(String expected) {
		String target = expected.substring(0, expected.indexOf(' '));
		for (boolean offLoop : List.of(false, true)) {
			try (Application application = run(offLoop); WebSocketPeer peer = connect(application, target)) {
				assertThat(peer.answer()).startsWith("HTTP/1.1" + expected.substring(expected.indexOf(' ')));
				Chat chat = application.bean(Chat.class);
				Awaitility.await().until(() -> chat.steps.contains("close null"));
				List<String> told = target.equals("/close") ? List.of() : List.of("error " + target);
				assertThat(chat.steps).startsWith("connect null", "first null", "second")
					.doesNotContain("third")
					.filteredOn((step) -> step.startsWith("error"))
					.isEqualTo(told);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("D-13 While an interceptor decides elsewhere others are served, and frames wait for the decision")
	void handshakeWhenDecisionTakesTimeIsAnsweredAfterIt(boolean offLoop) {
		try (Application application = run(offLoop);
				WebSocketPeer peer = connect(application, "/wait?name=alice").send("one").send("two")) {
			Interceptors interceptors = application.bean(Interceptors.class);
			Awaitility.await().until(() -> interceptors.waiting);
			try (WebSocketPeer other = connect(application, "/?name=bob").send("hello")) {
				assertThat(other.answer()).startsWith("HTTP/1.1 101 ");
				assertThat(other.next()).startsWith("bob says hello");
			}
			assertThat(application.bean(Chat.class).steps).doesNotContain("handshake alice");
			interceptors.decision.complete("");
			assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
			assertThat(peer.next()).startsWith("alice says one");
			assertThat(peer.next()).startsWith("alice says two");
		}
	}

	@Test
	void handshakeWhenClientVanishesMeanwhileGoesNoFurther() {
		try (Application application = run(false)) {
			Interceptors interceptors = application.bean(Interceptors.class);
			Chat chat = application.bean(Chat.class);
			try (WebSocketPeer peer = connect(application, "/wait?name=alice")) {
				peer.send("never seen");
				Awaitility.await().until(() -> interceptors.waiting);
				application.bean(Worker.class).connections().iterator().next().destroy();
				assertThat(chat.steps).doesNotContain("third");
			}
			Awaitility.await().until(() -> chat.steps.contains("close alice"));
			interceptors.decision.complete("");
			try (WebSocketPeer other = connect(application, "/?name=bob").send("hello")) {
				assertThat(other.answer()).startsWith("HTTP/1.1 101 ");
			}
			assertThat(chat.steps).doesNotContain("handshake alice")
				.filteredOn((step) -> step.equals("close alice"))
				.hasSize(1);
		}
	}

	@Test
	void handshakeWhenApplicationClosesMeanwhileIsRefused() {
		try (Application application = run(false); WebSocketPeer peer = connect(application, "/wait?name=alice")) {
			Awaitility.await().until(() -> application.bean(Interceptors.class).waiting);
			application.bean(Worker.class).connections().iterator().next().close();
			assertThat(peer.answer()).startsWith("HTTP/1.1 403 ");
		}
	}

	@Test
	void handshakeWhenWorkerStopsMeanwhileIsAnsweredBeforeTheGoodbye() throws InterruptedException {
		try (Application application = run(false); WebSocketPeer peer = connect(application, "/wait?name=alice")) {
			Interceptors interceptors = application.bean(Interceptors.class);
			Worker worker = application.bean(Worker.class);
			Awaitility.await().until(() -> interceptors.waiting);
			Thread stop = new Thread(worker::stop);
			stop.start();
			Awaitility.await().until(() -> worker.state() == Worker.State.STOPPING);
			interceptors.decision.complete("");
			assertThat(peer.answer()).startsWith("HTTP/1.1 101 ");
			assertThat(peer.next()).isEqualTo("close 1001");
			stop.join(10_000);
			assertThat(stop.isAlive()).isFalse();
		}
	}

	@Test
	void interceptorWhenConnectionReplacesCallbacksIsCalledAllTheSame() {
		try (Application application = run(false)) {
			application.bean(Chat.class).replaces.set(true);
			try (WebSocketPeer peer = connect(application, "/refuse?name=bob")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 402 ");
			}
		}
	}

	@Test
	void interceptorWhenWorkerReloadsIsCalledOnce() {
		try (Application application = run(false)) {
			application.bean(Worker.class).reload();
			try (WebSocketPeer peer = connect(application, "/refuse?name=bob")) {
				assertThat(peer.answer()).startsWith("HTTP/1.1 402 ");
			}
			assertThat(application.bean(Chat.class).steps).filteredOn((step) -> step.equals("first bob")).hasSize(1);
		}
	}

	static class Interceptors {

		private final CompletableFuture<String> decision = new CompletableFuture<>();

		private volatile boolean waiting;

		@Bean
		TaskExecutor handlers() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(2);
			return executor;
		}

		@Bean
		@Order(3)
		HandshakeInterceptor third(Chat chat) {
			return (connection, handshake) -> chat.steps.add("third");
		}

		@Bean
		@Order(2)
		HandshakeInterceptor second(Chat chat) {
			return (connection, handshake) -> {
				chat.steps.add("second");
				switch (handshake.path()) {
					case "/refuse" -> handshake.refuse(402, "Pay first");
					case "/throw" -> throw new IllegalStateException("/throw");
					case "/throw401" -> throw new RefusedException(401, "Who?", new IllegalStateException("/throw401"));
					case "/close" -> connection.close();
					case "/fail" ->
						handshake.answerAfter(CompletableFuture.failedFuture(new IllegalStateException("/fail")));
					case "/fail401" -> handshake
						.answerAfter(CompletableFuture.failedFuture(new RefusedException(401, "/fail401", null)));
					case "/wait" -> {
						handshake.answerAfter(this.decision);
						this.waiting = true;
					}
					default -> {
					}
				}
			};
		}

		@Bean
		@Order(1)
		HandshakeInterceptor first(Chat chat) {
			return (connection, handshake) -> {
				String name = handshake.query("name");
				chat.steps.add("first " + name);
				if (name != null) {
					connection.principal(() -> name);
				}
				connection.attributes().put("room", 7);
				handshake.addHeader("X-Room", "7");
				if (handshake.offeredSubprotocols().contains("chat")) {
					handshake.subprotocol("chat");
				}
			};
		}

	}

	@WorkerHandler
	static class Chat {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		private final AtomicBoolean replaces = new AtomicBoolean();

		@OnConnect
		void connect(Connection connection, Principal principal) {
			this.steps.add("connect " + principal);
			if (this.replaces.get()) {
				connection.onWebSocketConnect((own, request) -> this.steps.add("own"));
			}
		}

		@OnWebSocketConnect
		void handshake(WebSocketHandshake handshake, Principal principal) {
			this.steps.add("handshake " + principal.getName());
		}

		@OnMessage
		String say(Connection connection, Principal principal, String text) {
			return "%s says %s in %s, %s the loop".formatted(principal.getName(), text,
					connection.attributes().get("room"), connection.process().inProcess() ? "on" : "off");
		}

		@OnError
		void error(Exception ex) {
			this.steps.add("error " + ex.getMessage());
		}

		@OnClose
		void close(Principal principal) {
			this.steps.add("close " + ((principal != null) ? principal.getName() : null));
		}

	}

}
