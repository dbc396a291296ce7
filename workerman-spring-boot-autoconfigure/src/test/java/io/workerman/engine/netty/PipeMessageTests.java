package io.workerman.engine.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for messages between processes.
 */
class PipeMessageTests {

	private static final int EACH = 10_000;

	@RegisterExtension
	private final StartedWorkers workers = new StartedWorkers();

	@Test
	@DisplayName("S-45 messages from many processes to one keep the order of each sender")
	void messagesWhenSentKeepTheOrderOfEachSender() throws Exception {
		List<List<Object>> heard = IntStream.range(0, 4).mapToObj((id) -> (List<Object>) new ArrayList<>()).toList();
		CountDownLatch all = new CountDownLatch(3 * EACH);
		Worker worker = this.workers
			.start(Worker.builder("pipes").count(4).onPipeMessage((process, source, message) -> {
				assertThat(process.inProcess()).isTrue();
				heard.get((source != null) ? source.id() : 3).add(message);
				all.countDown();
			}));
		List<WorkerProcess> processes = worker.processes();
		for (int id = 1; id < 3; id++) {
			WorkerProcess process = processes.get(id);
			process.execute(() -> IntStream.range(0, EACH).forEach((number) -> process.send(0, number)));
		}
		IntStream.range(0, EACH).forEach((number) -> processes.get(0).send(0, number));
		assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
		List<Object> inOrder = IntStream.range(0, EACH).<Object>mapToObj(Integer::valueOf).toList();
		assertThat(heard).containsExactly(List.of(), inOrder, inOrder, inOrder);
	}

	@Test
	@DisplayName("S-45 a process cannot send to itself, to nobody, or where nobody listens")
	void messageWhenItCannotBeHeardIsRefused() throws Exception {
		Worker worker = this.workers
			.start(Worker.builder("pipes").count(2).onPipeMessage((process, source, message) -> {
			}));
		WorkerProcess process = worker.processes().get(1);
		assertThat(StartedWorkers.on(process, () -> catchThrowable(() -> process.send(1, "x"))))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessage("targetId: 1 (expected: another process than the calling one)");
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> process.send(2, "x"));
		Worker deaf = this.workers.start(Worker.builder("deaf"));
		assertThat(catchThrowable(() -> deaf.sendToProcesses("x"))).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("Worker 'deaf' has no @OnPipeMessage method");
		worker.stop();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> worker.sendToProcesses("x"));
	}

	@Test
	void messageThatBreaksItsCallbackIsCountedAndTheNextIsHeard() throws Exception {
		CountDownLatch heard = new CountDownLatch(2);
		Worker worker = this.workers
			.start(Worker.builder("pipes").count(2).onPipeMessage((process, source, message) -> {
				throw new IllegalStateException("no");
			}).onPipeMessage((process, source, message) -> heard.countDown()));
		StartedWorkers.on(worker.processes().get(0), () -> {
			worker.sendToProcesses("a");
			worker.sendToProcesses("b");
			return "sent";
		});
		assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(worker.processes().get(1).statistics().exceptions()).isEqualTo(2);
		assertThat(worker.processes().get(0).statistics().exceptions()).isZero();
	}

}
