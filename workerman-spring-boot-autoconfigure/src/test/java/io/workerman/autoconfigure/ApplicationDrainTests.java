package io.workerman.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.event.EventListener;
import org.springframework.test.util.TestSocketUtils;

import io.workerman.actuate.WorkermanHealthIndicator;
import io.workerman.annotation.OnClose;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.engine.Workers;
import io.workerman.peer.Application;
import io.workerman.peer.WebSocketPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of an application, as an orchestrator and its clients see it.
 */
class ApplicationDrainTests {

	@Test
	@DisplayName("Readiness goes first, then no more connections are accepted, then there are goodbyes")
	void stopGoesStepByStep() {
		Probe.steps.clear();
		try (Application application = Application.run("websocket://127.0.0.1:0", Probe.class);
				WebSocketPeer peer = WebSocketPeer.connect(application.port("it"), "/")) {
			peer.answer();
			assertThat(peer.send("hello").next()).isEqualTo("hello");
			application.context().close();
			assertThat(peer.next()).isEqualTo("close 1001");
		}
		assertThat(Probe.steps).containsExactly("readiness refused, connections accepted",
				"worker stops, connections refused, health OUT_OF_SERVICE", "connection closed");
	}

	@Test
	@DisplayName("FM-01: a restart in the same JVM leaves no port behind")
	void applicationStartsAgainOnTheSamePort() throws IOException {
		String address = "websocket://127.0.0.1:" + TestSocketUtils.findAvailableTcpPort();
		for (int i = 0; i < 3; i++) {
			try (Application application = Application.run(address, Probe.class);
					WebSocketPeer peer = WebSocketPeer.connect(application.port("it"), "/")) {
				peer.answer();
				assertThat(peer.send("hello").next()).isEqualTo("hello");
				application.context().close();
				assertThat(peer.next()).isEqualTo("close 1001");
			}
		}
	}

	@WorkerHandler("it")
	static class Probe {

		private static final List<String> steps = new CopyOnWriteArrayList<>();

		private final Workers workers;

		private volatile int port;

		Probe(Workers workers) {
			this.workers = workers;
		}

		@EventListener
		void readiness(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
				this.port = this.workers.all().get(0).port();
				steps.add("readiness refused, connections " + accepting());
			}
		}

		@OnWorkerStop
		void stopping() {
			Status health = new WorkermanHealthIndicator(this.workers).health().getStatus();
			steps.add("worker stops, connections " + accepting() + ", health " + health);
		}

		@OnMessage
		String echo(Connection connection, String message) {
			connection.attributes().put("client", true);
			return message;
		}

		@OnClose
		void closed(Connection connection) {
			if (connection.attributes().containsKey("client")) {
				steps.add("connection closed");
			}
		}

		private String accepting() {
			return connects(this.port) ? "accepted" : "refused";
		}

		private static boolean connects(int port) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				return socket.isConnected();
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
