package io.workerman.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

import io.workerman.annotation.OnBufferDrain;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnError;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWebSocketConnect;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.CloseReason;
import io.workerman.engine.Connection;
import io.workerman.engine.HandshakeRequest;
import io.workerman.engine.SendResult;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.client.AsyncTcpConnection;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that are declared in the configuration.
 */
class ClientTests {

	private static final List<String> QUICK = List.of("workerman.clients.up.reconnect.delay=20ms",
			"workerman.clients.up.reconnect.max-delay=50ms");

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await().pollInterval(5, TimeUnit.MILLISECONDS).atMost(Duration.ofSeconds(20)).until(condition);
	}

	private static Worker echo(String scheme, int port) {
		Worker echo = Worker.builder("echo")
			.listen(scheme + "://127.0.0.1:" + port)
			.stopTimeout(Duration.ofMillis(500))
			.onMessage((connection, message) -> connection.send(message))
			.build();
		echo.start();
		return echo;
	}

	private static List<String> properties(String address, String... more) {
		List<String> properties = new ArrayList<>(
				List.of("workerman.listeners.it.count=2", "workerman.clients.up.address=" + address));
		properties.addAll(QUICK);
		properties.addAll(List.of(more));
		return properties;
	}

	@Test
	@DisplayName("A-07 A client is connected when its worker starts, calls its handler, and comes back with its server")
	void clientWhenDeclaredConnectsAndCallsItsHandler() {
		Worker echo = echo("text", 0);
		int port = echo.port();
		try (Application application = Application.run(properties("text://127.0.0.1:" + port), Upstream.class)) {
			Upstream handler = application.bean(Upstream.class);
			await(() -> handler.events.contains("message hello"));
			assertThat(handler.events).containsExactly("start", "connect true", "message hello");
			AsyncTcpConnection bean = application.context().getBean("up", AsyncTcpConnection.class);
			assertThat(handler.injected).isSameAs(bean);
			assertThat(bean.process().id()).isZero();
			assertThat(bean.worker().name()).isEqualTo("it");
			assertThat(bean.send("more")).isNotEqualTo(SendResult.FAILED);
			await(() -> handler.events.contains("message more"));
			echo.stop();
			await(() -> handler.events.contains("error 1"));
			Worker again = echo("text", port);
			await(() -> handler.events.stream().filter("message hello"::equals).count() == 2);
			application.context().close();
			assertThat(handler.events).endsWith("stop", "close 1001");
			again.stop();
		}
		finally {
			echo.stop();
		}
	}

	@Test
	void clientWhenOnEachProcessHasAConnectionThere() {
		Worker echo = echo("text", 0);
		try (Application application = Application
			.run(properties("text://127.0.0.1:" + echo.port(), "workerman.clients.up.process=-1"), OnEach.class)) {
			await(() -> OnEach.seen.size() == 2);
			assertThat(OnEach.seen).containsExactlyInAnyOrder("0 0 hello", "1 1 hello");
			assertThat(application.context().getBeansOfType(AsyncTcpConnection.class)).isEmpty();
			Worker it = application.context().getBean("it", Worker.class);
			assertThat(it.connections()).hasSize(2);
			it.reload().toCompletableFuture().join();
			it.connections().forEach((connection) -> connection.send("again"));
			await(() -> OnEach.seen.size() == 4);
			assertThat(OnEach.seen.subList(2, 4)).containsExactlyInAnyOrder("0 0 again", "1 1 again");
			it.processes().forEach((process) -> process.restart().toCompletableFuture().join());
			it.connections().forEach((connection) -> connection.send("third"));
			await(() -> OnEach.seen.size() == 6);
			assertThat(OnEach.seen.subList(4, 6)).containsExactlyInAnyOrder("0 0 third", "1 1 third");
			assertThat(echo.statistics().opened()).isEqualTo(2);
		}
		finally {
			OnEach.seen.clear();
			echo.stop();
		}
	}

	@Test
	void handlerWhenItServesListenerAndClientIsStartedOnce() {
		Worker echo = echo("websocket", 0);
		try (Application application = Application.run(
				properties("ws://127.0.0.1:" + echo.port() + "/x", "workerman.listeners.it.address=text://127.0.0.1:0",
						"workerman.clients.up.worker=it", "workerman.clients.up.websocket.headers.X-Token=abc"),
				Both.class)) {
			Both both = application.bean(Both.class);
			await(() -> both.events.contains("message hello"));
			assertThat(both.events).containsExactlyInAnyOrder("start 0", "start 1", "opened /x", "message hello");
		}
		finally {
			echo.stop();
		}
	}

	@Test
	void clientWhenReconnectIsDisabledStaysClosed() {
		Worker echo = echo("text", 0);
		try (Application application = Application.run(
				properties("text://127.0.0.1:" + echo.port(), "workerman.clients.up.reconnect.enabled=false"),
				Upstream.class)) {
			Upstream handler = application.bean(Upstream.class);
			await(() -> handler.events.contains("message hello"));
			echo.connections().forEach(Connection::destroy);
			await(() -> handler.events.stream().anyMatch((event) -> event.startsWith("close")));
			AsyncTcpConnection bean = application.context().getBean("up", AsyncTcpConnection.class);
			assertThat(bean.status()).isEqualTo(Connection.Status.CLOSED);
			bean.process().execute(bean::connect);
			await(() -> handler.events.stream().filter("message hello"::equals).count() == 2);
		}
		finally {
			echo.stop();
		}
	}

	@WorkerHandler(client = "up")
	static class Upstream {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final AsyncTcpConnection injected;

		@Autowired
		Upstream(@Qualifier("up") AsyncTcpConnection injected, Map<String, Worker> workers) {
			this.injected = injected;
		}

		@OnWorkerStart
		void start(WorkerProcess process) {
			this.events.add("start");
		}

		@OnWorkerStop
		void stop(WorkerProcess process) {
			this.events.add("stop");
		}

		@OnConnect
		String connect(Connection connection, WorkerProcess process) {
			this.events.add("connect " + process.inProcess());
			return "hello";
		}

		@OnMessage
		void message(Connection connection, String message) {
			this.events.add("message " + message);
		}

		@OnClose
		void close(CloseReason reason) {
			this.events.add("close " + reason.code());
		}

		@OnError
		void error(int code, String message) {
			this.events.add("error " + code);
		}

		@OnBufferDrain
		void drain() {
		}

	}

	@WorkerScope
	@WorkerHandler(client = "up")
	static class OnEach {

		private static final List<String> seen = new CopyOnWriteArrayList<>();

		private int id = -1;

		@OnWorkerStart
		void start(WorkerProcess process) {
			this.id = process.id();
		}

		@OnConnect
		String connect() {
			return "hello";
		}

		@OnMessage
		void message(Connection connection, String message) {
			seen.add(this.id + " " + connection.process().id() + " " + message);
		}

	}

	@WorkerHandler(value = "it", client = "up")
	static class Both {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@OnWorkerStart
		void start(WorkerProcess process) {
			this.events.add("start " + process.id());
		}

		@OnWebSocketConnect
		String opened(HandshakeRequest answer) {
			this.events.add("opened " + answer.path());
			return "hello";
		}

		@OnMessage
		void message(String message) {
			this.events.add("message " + message);
		}

	}

}
