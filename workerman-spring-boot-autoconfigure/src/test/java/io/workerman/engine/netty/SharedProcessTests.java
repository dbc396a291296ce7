package io.workerman.engine.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Worker;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerOptions.Intake;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerStartException;
import io.workerman.engine.WorkerStartException.Problem;
import io.workerman.engine.Workers;
import io.workerman.engine.WorkersOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Workers whose connections live on the processes of another.
 */
class SharedProcessTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private @Nullable Workers workers;

	@AfterEach
	void stop() {
		if (this.workers != null) {
			this.workers.drain(Duration.ofMillis(500)).toCompletableFuture().join();
			this.workers.stop();
		}
	}

	private WorkerBuilder builder(String name) {
		return Worker.builder(name)
			.listen("text://127.0.0.1:0")
			.onWorkerStart((process) -> this.events.add(name + " start " + process.id()))
			.onWorkerStop((process) -> this.events.add(name + " stop " + process.id()))
			.onWorkerReload((process) -> this.events.add(name + " reload " + process.id()))
			.onMessage((connection, message) -> connection.send(name + " " + Thread.currentThread().getName()));
	}

	private WorkerBuilder sharing(String name, String host) {
		return builder(name).intake(Intake.DEFAULT.onProcessesOf(host));
	}

	private Workers of(Worker... all) {
		Workers together = Workers.of(WorkersOptions.DEFAULTS, List.of(all));
		this.workers = together;
		return together;
	}

	private static List<String> answers(Worker worker, int clients) throws Exception {
		List<String> answers = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			try (TestClient client = TestClient.of(worker)) {
				answers.add(client.send("?\n").line());
			}
		}
		return answers;
	}

	@Test
	@DisplayName("W-63 S-04 A worker shares the threads of another, process by process, and starts and stops with it")
	void startWhenSharingUsesTheThreadsOfTheOther() throws Exception {
		Worker push = sharing("push", "chat").count(2).build();
		Worker chat = builder("chat").count(2).build();
		Workers all = of(push, chat);
		assertThat(all.all()).containsExactly(chat, push);
		all.start();
		assertThat(this.events).containsExactly("chat start 0", "chat start 1", "push start 0", "push start 1");
		assertThat(answers(push, 4)).containsExactlyInAnyOrder("push workerman-chat-0", "push workerman-chat-0",
				"push workerman-chat-1", "push workerman-chat-1");
		assertThat(answers(chat, 2)).containsExactlyInAnyOrder("chat workerman-chat-0", "chat workerman-chat-1");
		assertThat(push.processes()).extracting(WorkerProcess::host).containsExactlyElementsOf(chat.processes());
		assertThat(push.processes()).extracting(WorkerProcess::threadName)
			.containsExactly("workerman-chat-0", "workerman-chat-1");
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.matches("workerman-push-\\d"));
		assertThat(push.statistics().messagesReceived()).isEqualTo(4);
		assertThat(chat.statistics().messagesReceived()).isEqualTo(2);
		this.events.clear();
		try (TestClient toPush = TestClient.of(push)) {
			assertThat(toPush.send("?\n").line()).startsWith("push");
			chat.stop();
			assertThat(toPush.rest()).isEmpty();
		}
		assertThat(push.state()).isEqualTo(State.STOPPED);
		for (int id = 0; id < 2; id++) {
			assertThat(this.events).containsSubsequence("chat stop " + id, "push stop " + id);
		}
		assertThat(push.processes()).extracting(WorkerProcess::threadName)
			.containsExactly("workerman-chat-0", "workerman-chat-1");
		chat.start();
		assertThat(push.state()).isEqualTo(State.RUNNING);
		assertThat(answers(push, 1)).hasSize(1);
	}

	@Test
	@DisplayName("W-63 A worker that shares processes stops, starts and pauses by itself")
	void stopWhenSharingLeavesTheOtherAlone() throws Exception {
		Worker chat = builder("chat").build();
		Worker push = sharing("push", "chat").build();
		of(chat, push).start();
		try (TestClient client = TestClient.of(chat)) {
			for (int i = 0; i < 3; i++) {
				assertThat(answers(push, 1)).containsExactly("push workerman-chat-0");
				push.stop();
				assertThat(push.state()).isEqualTo(State.STOPPED);
				assertThat(client.send("?\n").line()).isEqualTo("chat workerman-chat-0");
				push.start();
			}
			push.pauseAccept();
			assertThat(push.state()).isEqualTo(State.PAUSED);
			assertThat(chat.state()).isEqualTo(State.RUNNING);
			assertThat(answers(chat, 1)).hasSize(1);
			push.resumeAccept();
			assertThat(answers(push, 1)).hasSize(1);
		}
	}

	@Test
	@DisplayName("W-63 A drain of all workers says goodbye to all connections and ends the threads once")
	void drainWhenSharingClosesAll() throws Exception {
		Worker chat = builder("chat").count(2).build();
		Worker push = sharing("push", "chat").count(2).build();
		Workers all = of(chat, push);
		all.start();
		try (TestClient toChat = TestClient.of(chat); TestClient toPush = TestClient.of(push)) {
			toChat.send("?\n").line();
			toPush.send("?\n").line();
			all.drain(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(toChat.rest()).isEmpty();
			assertThat(toPush.rest()).isEmpty();
		}
		all.stop();
		assertThat(this.events).filteredOn((event) -> event.contains("stop")).hasSize(4).doesNotHaveDuplicates();
		assertThat(chat.state()).isEqualTo(State.STOPPED);
		assertThat(push.state()).isEqualTo(State.STOPPED);
		all.start();
		assertThat(answers(push, 1)).hasSize(1);
	}

	@Test
	@DisplayName("A reload renews the callbacks of all that share the processes, and calls those of the one alone")
	void reloadWhenSharedRenewsTheGuests() throws Exception {
		Worker chat = builder("chat").build();
		Worker push = sharing("push", "chat").reloadable(false).build();
		List<String> renewals = new CopyOnWriteArrayList<>();
		push.bind(new Renewed("push", renewals));
		chat.bind(new Renewed("chat", renewals));
		of(chat, push).start();
		try (TestClient client = TestClient.of(push)) {
			client.send("?\n").line();
			this.events.clear();
			chat.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(this.events).containsExactly("chat reload 0");
			assertThat(renewals).containsExactly("chat renew", "push renew", "chat commit", "push commit",
					"push retire", "chat retire");
			this.events.clear();
			renewals.clear();
			push.reload().toCompletableFuture().get(10, TimeUnit.SECONDS);
			assertThat(this.events).containsExactly("push reload 0");
			assertThat(renewals).isEmpty();
			assertThat(client.send("?\n").line()).isEqualTo("push workerman-chat-0");
		}
	}

	@Test
	@DisplayName("S-49 A restart of a process restarts it for all that share it, in the order of a stop and a start")
	void restartWhenSharedRestartsBoth() throws Exception {
		Worker chat = builder("chat").count(2).build();
		Worker push = sharing("push", "chat").count(2).build();
		of(chat, push).start();
		try (TestClient client = TestClient.of(push)) {
			String answer = client.send("?\n").line();
			for (Worker asked : List.of(chat, push)) {
				this.events.clear();
				asked.processes().get(1).restart().toCompletableFuture().get(10, TimeUnit.SECONDS);
				assertThat(this.events).containsExactly("chat stop 1", "push stop 1", "chat start 1", "push start 1");
			}
			assertThat(client.send("?\n").line()).isEqualTo(answer);
		}
		assertThat(push.processes().get(1).statistics().restarts()).isEqualTo(2);
		assertThat(chat.processes().get(0).statistics().restarts()).isZero();
	}

	@Test
	@DisplayName("S-45 A process that shares its thread sends to the others, not to itself")
	void sendToProcessesWhenSharingLeavesOutItself() throws Exception {
		Worker chat = builder("chat").count(2).build();
		Worker push = sharing("push", "chat").count(2)
			.onPipeMessage((process, source, message) -> this.events.add(
					"%s %s from %s".formatted(process.id(), message, (source != null) ? source.worker().name() : null)))
			.build();
		of(chat, push).start();
		this.events.clear();
		push.processes().get(1).execute(() -> push.sendToProcesses("hello"));
		StartedWorkers.await(() -> !this.events.isEmpty());
		StartedWorkers.on(push.processes().get(1), () -> null);
		assertThat(this.events).containsExactly("0 hello from push");
	}

	@Test
	@DisplayName("S-04 Processes that cannot be shared stop the start, and everything with it")
	void startWhenImpossibleSaysWhy() {
		assertFails("'push' cannot share the processes of 'chatt': it is no worker with processes of its own"
				+ " (expected one of: chat)", builder("chat").build(), sharing("push", "chatt").build());
		assertFails("'push' cannot share the processes of 'push': it is no worker with processes of its own"
				+ " (expected one of: )", sharing("push", "push").build());
		assertFails(
				"'b' cannot share the processes of 'a': it is no worker with processes of its own"
						+ " (expected one of: chat)",
				builder("chat").build(), sharing("a", "chat").build(), sharing("b", "a").build());
		assertFails("'push' cannot share the processes of 'chat': the number of processes differs: 2 (expected: 3)",
				builder("chat").count(3).build(), sharing("push", "chat").count(2).build());
		Worker chat = builder("chat").autoStart(false).build();
		Worker push = sharing("push", "chat").build();
		of(chat, push).start();
		assertThat(push.state()).isEqualTo(State.STOPPED);
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(push::start)
			.withMessage("Worker 'push' cannot share the processes of 'chat': it is not running. Start it first");
		chat.start();
		assertThat(push.state()).isEqualTo(State.RUNNING);
	}

	private void assertFails(String message, Worker... all) {
		Workers together = of(all);
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(together::start)
			.withMessage("Worker " + message)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.INVALID_OPTION));
		assertThat(together.all()).allMatch((worker) -> worker.state() == State.STOPPED);
	}

	@Test
	@DisplayName("A worker-start callback that fails on a shared process stops the start of all")
	void startWhenTheGuestFailsStopsTheOther() throws Exception {
		Worker chat = builder("chat").count(2).build();
		Worker push = sharing("push", "chat").count(2).onWorkerStart((process) -> {
			throw new IllegalStateException("no");
		}).build();
		Workers all = of(chat, push);
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(all::start);
		assertThat(chat.state()).isEqualTo(State.STOPPED);
		assertThat(push.state()).isEqualTo(State.STOPPED);
	}

	/**
	 * Tells the steps of a reload.
	 *
	 * @param name the name of the worker
	 * @param steps where it tells them
	 */
	private record Renewed(String name, List<String> steps) implements CallbackSource {

		@Override
		public Callbacks bind(WorkerProcess process) {
			return new CallbacksBuilder().build();
		}

		@Override
		public Renewal renew(WorkerProcess process) {
			this.steps.add(this.name + " renew");
			return new Renewal() {

				@Override
				public Callbacks callbacks() {
					return Callbacks.NONE;
				}

				@Override
				public void commit() {
					Renewed.this.steps.add(Renewed.this.name + " commit");
				}

				@Override
				public void retire(WorkerProcess.ExitReason reason) {
					Renewed.this.steps.add(Renewed.this.name + " retire");
				}

			};
		}

	}

}
