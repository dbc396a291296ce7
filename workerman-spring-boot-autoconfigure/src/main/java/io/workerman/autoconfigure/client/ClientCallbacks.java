package io.workerman.autoconfigure.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.WorkerProcess.ExitReason;
import io.workerman.engine.client.AsyncTcpConnection;

/**
 * Connects one client when its process starts, with the callbacks of its handlers.
 */
final class ClientCallbacks implements CallbackSource {

	private final int process;

	private final @Nullable CallbackSource handlers;

	private final Supplier<AsyncTcpConnection> connections;

	private final Map<Integer, AsyncTcpConnection> connected = new ConcurrentHashMap<>();

	/**
	 * Create the callbacks.
	 * @param process the id of the process, -1 for each
	 * @param handlers the callbacks of the handlers, or {@code null} if there are none
	 * @param connections makes a connection
	 */
	ClientCallbacks(int process, @Nullable CallbackSource handlers, Supplier<AsyncTcpConnection> connections) {
		this.process = process;
		this.handlers = handlers;
		this.connections = connections;
	}

	private boolean isOn(WorkerProcess process) {
		return this.process < 0 || this.process == process.id();
	}

	@Override
	public Callbacks bind(WorkerProcess process) throws Exception {
		if (!isOn(process)) {
			return Callbacks.NONE;
		}
		AsyncTcpConnection connection = connection(process);
		Callbacks bound = (this.handlers != null) ? this.handlers.bind(process) : Callbacks.NONE;
		connection.callbacks(bound);
		return ofProcess(bound).workerStart((starting) -> connection.connect()).build();
	}

	private AsyncTcpConnection connection(WorkerProcess process) {
		return this.connected.computeIfAbsent(process.id(), (id) -> this.connections.get());
	}

	private static CallbacksBuilder ofProcess(Callbacks callbacks) {
		CallbacksBuilder ofProcess = new CallbacksBuilder();
		callbacks.workerStart().forEach(ofProcess::workerStart);
		callbacks.workerReload().forEach(ofProcess::workerReload);
		callbacks.workerStop().forEach(ofProcess::workerStop);
		callbacks.workerExit().forEach(ofProcess::workerExit);
		return ofProcess;
	}

	@Override
	public void release(WorkerProcess process) {
		if (this.handlers != null && isOn(process)) {
			this.handlers.release(process);
		}
	}

	@Override
	public Renewal renew(WorkerProcess process) throws Exception {
		if (!isOn(process)) {
			return () -> Callbacks.NONE;
		}
		Renewal renewal = (this.handlers != null) ? this.handlers.renew(process) : () -> Callbacks.NONE;
		AsyncTcpConnection connection = connection(process);
		return new Renewal() {

			@Override
			public Callbacks callbacks() {
				return ofProcess(renewal.callbacks()).build();
			}

			@Override
			public Callbacks lasting() {
				return ofProcess(renewal.lasting()).build();
			}

			@Override
			public void commit() {
				connection.callbacks(renewal.callbacks());
				renewal.commit();
			}

			@Override
			public void retire(ExitReason reason) {
				renewal.retire(reason);
			}

			@Override
			public void discard() {
				renewal.discard();
			}

		};
	}

	/**
	 * Several sources as one, which gives up last what it made first.
	 *
	 * @param sources the sources
	 */
	record Together(List<CallbackSource> sources) implements CallbackSource {

		@Override
		public Callbacks bind(WorkerProcess process) throws Exception {
			Callbacks callbacks = Callbacks.NONE;
			for (CallbackSource source : this.sources) {
				callbacks = callbacks.and(source.bind(process));
			}
			return callbacks;
		}

		@Override
		public void release(WorkerProcess process) {
			lastFirst(this.sources).forEach((source) -> source.release(process));
		}

		@Override
		public Renewal renew(WorkerProcess process) throws Exception {
			List<Renewal> renewals = new ArrayList<>();
			Callbacks callbacks = Callbacks.NONE;
			try {
				for (CallbackSource source : this.sources) {
					Renewal renewal = source.renew(process);
					renewals.add(renewal);
					callbacks = callbacks.and(renewal.callbacks());
				}
			}
			catch (Exception ex) {
				lastFirst(renewals).forEach(Renewal::discard);
				throw ex;
			}
			return new Renewals(renewals, callbacks);
		}

		private static <T> List<T> lastFirst(List<T> list) {
			List<T> reversed = new ArrayList<>(list);
			Collections.reverse(reversed);
			return reversed;
		}

	}

	/**
	 * Several renewals as one.
	 *
	 * @param renewals the renewals
	 * @param callbacks the callbacks of all
	 */
	private record Renewals(List<Renewal> renewals, Callbacks callbacks) implements Renewal {

		@Override
		public void commit() {
			this.renewals.forEach(Renewal::commit);
		}

		@Override
		public Callbacks lasting() {
			return this.renewals.stream().map(Renewal::lasting).reduce(Callbacks.NONE, Callbacks::and);
		}

		@Override
		public void retire(ExitReason reason) {
			this.renewals.forEach((renewal) -> renewal.retire(reason));
		}

		@Override
		public void discard() {
			Together.lastFirst(this.renewals).forEach(Renewal::discard);
		}

	}

}
