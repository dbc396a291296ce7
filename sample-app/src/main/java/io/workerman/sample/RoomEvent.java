package io.workerman.sample;

import java.util.Collection;

/**
 * What a browser is told of the room, as JSON.
 *
 * @param type what happened
 * @param user who did it
 * @param text what was said
 * @param users everybody who is in the room now, if that has changed
 */
record RoomEvent(Type type, String user, String text, Collection<String> users) {

	/**
	 * What can happen.
	 */
	enum Type {

		WELCOME, JOINED, RENAMED, LEFT, SAID, TIME

	}

}
