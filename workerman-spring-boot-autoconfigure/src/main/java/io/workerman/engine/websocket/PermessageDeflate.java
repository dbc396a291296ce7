package io.workerman.engine.websocket;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of permessage-deflate that both sides have agreed to (RFC 7692, section
 * 7).
 *
 * @param serverTakeover whether messages of the server may refer to those before them
 * @param clientTakeover whether messages of the client may refer to those before them
 * @param saysWindow whether the client asked for a window of 32 KiB and has to hear of it
 */
record PermessageDeflate(boolean serverTakeover, boolean clientTakeover, boolean saysWindow) {

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_TAKEOVER = "server_no_context_takeover";

	private static final String CLIENT_TAKEOVER = "client_no_context_takeover";

	private static final String SERVER_WINDOW = "server_max_window_bits";

	private static final String CLIENT_WINDOW = "client_max_window_bits";

	/**
	 * The window of zlib in Java, which cannot be made smaller.
	 */
	private static final String WINDOW = "15";

	private static final String WINDOWS = "[89]|1[0-5]";

	/**
	 * Choose the first offer that can be kept.
	 * @param offers the Sec-WebSocket-Extensions header of the client
	 * @param takeover whether messages may refer to those before them
	 * @return the parameters, or {@code null} if there is no such offer
	 */
	static @Nullable PermessageDeflate choose(@Nullable String offers, boolean takeover) {
		if (offers == null) {
			return null;
		}
		for (String offer : offers.split(",")) {
			PermessageDeflate agreed = agree(offer.split(";"), takeover);
			if (agreed != null) {
				return agreed;
			}
		}
		return null;
	}

	private static @Nullable PermessageDeflate agree(String[] offer, boolean takeover) {
		if (!offer[0].strip().equalsIgnoreCase(NAME)) {
			return null;
		}
		Set<String> names = names(offer, PermessageDeflate::isKept);
		if (names == null) {
			return null;
		}
		return new PermessageDeflate(takeover && !names.contains(SERVER_TAKEOVER),
				takeover && !names.contains(CLIENT_TAKEOVER), names.contains(SERVER_WINDOW));
	}

	private static @Nullable Set<String> names(String[] extension, BiPredicate<String, @Nullable String> kept) {
		Set<String> names = new HashSet<>();
		for (int i = 1; i < extension.length; i++) {
			String[] parameter = extension[i].strip().split("=", 2);
			String name = parameter[0].strip().toLowerCase(Locale.ROOT);
			String value = (parameter.length > 1) ? unquoted(parameter[1].strip()) : null;
			if (!names.add(name) || !kept.test(name, value)) {
				return null;
			}
		}
		return names;
	}

	/**
	 * What a client offers. It does not say that its window may be limited, because that
	 * of zlib in Java cannot.
	 * @param takeover whether messages may refer to those before them
	 * @return the Sec-WebSocket-Extensions header of the client
	 */
	static String offer(boolean takeover) {
		return new PermessageDeflate(takeover, takeover, false).answer();
	}

	/**
	 * Take the answer of a server to that offer.
	 * @param answer the Sec-WebSocket-Extensions header of the server
	 * @param takeover whether messages may refer to those before them
	 * @return the parameters, or {@code null} if they are not what was offered
	 */
	static @Nullable PermessageDeflate accepted(String answer, boolean takeover) {
		String[] extension = answer.split(";", -1);
		Set<String> names = names(extension, PermessageDeflate::isAnswer);
		if (!extension[0].strip().equalsIgnoreCase(NAME) || names == null
				|| (!takeover && !names.contains(SERVER_TAKEOVER))) {
			return null;
		}
		return new PermessageDeflate(!names.contains(SERVER_TAKEOVER), takeover && !names.contains(CLIENT_TAKEOVER),
				false);
	}

	private static boolean isAnswer(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value == null;
			case SERVER_WINDOW -> value != null && value.matches(WINDOWS);
			default -> false;
		};
	}

	private static boolean isKept(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_TAKEOVER, CLIENT_TAKEOVER -> value == null;
			case SERVER_WINDOW -> WINDOW.equals(value);
			case CLIENT_WINDOW -> value == null || value.matches(WINDOWS);
			default -> false;
		};
	}

	private static String unquoted(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

	/**
	 * The Sec-WebSocket-Extensions header of the server.
	 * @return the header
	 */
	String answer() {
		StringBuilder answer = new StringBuilder(NAME);
		if (!this.serverTakeover) {
			answer.append("; ").append(SERVER_TAKEOVER);
		}
		if (!this.clientTakeover) {
			answer.append("; ").append(CLIENT_TAKEOVER);
		}
		if (this.saysWindow) {
			answer.append("; ").append(SERVER_WINDOW).append('=').append(WINDOW);
		}
		return answer.toString();
	}

}
