package io.workerman.engine.websocket;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a listener asks of the WebSockets that it accepts.
 *
 * @param path the path that handshakes have to ask for, empty for any
 * @param subprotocols the subprotocols that are spoken; of those that a client offers the
 * first that is among them is chosen
 * @param allowedOrigins the origins that browsers may connect from, such as
 * {@code https://chat.example.com} or {@code https://*.example.com}, or {@code *} for
 * all; empty for the host of the listener only
 * @param maxFrameSize the size of the largest frame in bytes, 0 for that of the largest
 * message
 * @param compression how messages are compressed, or {@code null} for not at all
 * @param streaming whether a handler that takes a {@link WebSocketMessage} gets the
 * fragments of a message one by one, as they come
 */
public record WebSocketOptions(String path, List<String> subprotocols, List<String> allowedOrigins, int maxFrameSize,
		@Nullable Compression compression, boolean streaming) {

	/**
	 * Any path, no subprotocols, the same origin, no compression.
	 */
	public static final WebSocketOptions DEFAULTS = new WebSocketOptions("", List.of(), List.of(), 0, null, false);

	/**
	 * Create options.
	 * @throws IllegalArgumentException if the path does not begin with a slash
	 */
	public WebSocketOptions {
		if (!path.isEmpty() && !path.startsWith("/")) {
			throw new IllegalArgumentException("path: %s (expected a path that begins with '/')".formatted(path));
		}
		if (maxFrameSize < 0) {
			throw new IllegalArgumentException("maxFrameSize: %d (expected: >= 0)".formatted(maxFrameSize));
		}
	}

	/**
	 * The defaults with another path.
	 * @param path the path
	 * @return the options
	 */
	public static WebSocketOptions ofPath(String path) {
		return new WebSocketOptions(path, List.of(), List.of(), 0, null, false);
	}

	/**
	 * The defaults with another limit of a frame.
	 * @param bytes the limit in bytes
	 * @return the options
	 */
	public static WebSocketOptions ofMaxFrameSize(int bytes) {
		return new WebSocketOptions("", List.of(), List.of(), bytes, null, false);
	}

	/**
	 * How messages are compressed with clients that offer permessage-deflate (RFC 7692).
	 *
	 * @param threshold the size in bytes from which a message is worth it
	 * @param level the level of zlib, from 1 for fast to 9 for small
	 * @param contextTakeover whether messages refer to those before them, which makes
	 * small ones smaller, and costs some 300 KiB of memory for each connection
	 */
	public record Compression(int threshold, int level, boolean contextTakeover) {

		/**
		 * From 1 KiB, at the level that zlib suggests, each message for itself.
		 */
		public static final Compression DEFAULTS = new Compression(1024, 6, false);

		/**
		 * Create options.
		 * @throws IllegalArgumentException if the threshold or the level is impossible
		 */
		public Compression {
			if (threshold < 0) {
				throw new IllegalArgumentException("threshold: %d (expected: >= 0)".formatted(threshold));
			}
			if (level < 1 || level > 9) {
				throw new IllegalArgumentException("level: %d (expected: 1..9)".formatted(level));
			}
		}

		/**
		 * The defaults with another threshold.
		 * @param bytes the size in bytes
		 * @return the options
		 */
		public static Compression ofThreshold(int bytes) {
			return new Compression(bytes, DEFAULTS.level, DEFAULTS.contextTakeover);
		}

		/**
		 * The defaults with another level.
		 * @param level the level
		 * @return the options
		 */
		public static Compression ofLevel(int level) {
			return new Compression(DEFAULTS.threshold, level, DEFAULTS.contextTakeover);
		}

	}

}
