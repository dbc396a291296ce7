package io.workerman.engine.push;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.workerman.engine.Connection;

/**
 * All nodes on which there are clients.
 */
public interface Network {

	/**
	 * Asks the nodes that it concerns. It never blocks, and the requests of one thread
	 * reach each node in their order.
	 * @param request what to do or to tell
	 * @return completes with all answers, at once if it concerns this node only, and
	 * never later than the timeout
	 */
	CompletionStage<Answer> ask(Request request);

	/**
	 * The id under which all nodes know a client of this one.
	 * @param connection its connection
	 * @return the id
	 */
	String clientId(Connection connection);

	/**
	 * How long nodes get to answer.
	 * @return the time
	 */
	Duration timeout();

}
