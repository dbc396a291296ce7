package io.workerman.engine.netty;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.Worker.LifecycleListener;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerOptions;

/**
 * Renews a worker while it runs. Everything new is made before anything old is given up,
 * on one process after another, so that a failure leaves all of them as they were. The
 * callbacks and beans of workers that share its processes are renewed with it.
 */
final class Reload {

	private static final Logger logger = LoggerFactory.getLogger(NettyWorker.class);

	private final NettyWorker worker;

	private final List<NettyProcess> processes;

	private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

	Reload(NettyWorker worker, List<NettyProcess> processes) {
		this.worker = worker;
		this.processes = processes;
	}

	/**
	 * Reloads, after reloads that are under way.
	 */
	synchronized CompletionStage<Void> start() {
		CompletableFuture<Void> reload = this.last.handle((done, failure) -> null)
			.thenCompose((previous) -> renew())
			.toCompletableFuture();
		this.last = reload;
		return reload.minimalCompletionStage();
	}

	private CompletionStage<Void> renew() {
		CompletableFuture<Void> renewed = new CompletableFuture<>();
		steps().whenComplete((done, failure) -> {
			if (failure == null) {
				renewed.complete(null);
				return;
			}
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			logger.error("Worker '{}' cannot reload, and goes on as before", this.worker.name(), cause);
			renewed.completeExceptionally(new IllegalStateException(
					"Worker '%s' cannot reload, and goes on as before: %s".formatted(this.worker.name(), reason(cause)),
					cause));
		});
		return renewed;
	}

	private static String reason(Throwable cause) {
		if (cause instanceof NotRunningException) {
			return String.valueOf(cause.getMessage());
		}
		Throwable root = cause;
		for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
			root = next;
		}
		return (root != cause) ? "%s, caused by %s".formatted(cause, root) : cause.toString();
	}

	private CompletableFuture<Void> steps() {
		try {
			State state = this.worker.state();
			if (state != State.STOPPED && !this.worker.options().reloadable()) {
				return each(Reload::call).thenCompose((done) -> announce());
			}
			WorkerOptions options = this.worker.renewedOptions();
			if (state == State.STOPPED) {
				this.worker.options(options);
				return CompletableFuture.completedFuture(null);
			}
			NettyProcess first = this.processes.get(0);
			if (first.host() != first) {
				return each(Reload::call).thenRun(() -> this.worker.options(options))
					.thenCompose((done) -> each(NettyProcess::startSweep))
					.thenCompose((done) -> announce());
			}
			return each(Reload::prepare).thenRun(() -> this.worker.options(options))
				.thenCompose((done) -> each(Reload::commit))
				.handle((done, failure) -> (failure != null) ? discard(failure) : announce())
				.thenCompose((next) -> next);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static void call(NettyProcess process) {
		process.failures().call(process.callbacks().workerReload());
	}

	private static void prepare(NettyProcess process) throws Exception {
		call(process);
		for (NettyProcess each : process.together()) {
			each.bound().prepare();
		}
	}

	private static void commit(NettyProcess process) {
		process.startSweep();
		Deque<Runnable> retirements = new ArrayDeque<>();
		for (NettyProcess each : process.together()) {
			each.bound()
				.commit((callbacks) -> each.open().values().forEach((connection) -> connection.renew(callbacks)),
						retirements::push);
		}
		whenReturned(process, () -> retirements.forEach(Runnable::run));
	}

	private static void discard(NettyProcess process) {
		List<NettyProcess> together = process.together();
		for (int i = together.size() - 1; i >= 0; i--) {
			together.get(i).bound().discard();
		}
	}

	/**
	 * Runs something on a process when the callbacks have returned that run by now on
	 * other threads, also those of the processes that share its event loop.
	 */
	private static void whenReturned(NettyProcess process, Runnable task) {
		AtomicInteger running = new AtomicInteger(1);
		Runnable returned = () -> {
			if (running.decrementAndGet() == 0) {
				process.handOverOrRun(task);
			}
		};
		process.together().forEach((each) -> each.departures().eachRunning((inbox) -> {
			running.incrementAndGet();
			inbox.event(returned);
		}));
		if (running.decrementAndGet() == 0) {
			task.run();
		}
	}

	private CompletableFuture<Void> announce() {
		return on(this.processes.get(this.processes.size() - 1), (process) -> {
			requireRunning();
			this.worker.announce(process, LifecycleListener::reloaded);
		});
	}

	private CompletableFuture<Void> discard(Throwable failure) {
		CompletableFuture<?>[] discarded = this.processes.stream()
			.map((process) -> on(process, Reload::discard))
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(discarded)
			.handle((done, ended) -> CompletableFuture.<Void>failedFuture(failure))
			.thenCompose((failed) -> failed);
	}

	private CompletableFuture<Void> each(Step step) {
		CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
		for (NettyProcess process : this.processes) {
			done = done.thenCompose((previous) -> on(process, (each) -> {
				requireRunning();
				step.take(each);
			}));
		}
		return done;
	}

	private void requireRunning() {
		State state = this.worker.state();
		if (state != State.RUNNING && state != State.PAUSED) {
			throw new NotRunningException("it is " + state);
		}
	}

	private CompletableFuture<Void> on(NettyProcess process, Step step) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		try {
			process.loop().execute(() -> {
				try {
					step.take(process);
					done.complete(null);
				}
				catch (Throwable ex) {
					done.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			done.completeExceptionally(new NotRunningException("it is " + this.worker.state()));
		}
		return done;
	}

	/**
	 * What is done on each process.
	 */
	@FunctionalInterface
	private interface Step {

		void take(NettyProcess process) throws Exception;

	}

	/**
	 * The worker starts or stops.
	 */
	private static final class NotRunningException extends IllegalStateException {

		NotRunningException(String message) {
			super(message);
		}

	}

}
