package io.workerman.sample;

import java.util.Collection;
import java.util.Map;

/**
 * What a browser is told of the room, as JSON.
 *
 * @param type what happened
 * @param user who did it
 * @param text what was said
 * @param users everybody who is in the room now, if that has changed
 * @param nodes on which node each of them is, if there are several
 */
record RoomEvent(Type type, String user, String text, Collection<String> users, Map<String, String> nodes) {

	/**
	 * What can happen.
	 */
	enum Type {

		WELCOME, JOINED, RENAMED, LEFT, SAID, TIME

	}

}
