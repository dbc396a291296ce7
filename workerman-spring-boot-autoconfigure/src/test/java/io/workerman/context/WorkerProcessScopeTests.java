package io.workerman.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.ScopeNotActiveException;

import io.workerman.annotation.OnMessage;
import io.workerman.annotation.OnWorkerReload;
import io.workerman.annotation.OnWorkerStart;
import io.workerman.annotation.OnWorkerStop;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkerProcessScope}.
 */
class WorkerProcessScopeTests {

	private static final List<String> TWO_PROCESSES = List.of("workerman.listeners.it.count=2",
			"workerman.listeners.it.address=text://127.0.0.1:0");

	@Test
	void eachProcessHasItsOwnBean() {
		try (Application application = Application.run(TWO_PROCESSES, Counter.class, Counting.class)) {
			List<Peer> peers = IntStream.range(0, 4).mapToObj((i) -> application.connect()).toList();
			List<String> answers = new ArrayList<>();
			for (Peer peer : peers) {
				answers.add(peer.send("x\n").line());
			}
			assertThat(answers).containsExactlyInAnyOrder("0: 1", "0: 2", "1: 1", "1: 2");
			peers.forEach(Peer::close);
		}
	}

	@Test
	void beanIsNotToBeHadElsewhere() {
		try (Application application = Application.run(TWO_PROCESSES, Counter.class)) {
			Counter counter = application.bean(Counter.class);
			assertThatExceptionOfType(ScopeNotActiveException.class).isThrownBy(counter::next)
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("Bean 'scopedTarget.workerProcessScopeTests.Counter' has @WorkerScope and lives on the"
						+ " processes of workers; the thread 'main' is none. Use it in a callback or timer, or through"
						+ " WorkerProcess.execute(…)");
		}
	}

	@Test
	void handlerIsBoundToTheInstanceOfItsProcess() {
		try (Application application = Application.run(TWO_PROCESSES, Log.class, Own.class)) {
			List<Peer> peers = IntStream.range(0, 4).mapToObj((i) -> application.connect()).toList();
			Set<String> instances = peers.stream().map((peer) -> peer.send("x\n").line()).collect(Collectors.toSet());
			assertThat(instances).hasSize(2);
			assertThat(application.bean(Log.class).steps).hasSize(2);
			peers.forEach(Peer::close);
		}
	}

	@Test
	void reloadStopsAndDestroysTheOldHandlerAndStartsANewOne() {
		try (Application application = Application.run(List.of("workerman.listeners.it.count=1"), Log.class,
				Own.class)) {
			Log log = application.bean(Log.class);
			assertThat(log.steps).containsExactly("start 1");
			application.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(log.steps).containsExactly("start 1", "reload 1", "start 2", "stop 1", "destroy 1");
		}
	}

	@Test
	void connectionMeetsTheNewHandlerAfterReload() {
		try (Application application = Application.run("text://127.0.0.1:0", Log.class, Own.class);
				Peer peer = application.connect()) {
			assertThat(peer.send("x\n").line()).isEqualTo("1");
			application.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(peer.send("x\n").line()).isEqualTo("2");
		}
	}

	@Test
	void reloadWithoutReloadableKeepsTheHandler() {
		try (Application application = Application.run(List.of("workerman.listeners.it.reloadable=false"), Log.class,
				Own.class)) {
			application.bean(Worker.class).reload().toCompletableFuture().join();
			assertThat(application.bean(Log.class).steps).containsExactly("start 1", "reload 1");
		}
	}

	@Test
	void stopDestroysTheHandler() {
		Log log;
		try (Application application = Application.run(List.of("workerman.listeners.it.count=1"), Log.class,
				Own.class)) {
			log = application.bean(Log.class);
		}
		assertThat(log.steps).containsExactly("start 1", "stop 1", "destroy 1");
	}

	static class Log {

		private final List<String> steps = new CopyOnWriteArrayList<>();

		private final AtomicInteger instances = new AtomicInteger();

	}

	@WorkerScope
	@WorkerHandler
	static class Own implements DisposableBean {

		private final Log log;

		private final int instance;

		Own(Log log) {
			this.log = log;
			this.instance = log.instances.incrementAndGet();
		}

		@OnWorkerStart
		void start() {
			this.log.steps.add("start " + this.instance);
		}

		@OnWorkerReload
		void reload() {
			this.log.steps.add("reload " + this.instance);
		}

		@OnWorkerStop
		void stop() {
			this.log.steps.add("stop " + this.instance);
		}

		@OnMessage
		String message() {
			return String.valueOf(this.instance);
		}

		@Override
		public void destroy() {
			this.log.steps.add("destroy " + this.instance);
		}

	}

	@WorkerScope
	static class Counter {

		private int count;

		int next() {
			this.count++;
			return this.count;
		}

	}

	@WorkerHandler
	static class Counting {

		private final Counter counter;

		Counting(Counter counter) {
			this.counter = counter;
		}

		@OnMessage
		String count(WorkerProcess process) {
			return "%d: %d".formatted(process.id(), this.counter.next());
		}

	}

}
