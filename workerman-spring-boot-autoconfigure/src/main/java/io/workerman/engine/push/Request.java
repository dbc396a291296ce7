package io.workerman.engine.push;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something to do for, or to know of, some clients, wherever they are.
 *
 * @param verb what
 * @param audience for whom
 * @param argument the uid or group, empty where there is none
 * @param message the message, or {@code null}
 * @param values the values of a session, or {@code null}
 */
public record Request(Verb verb, Audience audience, String argument, @Nullable Object message,
		@Nullable Map<String, Object> values) {

	static Request of(Verb verb, Audience audience) {
		return new Request(verb, audience, "", null, null);
	}

	static Request of(Verb verb, Audience audience, String argument) {
		return new Request(verb, audience, argument, null, null);
	}

	static Request of(Verb verb, Audience audience, Map<String, Object> values) {
		return new Request(verb, audience, "", null, values);
	}

	static Request saying(Verb verb, Audience audience, @Nullable Object message) {
		return new Request(verb, audience, "", message, null);
	}

	/**
	 * What can be asked. The names are part of the wire format.
	 */
	public enum Verb {

		/**
		 * Send the message.
		 */
		SEND,

		/**
		 * Send bytes past the protocol.
		 */
		SEND_RAW,

		/**
		 * Send the message, if there is one, and close.
		 */
		CLOSE,

		/**
		 * Close at once.
		 */
		DESTROY,

		/**
		 * Bind to the uid.
		 */
		BIND,

		/**
		 * Unbind from the uid.
		 */
		UNBIND,

		/**
		 * Join the group.
		 */
		JOIN,

		/**
		 * Leave the group.
		 */
		LEAVE,

		/**
		 * Replace the session.
		 */
		SET_SESSION,

		/**
		 * Merge values into the session.
		 */
		UPDATE_SESSION,

		/**
		 * Count the clients.
		 */
		COUNT,

		/**
		 * Tell the ids of the clients.
		 */
		CLIENT_IDS,

		/**
		 * Tell the uids of the clients.
		 */
		UIDS,

		/**
		 * Tell the groups of the clients.
		 */
		GROUPS,

		/**
		 * Tell the sessions of the clients.
		 */
		SESSIONS;

		/**
		 * Whether the uid or the groups of clients change by it.
		 * @return whether they do
		 */
		public boolean isMembership() {
			return this == BIND || this == UNBIND || this == JOIN || this == LEAVE;
		}

		/**
		 * Whether it sends a message.
		 * @return whether it does
		 */
		public boolean isSend() {
			return this == SEND || this == SEND_RAW;
		}

	}

}
