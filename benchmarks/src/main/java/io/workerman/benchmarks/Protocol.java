package io.workerman.benchmarks;

import java.util.Locale;

/**
 * A protocol that is measured.
 */
public enum Protocol {

	/**
	 * Lines of text.
	 */
	TEXT,

	/**
	 * Packages that begin with four bytes of length, which count themselves.
	 */
	FRAME,

	/**
	 * WebSocket text messages.
	 */
	WEBSOCKET,

	/**
	 * HTTP/1.1, "Hello, World!".
	 */
	HTTP;

	/**
	 * The protocol of a name.
	 * @param name the name, in any case
	 * @return the protocol
	 */
	public static Protocol of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
