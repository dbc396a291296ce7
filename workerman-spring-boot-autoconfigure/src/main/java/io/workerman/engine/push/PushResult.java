package io.workerman.engine.push;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What became of a push.
 *
 * @param accepted how many connections have accepted the message, or were closed
 * @param dropped how many had no room for it
 * @param nodes how many nodes were asked, this one among them
 * @param silent how many of them did not answer in time or could not be reached
 * @param unknown the targets that no node knows; if nodes were silent, perhaps they do
 */
public record PushResult(long accepted, long dropped, int nodes, int silent, Set<String> unknown) {

	static PushResult of(Request request, Answer answer) {
		Set<String> unknown = new LinkedHashSet<>(request.audience().names());
		unknown.removeAll(answer.names());
		return new PushResult(answer.count(), answer.dropped(), answer.nodes(), answer.silent(), unknown);
	}

	/**
	 * Whether all nodes have answered and every target was found.
	 * @return whether it is so
	 */
	public boolean isComplete() {
		return this.silent == 0 && this.unknown.isEmpty();
	}

}
