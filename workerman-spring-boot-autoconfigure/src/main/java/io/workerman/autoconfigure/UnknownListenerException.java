package io.workerman.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.workerman.invocation.HandlerException;

/**
 * A handler names a listener that does not exist.
 */
class UnknownListenerException extends HandlerException {

	private static final int SHOWN = 3;

	/**
	 * Create a new exception.
	 * @param handler the name of the handler bean
	 * @param listener the name that it gives
	 * @param known the names that there are
	 */
	UnknownListenerException(String handler, String listener, Collection<String> known) {
		super("The @WorkerHandler '%s' is for the listener '%s', which does not exist".formatted(handler, listener),
				action(listener, known));
	}

	private static String action(String listener, Collection<String> known) {
		String declare = "declare it: workerman.listeners.%s.address, or a Worker bean of that name."
			.formatted(listener);
		if (known.isEmpty()) {
			return "There are no listeners: " + declare;
		}
		List<String> nearest = known.stream()
			.sorted(Comparator.comparingInt((String name) -> distance(listener, name)).thenComparing((name) -> name))
			.limit(SHOWN)
			.toList();
		return "Use the name of a listener, the nearest being '%s', or %s".formatted(String.join("', '", nearest),
				declare);
	}

	private static int distance(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int above = row[j];
				int substituted = diagonal + ((left.charAt(i - 1) != right.charAt(j - 1)) ? 1 : 0);
				row[j] = Math.min(Math.min(row[j - 1], above) + 1, substituted);
				diagonal = above;
			}
		}
		return row[right.length()];
	}

}
