package io.workerman.context;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * Publishes what happens to one worker as application events. It must be the last source
 * of callbacks of the worker, because it takes its turn as a sign that the others had
 * theirs.
 */
public final class WorkerEvents implements CallbackSource {

	/**
	 * After so long a worker that is starting is asked whether it accepts.
	 */
	private static final Duration MOMENT = Duration.ofMillis(1);

	private final ApplicationEventPublisher publisher;

	private final boolean connections;

	private final Set<Integer> stopping = ConcurrentHashMap.newKeySet();

	private final Set<Integer> released = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean started = new AtomicBoolean();

	private volatile @Nullable WorkerStartedEvent starting;

	/**
	 * Create a new source.
	 * @param publisher publishes the events
	 * @param connections whether to publish an event for each connection
	 */
	public WorkerEvents(ApplicationEventPublisher publisher, boolean connections) {
		this.publisher = publisher;
		this.connections = connections;
	}

	@Override
	public Callbacks bind(WorkerProcess process) {
		boolean last = process.id() == process.worker().count() - 1;
		boolean reloadable = process.worker().options().reloadable();
		if (last && reloadable && isRunning(process.worker())) {
			process.execute(() -> reloaded(process));
		}
		CallbacksBuilder callbacks = new CallbacksBuilder().workerStart(this::begin).workerStop(this::stop);
		if (last && !reloadable) {
			callbacks.workerReload(this::reloaded);
		}
		if (this.connections) {
			callbacks.connect((connection) -> publish(new ConnectionOpenedEvent(connection)));
			callbacks.close((connection, reason) -> publish(new ConnectionClosedEvent(connection, reason)));
		}
		return callbacks.build();
	}

	private static boolean isRunning(Worker worker) {
		return worker.state() == Worker.State.RUNNING || worker.state() == Worker.State.PAUSED;
	}

	private void begin(WorkerProcess process) {
		if (process.id() == 0) {
			Worker worker = process.worker();
			this.stopping.clear();
			this.released.clear();
			this.started.set(false);
			this.starting = new WorkerStartedEvent(worker, worker.address(), worker.port());
			awaitAccepting(process);
		}
	}

	private void awaitAccepting(WorkerProcess process) {
		process.timers().add(MOMENT, () -> {
			if (process.worker().state() == Worker.State.STARTING) {
				awaitAccepting(process);
			}
			else {
				started();
			}
		}, false);
	}

	private void started() {
		WorkerStartedEvent event = this.starting;
		if (event != null) {
			this.starting = null;
			this.started.set(true);
			publish(event);
		}
	}

	private void reloaded(WorkerProcess process) {
		publish(new WorkerReloadedEvent(process.worker()));
	}

	private void stop(WorkerProcess process) {
		if (process.id() == 0) {
			started();
		}
		this.stopping.add(process.id());
	}

	@Override
	public void release(WorkerProcess process) {
		if (this.stopping.contains(process.id()) && this.released.add(process.id())
				&& this.released.size() == process.worker().count()) {
			stopped(process.worker());
		}
	}

	private void stopped(Worker worker) {
		if (this.started.getAndSet(false)) {
			publish(new WorkerStoppedEvent(worker));
		}
	}

	private void publish(WorkermanEvent event) {
		this.publisher.publishEvent(event);
	}

}
