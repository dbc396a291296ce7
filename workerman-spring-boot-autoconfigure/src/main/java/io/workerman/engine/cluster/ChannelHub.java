package io.workerman.engine.cluster;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What carries events and jobs to other nodes. Nothing here blocks.
 */
public interface ChannelHub {

	/**
	 * Sets who gets the events of other nodes.
	 * @param receiver gets the name of the event and the data
	 */
	void onEvent(BiConsumer<String, byte[]> receiver);

	/**
	 * Gives an event to the other nodes that want it.
	 * @param event the name of the event
	 * @param data the data
	 * @return completes when it was handed over
	 */
	CompletionStage<Void> publish(String event, byte[] data);

	/**
	 * Wants an event of other nodes from now on, or no longer.
	 * @param event the name of the event
	 * @param wanted whether it is wanted
	 */
	void want(String event, boolean wanted);

	/**
	 * Adds a job to a queue.
	 * @param queue the name of the queue
	 * @param data the data
	 * @return completes when the job is kept
	 */
	CompletionStage<Void> enqueue(String queue, byte[] data);

	/**
	 * Takes jobs from a queue, one after another. Each job is taken by one of all
	 * consumers.
	 * @param queue the name of the queue
	 * @param retry what becomes of a job that fails
	 * @param consumer does a job; it has failed if the stage does
	 * @return stops taking jobs
	 */
	Runnable watch(String queue, Retry retry, Function<byte[], CompletionStage<?>> consumer);

}
