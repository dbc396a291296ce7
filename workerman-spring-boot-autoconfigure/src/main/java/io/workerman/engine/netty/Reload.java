package io.workerman.engine.netty;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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
 * them as they were. What other workers have on the same processes is renewed with it.
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
			NettyProcess first = this.processes.get(0);
			if (first.host() != first) {
				return each(Reload::call).thenRun(() -> this.worker.options(options))
					.thenCompose((done) -> each(NettyProcess::applyOptions))
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
		make(process);
	}

	private static void make(NettyProcess process) throws Exception {
		for (NettyProcess each : process.departures().together()) {
			each.bound().prepare();
		}
	}

	private static void commit(NettyProcess process) {
		process.applyOptions();
		List<Renewed> renewed = use(process);
		whenReturned(process, () -> eachFromTheLast(renewed, (each) -> {
			each.old().retire(ExitReason.RELOAD);
			if (each.process().isStarted()) {
				each.exited(each.old().lasting(), ExitReason.RELOAD);
			}
		}));
	}

	/**
	 * Puts the new callbacks into use.
	 */
	private static List<Renewed> use(NettyProcess process) {
		return process.departures()
			.together()
			.stream()
			.map((each) -> new Renewed(each, each.bound()
				.commit((callbacks) -> each.open().values().forEach((connection) -> connection.renew(callbacks)))))
			.toList();
	}

	private static <T> void eachFromTheLast(List<T> list, Consumer<T> action) {
		for (int i = list.size() - 1; i >= 0; i--) {
			action.accept(list.get(i));
		}
	}

	private static void discard(NettyProcess process) {
		eachFromTheLast(process.departures().together(), (each) -> each.bound().discard());
	}

	private void replace(NettyProcess process, ExitReason reason, CompletableFuture<Void> begun) throws Exception {
		Map<NettyProcess, Set<Long>> timers = new HashMap<>();
		process.departures().together().forEach((each) -> timers.put(each, each.timers().ids()));
		try {
			make(process);
		}
		catch (Throwable ex) {
			discard(process);
			throw ex;
		}
		List<Renewed> renewed = use(process);
		whenReturned(process, () -> {
			if (process.isStopping()) {
				eachFromTheLast(renewed, (each) -> each.old().retire(reason));
				begun.completeExceptionally(
						new IllegalStateException("Worker '%s' has not restarted process %d: it is %s"
							.formatted(this.worker.name(), process.id(), this.worker.state())));
				return;
			}
			renewed.forEach((each) -> each.process().failures().call(each.lasting().workerStop()));
			eachFromTheLast(renewed, (each) -> {
				each.old().retire(reason);
				each.exited(each.lasting(), reason);
			});
			begin(process, renewed, timers, begun);
		});
	}

	private void begin(NettyProcess process, List<Renewed> renewed, Map<NettyProcess, Set<Long>> oldTimers,
			CompletableFuture<Void> begun) {
		try {
			for (Renewed each : renewed) {
				if (!each.process().isStopping()) {
					each.process().beginAgain(each.lasting(), oldTimers.getOrDefault(each.process(), Set.of()));
				}
			}
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
	 * other threads, also those of the processes that share its event loop.
	 */
	private static void whenReturned(NettyProcess process, Runnable task) {
		AtomicInteger running = new AtomicInteger(1);
		Runnable returned = () -> {
			if (running.decrementAndGet() == 0) {
				process.handOverOrRun(task);
			}
		};
		process.departures().together().forEach((each) -> each.departures().eachRunning((inbox) -> {
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
	 * A process that has new callbacks.
	 *
	 * @param process the process
	 * @param old its callbacks before
	 */
	private record Renewed(NettyProcess process, BoundCallbacks.Old old) {

		/**
		 * The callbacks that stay, none if the process stops meanwhile.
		 */
		Callbacks lasting() {
			return this.process.isStopping() ? Callbacks.NONE : this.old.lasting();
		}

		void exited(Callbacks lasting, ExitReason reason) {
			this.process.failures().exited(lasting.workerExit(), reason);
		}

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
