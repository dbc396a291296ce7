package io.workerman.context;

import org.springframework.context.ApplicationEventPublisher;

import io.workerman.engine.CallbackSource;
import io.workerman.engine.Callbacks;
import io.workerman.engine.CallbacksBuilder;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerProcess;

/**
 * Publishes what happens to workers and their connections as application events.
 */
public final class WorkerEvents implements Worker.LifecycleListener {

	private final ApplicationEventPublisher publisher;

	private final boolean connections;

	/**
	 * Create a new publisher of events.
	 * @param publisher publishes the events
	 * @param connections whether to publish an event for each connection
	 */
	public WorkerEvents(ApplicationEventPublisher publisher, boolean connections) {
		this.publisher = publisher;
		this.connections = connections;
	}

	/**
	 * Publish the events of a worker.
	 * @param worker the worker
	 */
	public void watch(Worker worker) {
		worker.addListener(this);
		if (this.connections) {
			worker.bind(connections());
		}
	}

	private CallbackSource connections() {
		Callbacks callbacks = new CallbacksBuilder()
			.connect((connection) -> publish(new ConnectionOpenedEvent(connection)))
			.closed((connection, reason) -> publish(new ConnectionClosedEvent(connection, reason)))
			.build();
		return (WorkerProcess process) -> callbacks;
	}

	@Override
	public void started(Worker worker) {
		publish(new WorkerStartedEvent(worker, worker.address(), worker.port()));
	}

	@Override
	public void reloaded(Worker worker) {
		publish(new WorkerReloadedEvent(worker));
	}

	@Override
	public void stopped(Worker worker) {
		publish(new WorkerStoppedEvent(worker));
	}

	private void publish(WorkermanEvent event) {
		this.publisher.publishEvent(event);
	}

}
