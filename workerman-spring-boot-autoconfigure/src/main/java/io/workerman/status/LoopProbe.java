package io.workerman.status;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * Asks processes whether their loops still answer. All are asked at once, so that many
 * that are blocked take no longer than one.
 */
public final class LoopProbe {

	/**
	 * Loops are busy that do not answer as fast as somebody who looks at a table wants to
	 * see it.
	 */
	static final LoopProbe QUICK = new LoopProbe(Duration.ofMillis(100));

	private final Duration wait;

	/**
	 * Create a probe.
	 * @param wait how long a loop may take to answer
	 */
	public LoopProbe(Duration wait) {
		this.wait = wait;
	}

	/**
	 * Ask the processes of workers.
	 * @param workers the workers
	 * @return the processes that run and did not answer in time
	 */
	public Set<WorkerProcess> unanswered(Collection<Worker> workers) {
		Set<WorkerProcess> waiting = ConcurrentHashMap.newKeySet();
		workers.forEach((worker) -> waiting.addAll(worker.processes()));
		Set<WorkerProcess> asked = Set.copyOf(waiting);
		CountDownLatch answers = new CountDownLatch(asked.size());
		for (WorkerProcess process : asked) {
			ask(process, () -> {
				waiting.remove(process);
				answers.countDown();
			});
		}
		await(answers);
		return Set.copyOf(waiting);
	}

	private void ask(WorkerProcess process, Runnable answer) {
		// the process that asks is answering already, and would wait for itself
		if (process.inProcess()) {
			answer.run();
			return;
		}
		try {
			process.execute(answer);
		}
		catch (RejectedExecutionException ex) {
			// its worker is stopped: there is no loop that could be blocked
			answer.run();
		}
	}

	private void await(CountDownLatch answers) {
		try {
			answers.await(this.wait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
