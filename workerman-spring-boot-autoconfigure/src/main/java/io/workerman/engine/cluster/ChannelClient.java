package io.workerman.engine.cluster;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.JsonCodec;
import io.workerman.engine.WorkerFactory;
import io.workerman.engine.WorkerProcess;

/**
 * Events between processes and nodes, and queues of jobs that must not be lost. Data is
 * what JSON can say. Safe for use by many threads, and never blocks.
 * <p>
 * An event reaches every subscriber there is, those of the publisher included, at most
 * once, and those of one publisher in their order. A job is done by one consumer, and
 * again if that fails.
 */
public final class ChannelClient {

	private static final WorkerFactory FACTORY = WorkerFactory.load();

	private final Map<String, Map<Object, Subscription>> subscriptions = new ConcurrentHashMap<>();

	private final ChannelHub hub;

	private final Supplier<JsonCodec> json;

	private final Executor executor;

	/**
	 * Create a client.
	 * @param hub carries events and jobs
	 * @param json writes and reads data
	 * @param executor runs the callbacks that belong to no process
	 */
	public ChannelClient(ChannelHub hub, Supplier<JsonCodec> json, Executor executor) {
		this.hub = hub;
		this.json = json;
		this.executor = executor;
		hub.onEvent(this::received);
	}

	/**
	 * Subscribes to an event. Called on a process, the callback runs on that process;
	 * elsewhere it runs on a thread of the application. It replaces the callback that the
	 * same process, or the threads that are none, had for the event.
	 * @param event the name of the event
	 * @param callback gets the data as JSON has it: text, numbers, lists, maps
	 */
	public void on(String event, Consumer<Object> callback) {
		on(event, Object.class, callback);
	}

	/**
	 * Subscribes to an event whose data has a type.
	 * @param event the name of the event
	 * @param type the type
	 * @param callback gets the data
	 * @param <T> the type
	 * @see #on(String, Consumer)
	 */
	@SuppressWarnings("unchecked")
	public <T> void on(String event, Class<T> type, Consumer<T> callback) {
		WorkerProcess process = FACTORY.currentProcess();
		Consumer<Object> untyped = (data) -> callback.accept((T) data);
		if (process != null) {
			subscribe(event, type, process, process, untyped);
		}
		else {
			subscribe(event, type, this, null, untyped);
		}
	}

	/**
	 * Subscribes somebody to an event. What the same subscriber had for the event is
	 * replaced.
	 * @param event the name of the event
	 * @param type the type of the data
	 * @param subscriber who subscribes
	 * @param process the process on which the callback runs, or {@code null} for a thread
	 * of the application
	 * @param callback gets the data
	 * @return ends the subscription
	 */
	public Runnable subscribe(String event, Type type, Object subscriber, @Nullable WorkerProcess process,
			Consumer<Object> callback) {
		Subscription subscription = new Subscription(event, (process != null) ? process::execute : this.executor,
				(data) -> callback.accept(this.json.get().read(data, type)));
		this.subscriptions.compute(event, (name, known) -> {
			Map<Object, Subscription> others = known;
			if (others == null) {
				others = new ConcurrentHashMap<>();
				this.hub.want(event, true);
			}
			Subscription old = others.put(subscriber, subscription);
			if (old != null) {
				old.end();
			}
			return others;
		});
		return () -> end(event, subscriber, subscription);
	}

	/**
	 * Unsubscribes what {@link #on} has subscribed on the same process, or on threads
	 * that are none.
	 * @param event the name of the event
	 */
	public void unsubscribe(String event) {
		WorkerProcess process = FACTORY.currentProcess();
		end(event, (process != null) ? process : this, null);
	}

	private void end(String event, Object subscriber, @Nullable Subscription expected) {
		this.subscriptions.computeIfPresent(event, (name, known) -> {
			Subscription found = known.get(subscriber);
			if (found != null && (expected == null || expected == found)) {
				found.end();
				known.remove(subscriber);
			}
			if (!known.isEmpty()) {
				return known;
			}
			this.hub.want(event, false);
			return null;
		});
	}

	/**
	 * Publishes an event.
	 * @param event the name of the event
	 * @param data the data
	 * @return completes when the event was handed over to other nodes, exceptionally if
	 * they cannot be reached; the subscribers of this node get it all the same
	 * @throws IllegalArgumentException if the data cannot be written as JSON
	 */
	public CompletionStage<Void> publish(String event, Object data) {
		return publish(List.of(event), data);
	}

	/**
	 * Publishes several events with the same data.
	 * @param events the names of the events
	 * @param data the data
	 * @return completes when the events were handed over to other nodes
	 * @throws IllegalArgumentException if the data cannot be written as JSON
	 */
	public CompletionStage<Void> publish(Collection<String> events, Object data) {
		byte[] written = this.json.get().write(data);
		CompletableFuture<?>[] published = new CompletableFuture<?>[events.size()];
		int i = 0;
		for (String event : events) {
			received(event, written);
			published[i++] = this.hub.publish(event, written).toCompletableFuture();
		}
		return CompletableFuture.allOf(published);
	}

	private void received(String event, byte[] data) {
		this.subscriptions.getOrDefault(event, Map.of()).values().forEach((subscriber) -> subscriber.receive(data));
	}

	/**
	 * Adds a job to a queue, from which one of all consumers takes it.
	 * @param queue the name of the queue
	 * @param data the data
	 * @return completes when the job is kept, exceptionally if it cannot be
	 * @throws IllegalArgumentException if the data cannot be written as JSON
	 */
	public CompletionStage<Void> enqueue(String queue, Object data) {
		return this.hub.enqueue(queue, this.json.get().write(data));
	}

	/**
	 * Takes jobs from a queue, one after another, on a thread of the application.
	 * @param queue the name of the queue
	 * @param type the type of the data
	 * @param retry what becomes of a job that fails
	 * @param consumer does a job; the job has failed if it throws, or if the stage that
	 * it returns fails
	 * @return stops taking jobs
	 */
	public Runnable watch(String queue, Type type, Retry retry, Function<Object, @Nullable Object> consumer) {
		return this.hub.watch(queue, retry, (data) -> {
			try {
				return (consumer.apply(this.json.get().read(data, type)) instanceof CompletionStage<?> stage) ? stage
						: CompletableFuture.completedFuture(null);
			}
			catch (Throwable ex) {
				return CompletableFuture.failedFuture(ex);
			}
		});
	}

}
