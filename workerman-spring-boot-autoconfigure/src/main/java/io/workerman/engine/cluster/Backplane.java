package io.workerman.engine.cluster;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What carries envelopes between nodes, and knows which node holds what. Nothing here
 * blocks. The envelopes of one thread reach a node in their order. A stage fails within a
 * bounded time if the backplane cannot be reached.
 */
public interface Backplane {

	/**
	 * Begins to receive.
	 * @param node the id of this node
	 * @param receiver gets the envelopes of other nodes, and perhaps those to all that
	 * this node has sent itself; it does not block
	 * @return completes when envelopes can arrive
	 */
	CompletionStage<Void> start(String node, Consumer<byte[]> receiver);

	/**
	 * Takes this node out of the index, and receives no more.
	 * @return completes when that is done
	 */
	CompletionStage<Void> stop();

	/**
	 * Gives an envelope to the living nodes that hold one of some keys, without this one.
	 * @param keys the keys
	 * @param envelope the envelope
	 * @return completes with the number of nodes
	 */
	CompletionStage<Integer> tell(Collection<String> keys, byte[] envelope);

	/**
	 * Gives an envelope to nodes, as far as they live.
	 * @param nodes the ids of the nodes
	 * @param envelope the envelope
	 * @return completes with the number of nodes
	 */
	CompletionStage<Integer> tellNodes(Collection<String> nodes, byte[] envelope);

	/**
	 * Gives an envelope to all nodes.
	 * @param envelope the envelope
	 * @return completes with the number of living nodes without this one
	 */
	CompletionStage<Integer> tellAll(byte[] envelope);

	/**
	 * Changes what this node holds.
	 * @param keys whether it holds each of some keys
	 * @return completes when all nodes can know
	 */
	CompletionStage<Void> index(Map<String, Boolean> keys);

	/**
	 * Renews the lease of this node, and takes nodes whose lease has ended out of the
	 * index.
	 * @param anew whether to take this node out of the index too
	 * @return completes with how things stand
	 */
	CompletionStage<Lease> renew(boolean anew);

	/**
	 * How things stand.
	 *
	 * @param anew whether this node is not in the index, because its lease had ended or
	 * that was asked for
	 * @param nodes how many nodes live, this one among them
	 */
	record Lease(boolean anew, int nodes) {

	}

}
