package io.workerman.engine.netty;

import java.util.LinkedHashMap;
import java.util.Map;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.CallbackSource.Renewal;
import io.workerman.engine.Callbacks;

/**
 * The callbacks of one process, with the sources that made them. All methods but
 * {@link #all} run on the process.
 */
final class BoundCallbacks {

	private final NettyProcess process;

	private final Map<CallbackSource, Callbacks> bound = new LinkedHashMap<>();

	private Map<CallbackSource, Renewal> renewals = Map.of();

	private volatile Callbacks all = Callbacks.NONE;

	BoundCallbacks(NettyProcess process) {
		this.process = process;
	}

	/**
	 * The callbacks of all sources. For any thread.
	 */
	Callbacks all() {
		return this.all;
	}

	/**
	 * Adds the callbacks of a source, for connections that open from now on.
	 */
	void bind(CallbackSource source) throws Exception {
		if (this.bound.containsKey(source)) {
			return;
		}
		Callbacks callbacks = source.bind(this.process);
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
	 * Makes new callbacks beside those in use. If one source fails, the others'
	 * {@link #discard} is due.
	 */
	void prepare() throws Exception {
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
	 * Puts the new callbacks into use, for all connections, and gives up the old.
	 */
	void commit() {
		Map<CallbackSource, Renewal> made = this.renewals;
		this.renewals = Map.of();
		made.forEach((source, renewal) -> this.bound.replace(source, renewal.callbacks()));
		this.all = this.bound.values().stream().reduce(Callbacks.NONE, Callbacks::and);
		this.process.open().values().forEach((connection) -> connection.renew(this.all));
		made.values().forEach((renewal) -> this.process.call(renewal::commit));
	}

	/**
	 * Gives up the new callbacks, if there are any.
	 */
	void discard() {
		Map<CallbackSource, Renewal> made = this.renewals;
		this.renewals = Map.of();
		made.values().forEach((renewal) -> this.process.call(renewal::discard));
	}

	/**
	 * Gives up all callbacks. What is still called until the next {@link #begin} is what
	 * was.
	 */
	void release() {
		discard();
		this.bound.keySet().forEach((source) -> this.process.call(() -> source.release(this.process)));
		this.bound.clear();
	}

	/**
	 * Begins with no callbacks.
	 */
	void begin() {
		this.all = Callbacks.NONE;
	}

}
