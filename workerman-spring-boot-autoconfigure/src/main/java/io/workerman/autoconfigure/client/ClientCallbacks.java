package io.workerman.autoconfigure.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.WorkerProcess;
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
		AsyncTcpConnection connection = this.connected.computeIfAbsent(process.id(), (id) -> this.connections.get());
		Callbacks bound = (this.handlers != null) ? this.handlers.bind(process) : Callbacks.NONE;
		connection.callbacks(bound);
		CallbacksBuilder ofProcess = new CallbacksBuilder();
		bound.workerStart().forEach(ofProcess::workerStart);
		bound.workerReload().forEach(ofProcess::workerReload);
		bound.workerStop().forEach(ofProcess::workerStop);
		return ofProcess.workerStart((starting) -> connection.connect()).build();
	}

	@Override
	public void release(WorkerProcess process) {
		if (this.handlers != null && isOn(process)) {
			this.handlers.release(process);
		}
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
			Deque<CallbackSource> reversed = new ArrayDeque<>();
			this.sources.forEach(reversed::push);
			reversed.forEach((source) -> source.release(process));
		}

	}

}
