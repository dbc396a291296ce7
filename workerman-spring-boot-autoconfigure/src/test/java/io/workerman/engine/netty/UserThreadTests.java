package io.workerman.engine.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.UserThread;
import io.workerman.engine.UserThread.Info;
import io.workerman.engine.UserThread.State;
import io.workerman.engine.Worker;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Threads of the application that live as long as the workers run.
 */
class UserThreadTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final Worker worker = StartedWorkers.text()
		.count(2)
		.onWorkerStop((process) -> this.events.add("stop " + process.id()))
		.onClose((connection, reason) -> this.events.add("close"))
		.build();

	private final Workers workers = Workers.of(WorkersOptions.DEFAULTS, List.of(this.worker));

	@AfterEach
	void stop() {
		this.workers.drain(Duration.ofSeconds(1)).toCompletableFuture().join();
		this.workers.stop();
	}

	private Info thread() {
		return this.workers.threads().get(0);
	}

	@Test
	@DisplayName("S-46 A thread starts with the workers, sends to their connections, and ends before these close")
	void threadWhenWorkersRunReachesAllClients() throws Exception {
		LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
		this.workers.add("pusher", () -> {
			this.events.add(Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon());
			try {
				while (true) {
					String next = news.take();
					this.worker.connections().forEach((connection) -> connection.send(next));
				}
			}
			catch (InterruptedException ex) {
				this.events.add("interrupted, clients: " + this.worker.connections().size());
				throw ex;
			}
		});
		assertThat(this.workers.threads()).containsExactly(new Info("pusher", State.STOPPED, 0));
		this.workers.start();
		try (TestClient one = TestClient.of(this.worker); TestClient two = TestClient.of(this.worker)) {
			StartedWorkers.await(() -> this.worker.connections().size() == 2);
			news.add("hello");
			assertThat(one.line()).isEqualTo("hello");
			assertThat(two.line()).isEqualTo("hello");
			this.workers.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			this.worker.processes().get(0).restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
			news.add("again");
			assertThat(one.line()).isEqualTo("again");
			assertThat(thread()).isEqualTo(new Info("pusher", State.RUNNING, 0));
			this.events.remove("stop 0");
			this.workers.drain(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		assertThat(this.events).hasSize(6)
			.startsWith("workerman-thread-pusher true", "interrupted, clients: 2")
			.endsWith("close");
		assertThat(thread()).isEqualTo(new Info("pusher", State.STOPPED, 0));
	}

	@Test
	@DisplayName("S-46 A thread that fails starts again after a pause, and one that returns has done its work")
	void threadWhenFailedStartsAgain() {
		this.workers.add("flaky", () -> {
			this.events.add("run");
			if (this.events.size() < 3) {
				throw new IOException("no network");
			}
		});
		long began = System.nanoTime();
		this.workers.start();
		StartedWorkers.await(() -> thread().state() == State.DONE);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		assertThat(this.events).containsExactly("run", "run", "run");
		assertThat(thread().restarts()).isEqualTo(2);
		this.workers.stop();
		this.workers.start();
		StartedWorkers.await(() -> this.events.stream().filter("run"::equals).count() == 4);
		StartedWorkers.await(() -> thread().equals(new Info("flaky", State.DONE, 2)));
	}

	@Test
	@DisplayName("S-46 A stop does not wait for the pause of a thread that has failed")
	void threadWhenStoppedInItsPauseEnds() {
		this.workers.add("broken", () -> {
			throw new IOException("no network");
		});
		this.workers.start();
		StartedWorkers.await(() -> thread().state() == State.WAITING && thread().restarts() >= 2);
		long began = System.nanoTime();
		stop();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
		assertThat(thread().state()).isEqualTo(State.STOPPED);
	}

	@Test
	@DisplayName("S-46 A thread that heeds no interruption holds up a stop for a bounded time only")
	void threadWhenDeafIsLeftBehind() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.workers.add("deaf", () -> {
			boolean released = false;
			while (!released) {
				try {
					released = release.await(1, TimeUnit.MINUTES);
				}
				catch (InterruptedException ex) {
					this.events.add("heard");
				}
			}
		});
		this.workers.start();
		StartedWorkers.await(() -> thread().state() == State.RUNNING);
		this.workers.drain(Duration.ofMillis(200)).toCompletableFuture().get(5, TimeUnit.SECONDS);
		this.workers.stop();
		assertThat(this.events).contains("heard", "stop 0", "stop 1");
		assertThat(this.worker.state()).isEqualTo(Worker.State.STOPPED);
		release.countDown();
		StartedWorkers.await(() -> thread().state() == State.STOPPED);
	}

	@Test
	void threadWhenAddedLaterStartsAtOnce() {
		this.workers.start();
		this.workers.add("late", () -> this.events.add("late"));
		StartedWorkers.await(() -> thread().state() == State.DONE);
		assertThat(this.events).containsExactly("late");
	}

	@Test
	@DisplayName("A thread may stop the workers, which does not wait for it")
	void threadWhenItStopsTheWorkersIsNotAwaited() {
		this.workers.add("bomb", this.workers::stop);
		this.workers.start();
		StartedWorkers.await(() -> thread().state() == State.STOPPED);
		assertThat(this.workers.isRunning()).isFalse();
	}

	@Test
	void nameWhenTakenIsRefused() {
		UserThread idle = () -> {
		};
		this.workers.add("a", idle);
		assertThatIllegalArgumentException().isThrownBy(() -> this.workers.add("a", idle))
			.withMessage("name: 'a' (expected: the name of no other thread)");
	}

}
