package io.workerman.engine.netty.callback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.CallbackSource.Renewal;
import io.workerman.engine.Callbacks;
import io.workerman.engine.WorkerOptions.Logging.Mdc;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;

/**
 * The callbacks of one process, with the sources that made them. All methods but
 * {@link #all} run on the process.
 */
public final class BoundCallbacks {

	private final WorkerProcess process;

	private final Consumer<Runnable> guard;

	private final Map<CallbackSource, Callbacks> bound = new LinkedHashMap<>();

	private Map<CallbackSource, Renewal> renewals = Map.of();

	private volatile Callbacks all = Callbacks.NONE;

	/**
	 * Create a process without callbacks.
	 * @param process the process
	 * @param guard runs what may throw but must not stop the rest
	 */
	public BoundCallbacks(WorkerProcess process, Consumer<Runnable> guard) {
		this.process = process;
		this.guard = guard;
	}

	/**
	 * The callbacks of all sources. For any thread.
	 * @return the callbacks
	 */
	public Callbacks all() {
		return this.all;
	}

	/**
	 * Begin with no callbacks.
	 */
	public void begin() {
		this.all = Callbacks.NONE;
	}

	/**
	 * Add the callbacks of a source, for connections that open from now on.
	 * @param source the source
	 * @throws Exception if they cannot be made
	 */
	public void bind(CallbackSource source) throws Exception {
		if (this.bound.containsKey(source)) {
			return;
		}
		Callbacks callbacks = inContext(source.bind(this.process));
		try {
			this.all = this.all.and(callbacks);
		}
		catch (IllegalStateException ex) {
			source.release(this.process);
			throw ex;
		}
		this.bound.put(source, callbacks);
	}

	/**
	 * The same callbacks with what the worker wants in the logging context.
	 * @param callbacks the callbacks
	 * @return the same, or others that call them
	 */
	public Callbacks inContext(Callbacks callbacks) {
		return (this.process.worker().options().logging().mdc() == Mdc.CONNECTION) ? ConnectionContext.around(callbacks)
				: callbacks;
	}

	/**
	 * Make new callbacks beside those in use. If one source fails, a {@link #discard} is
	 * due.
	 * @throws Exception if they cannot be made
	 */
	public void prepare() throws Exception {
		Map<CallbackSource, Renewal> made = new LinkedHashMap<>();
		this.renewals = made;
		Callbacks together = Callbacks.NONE;
		for (CallbackSource source : this.bound.keySet()) {
			Renewal renewal = source.renew(this.process);
			made.put(source, renewal);
			together = together.and(renewal.callbacks());
		}
	}

	/**
	 * Put the new callbacks into use, and give up the old.
	 * @param use is given the new callbacks before the old are given up
	 * @return the old, which are due when the last of them has returned
	 */
	public Old commit(Consumer<Callbacks> use) {
		Map<CallbackSource, Renewal> made = this.renewals;
		this.renewals = Map.of();
		made.forEach((source, renewal) -> this.bound.replace(source, inContext(renewal.callbacks())));
		this.all = this.bound.values().stream().reduce(Callbacks.NONE, Callbacks::and);
		use.accept(this.all);
		made.values().forEach((renewal) -> this.guard.accept(renewal::commit));
		return new Old(this.guard, List.copyOf(made.values()));
	}

	/**
	 * Give up the new callbacks, if there are any.
	 */
	public void discard() {
		Map<CallbackSource, Renewal> made = this.renewals;
		this.renewals = Map.of();
		made.values().forEach((renewal) -> this.guard.accept(renewal::discard));
	}

	/**
	 * Give up all callbacks. Until the next {@link #begin} those that were are still
	 * called.
	 */
	public void release() {
		discard();
		this.bound.keySet().forEach((source) -> this.guard.accept(() -> source.release(this.process)));
		this.bound.clear();
	}

	/**
	 * Callbacks that are not in use any more.
	 *
	 * @param guard runs what may throw but must not stop the rest
	 * @param renewals what has replaced them
	 */
	public record Old(Consumer<Runnable> guard, List<Renewal> renewals) {

		/**
		 * Give them up.
		 * @param reason why the process ends that had them
		 */
		public void retire(ExitReason reason) {
			this.renewals.forEach((renewal) -> this.guard.accept(() -> renewal.retire(reason)));
		}

		/**
		 * The callbacks that stand for the same as before.
		 * @return those that are in use now
		 */
		public Callbacks lasting() {
			return this.renewals.stream().map(Renewal::lasting).reduce(Callbacks.NONE, Callbacks::and);
		}

	}

}
