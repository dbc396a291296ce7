package io.workerman.engine.push;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of a request, on one node or on several together.
 *
 * @param count how many clients it was done for
 * @param dropped how many had no room for a message
 * @param names what was asked for; of something that was done, the names of the audience
 * that were found
 * @param sessions the sessions that were asked for, by client id
 * @param nodes how many nodes were asked
 * @param silent how many of them did not answer in time, or could not be asked
 */
public record Answer(long count, long dropped, Set<String> names, Map<String, Map<String, Object>> sessions, int nodes,
		int silent) {

	/**
	 * Nobody was there.
	 */
	public static final Answer NONE = new Answer(0, 0, Set.of(), Map.of(), 0, 0);

	static Answer of(long count, Set<String> names) {
		return new Answer(count, 0, names, Map.of(), 1, 0);
	}

	/**
	 * An answer that is missing.
	 * @param nodes how many nodes were asked
	 * @param silent how many of them have not answered
	 * @return the answer
	 */
	public static Answer missing(int nodes, int silent) {
		return new Answer(0, 0, Set.of(), Map.of(), nodes, silent);
	}

	/**
	 * Add another answer.
	 * @param other the other
	 * @return both together
	 */
	public Answer plus(Answer other) {
		Set<String> names = new LinkedHashSet<>(this.names);
		names.addAll(other.names);
		Map<String, Map<String, Object>> sessions = new LinkedHashMap<>(this.sessions);
		sessions.putAll(other.sessions);
		return new Answer(this.count + other.count, this.dropped + other.dropped, names, sessions,
				this.nodes + other.nodes, this.silent + other.silent);
	}

}
