package io.workerman.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnTimer;
import io.workerman.annotation.OnWorkerExit;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.UserThread;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;
import io.workerman.engine.Workers;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The life of processes and threads in an application.
 */
class ProcessLifeTests {

	private static List<String> listener(String... properties) {
		List<String> all = new ArrayList<>(List.of("workerman.listeners.it.address=text://127.0.0.1:0"));
		all.addAll(List.of(properties));
		return all;
	}

	private static void restart(Application application) throws Exception {
		WorkerProcess process = application.bean(Worker.class).processes().get(0);
		process.restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("S-49 A restart makes the beans of the process anew, in order, and shared handlers stop and start")
	void restartMakesBeansAnew() throws Exception {
		try (Application application = Application.run(listener(), Steps.class, Shared.class, Own.class);
				Peer peer = application.connect()) {
			List<String> steps = application.bean(Steps.class).all;
			assertThat(peer.send("?\n").line()).isEqualTo("own 1");
			steps.clear();
			restart(application);
			assertThat(steps).containsExactly("own 2 start", "shared stop", "own 1 stop", "own 1 exit RESTART",
					"own 1 destroyed", "shared exit RESTART", "shared start");
			assertThat(peer.send("?\n").line()).isEqualTo("own 2");
			assertThat(application.bean(Worker.class).statistics().timers()).isOne();
		}
	}

	@Test
	@DisplayName("B-04 The exit method is told of reload and stop, after the last connection")
	void exitIsToldWhy() throws Exception {
		List<String> steps;
		try (Application application = Application.run(listener(), Steps.class, Shared.class, Own.class)) {
			steps = application.bean(Steps.class).all;
			steps.clear();
			application.bean(Worker.class).reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(steps).containsExactly("own 2 start", "own 1 stop", "own 1 exit RELOAD", "own 1 destroyed",
					"shared exit RELOAD");
			steps.clear();
		}
		assertThat(steps).startsWith("shared stop", "own 2 stop").endsWith("own 2 destroyed");
		assertThat(steps).contains("shared exit STOP", "own 2 exit STOP").hasSize(5);
	}

	@Test
	@DisplayName("S-49 A bean that cannot start leaves the old one in its place, and says why")
	void restartThatFailsChangesNothing() throws Exception {
		try (Application application = Application.run(listener(), Steps.class, Shared.class, Own.class);
				Peer peer = application.connect()) {
			Steps steps = application.bean(Steps.class);
			steps.all.clear();
			steps.failing = true;
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> restart(application))
				.havingCause()
				.withMessage("Worker 'it' cannot restart process 0, and goes on as before:"
						+ " java.lang.IllegalStateException: no database");
			assertThat(steps.all).containsExactly("own 2 destroyed");
			assertThat(peer.send("?\n").line()).isEqualTo("own 1");
		}
	}

	@Test
	@DisplayName("W-62 S-50 max-requests: the beans are new for the next message, and the grace is half by default")
	void maxRequestsRenewsTheBeans() {
		try (Application application = Application.run(listener("workerman.listeners.it.max-requests=2"), Steps.class,
				Own.class); Peer peer = application.connect()) {
			for (int i = 0; i < 8; i++) {
				assertThat(peer.send("?\n").line()).isEqualTo("own " + (1 + i / 2));
			}
			assertThat(application.bean(Worker.class).options().lifetime().grace()).isZero();
		}
		try (Application application = Application.run(listener("workerman.listeners.it.max-requests=1000"))) {
			assertThat(application.bean(Worker.class).options().lifetime().grace()).isEqualTo(500);
		}
		try (Application application = Application
			.run(listener("workerman.defaults.max-requests=1000", "workerman.defaults.max-requests-grace=7"))) {
			assertThat(application.bean(Worker.class).options().lifetime().grace()).isEqualTo(7);
		}
	}

	@Test
	void maxRequestsWhenNegativeStopsTheStart(@TempDir Path directory) {
		assertThat(FailedStart.analysis("""
				workerman:
				  listeners:
				    it:
				      address: text://127.0.0.1:0
				      max-requests: -1
				""", directory)).contains("workerman.listeners.it.max-requests", "-1",
				"maxRequests: -1 (expected: >= 0)");
	}

	@Test
	@DisplayName("S-46 A UserThread bean runs as long as the workers, and sends to their clients")
	void threadBeanSendsToClients() {
		try (Application application = Application.run(listener(), Threads.class); Peer peer = application.connect()) {
			Worker worker = application.bean(Worker.class);
			Awaitility.await().until(() -> worker.connections().size() == 1);
			application.bean(Threads.class).news.add("hello");
			assertThat(peer.line()).isEqualTo("hello");
			assertThat(application.bean(Workers.class).threads())
				.containsExactly(new UserThread.Info("pusher", UserThread.State.RUNNING, 0));
		}
	}

	static class Steps {

		private final List<String> all = new CopyOnWriteArrayList<>();

		private final AtomicInteger made = new AtomicInteger();

		private volatile boolean failing;

	}

	@WorkerHandler
	static class Shared {

		private final Steps steps;

		Shared(Steps steps) {
			this.steps = steps;
		}

		@OnWorkerStart
		void start() {
			this.steps.all.add("shared start");
		}

		@OnWorkerStop
		void stop() {
			this.steps.all.add("shared stop");
		}

		@OnWorkerExit
		void exit(ExitReason reason) {
			this.steps.all.add("shared exit " + reason);
		}

	}

	@WorkerHandler
	@WorkerScope
	static class Own implements DisposableBean {

		private final Steps steps;

		private final int number;

		Own(Steps steps) {
			this.steps = steps;
			this.number = steps.made.incrementAndGet();
		}

		@OnWorkerStart
		void start() {
			if (this.steps.failing) {
				throw new IllegalStateException("no database");
			}
			this.steps.all.add("own %d start".formatted(this.number));
		}

		@OnMessage
		String say(String message) {
			return "own " + this.number;
		}

		@OnTimer(interval = "1h")
		void tick() {
		}

		@OnWorkerStop
		void stop() {
			this.steps.all.add("own %d stop".formatted(this.number));
		}

		@OnWorkerExit
		void exit(WorkerProcess process, Worker worker, ExitReason reason) {
			assertThat(process.inProcess()).isTrue();
			this.steps.all.add("own %d exit %s".formatted(this.number, reason));
		}

		@Override
		public void destroy() {
			this.steps.all.add("own %d destroyed".formatted(this.number));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Threads {

		private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

		@Bean
		UserThread pusher(Worker it) {
			return () -> {
				while (true) {
					it.broadcast(this.news.take());
				}
			};
		}

	}

}
