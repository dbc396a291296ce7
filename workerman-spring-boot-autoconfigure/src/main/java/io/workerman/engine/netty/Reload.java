package io.workerman.engine.netty;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.workerman.engine.Callbacks;
import io.workerman.engine.Worker.LifecycleListener;
import io.workerman.engine.Worker.State;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkerProcess.ExitReason;
import io.workerman.engine.netty.callback.BoundCallbacks;
import io.workerman.engine.netty.callback.Causes;

/**
 * Renews a worker while it runs, or one of its processes. Everything new is made before
 * anything old is given up, on one process after another, so that a failure leaves all of
 * them as they were.
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

	/**
	 * Lets one process begin anew, after reloads and restarts that are under way.
	 */
	synchronized CompletionStage<Void> restart(NettyProcess process, ExitReason reason) {
		CompletableFuture<Void> begun = new CompletableFuture<>();
		CompletableFuture<Void> replaced = this.last.handle((done, failure) -> null)
			.thenCompose((previous) -> on(process, (each) -> {
				requireRunning();
				replace(each, reason, begun);
			}))
			.toCompletableFuture();
		this.last = replaced;
		replaced.whenComplete((done, failure) -> {
			if (failure != null) {
				begun.completeExceptionally(
						failed("cannot restart process %d, and goes on as before".formatted(process.id()), failure));
			}
		});
		return begun.minimalCompletionStage();
	}

	private CompletionStage<Void> renew() {
		CompletableFuture<Void> renewed = new CompletableFuture<>();
		steps().whenComplete((done, failure) -> {
			if (failure == null) {
				renewed.complete(null);
			}
			else {
				renewed.completeExceptionally(failed("cannot reload, and goes on as before", failure));
			}
		});
		return renewed;
	}

	private IllegalStateException failed(String what, Throwable failure) {
		Throwable cause = Causes.unwrap(failure);
		logger.error("Worker '{}' {}", this.worker.name(), what, cause);
		return new IllegalStateException("Worker '%s' %s: %s".formatted(this.worker.name(), what, reason(cause)),
				cause);
	}

	private static String reason(Throwable cause) {
		if (cause instanceof NotRunningException) {
			return String.valueOf(cause.getMessage());
		}
		Throwable root = Causes.root(cause);
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
		process.bound().prepare();
	}

	private static void commit(NettyProcess process) {
		process.applyOptions();
		BoundCallbacks.Old old = use(process);
		whenReturned(process, () -> {
			old.retire(ExitReason.RELOAD);
			process.failures().exited(old.lasting().workerExit(), ExitReason.RELOAD);
		});
	}

	private static BoundCallbacks.Old use(NettyProcess process) {
		return process.bound()
			.commit((callbacks) -> process.open().values().forEach((connection) -> connection.renew(callbacks)));
	}

	private void replace(NettyProcess process, ExitReason reason, CompletableFuture<Void> begun) throws Exception {
		Set<Long> timers = process.timers().ids();
		try {
			process.bound().prepare();
		}
		catch (Throwable ex) {
			process.bound().discard();
			throw ex;
		}
		BoundCallbacks.Old old = use(process);
		whenReturned(process, () -> {
			Callbacks lasting = (process.isStopping()) ? Callbacks.NONE : old.lasting();
			process.failures().call(lasting.workerStop());
			old.retire(reason);
			process.failures().exited(lasting.workerExit(), reason);
			begin(process, lasting, timers, begun);
		});
	}

	private void begin(NettyProcess process, Callbacks lasting, Set<Long> oldTimers, CompletableFuture<Void> begun) {
		try {
			process.beginAgain(lasting, oldTimers);
			logger.info("Worker '{}' has restarted process {}", this.worker.name(), process.id());
			begun.complete(null);
		}
		catch (Throwable ex) {
			begun.completeExceptionally(
					failed("has restarted process %d, but a worker-start callback failed".formatted(process.id()), ex));
		}
	}

	/**
	 * Runs something on a process when the callbacks have returned that run by now on
	 * other threads.
	 */
	private static void whenReturned(NettyProcess process, Runnable task) {
		AtomicInteger running = new AtomicInteger(1);
		Runnable returned = () -> {
			if (running.decrementAndGet() == 0) {
				process.handOverOrRun(task);
			}
		};
		process.departures().eachRunning((inbox) -> {
			running.incrementAndGet();
			inbox.event(returned);
		});
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
			.map((process) -> on(process, (each) -> each.bound().discard()))
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
