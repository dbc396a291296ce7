package io.workerman.engine.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;

/**
 * Starts workers on free ports and stops them after the test.
 */
final class StartedWorkers implements AfterEachCallback {

	private static final long TIMEOUT_SECONDS = 20;

	private final List<Worker> workers = new ArrayList<>();

	Worker start(WorkerBuilder builder) {
		Worker worker = add(builder.stopTimeout(Duration.ofMillis(500)).build());
		worker.start();
		return worker;
	}

	/**
	 * Sees to it that a worker is stopped after the test.
	 */
	Worker add(Worker worker) {
		this.workers.add(worker);
		return worker;
	}

	static WorkerBuilder builder(String address) {
		return Worker.builder("test").listen(address);
	}

	static WorkerBuilder text() {
		return builder("text://127.0.0.1:0");
	}

	static WorkerBuilder tcp() {
		return builder("tcp://127.0.0.1:0");
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
			.until(condition);
	}

	/**
	 * Waits for the one connection of a worker.
	 */
	static Connection connection(Worker worker) {
		await(() -> worker.connections().size() == 1);
		return worker.connections().iterator().next();
	}

	static <T> T on(WorkerProcess process, Callable<T> task) throws Exception {
		CompletableFuture<T> result = new CompletableFuture<>();
		process.execute(() -> {
			try {
				result.complete(task.call());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	static <T> T on(Connection connection, Callable<T> task) throws Exception {
		return on(connection.process(), task);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.workers.forEach(Worker::stop);
	}

}
