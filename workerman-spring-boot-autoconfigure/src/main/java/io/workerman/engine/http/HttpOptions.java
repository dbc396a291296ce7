package io.workerman.engine.http;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.files.FileRoot;
import io.workerman.engine.http.form.UploadLimits;
import io.workerman.engine.http.parser.HeadLimits;

/**
 * The options of an {@link HttpProtocol}. Start with {@link #DEFAULTS}: each method
 * returns a changed copy.
 *
 * @param head how large the head of a request may be
 * @param uploads how large a multipart form may be, and what of it is kept in memory
 * @param timeouts how long a client may take
 * @param roots the directories whose files are served
 * @param compression which responses are compressed
 * @param sessions how a session is kept
 * @param http2 whether clients may speak HTTP/2
 */
public record HttpOptions(HeadLimits head, UploadLimits uploads, Timeouts timeouts, List<FileRoot> roots,
		Compression compression, Sessions sessions, Http2 http2) {

	/**
	 * The options unless others are set.
	 */
	public static final HttpOptions DEFAULTS = new HttpOptions(HeadLimits.DEFAULTS, UploadLimits.DEFAULTS,
			Timeouts.DEFAULTS, List.of(), Compression.OFF, Sessions.DEFAULTS, Http2.OFF);

	/**
	 * Copy the roots.
	 */
	public HttpOptions {
		roots = List.copyOf(roots);
	}

	/**
	 * Set how large the head of a request may be.
	 * @param head the limits
	 * @return the changed options
	 */
	public HttpOptions head(HeadLimits head) {
		return new HttpOptions(head, this.uploads, this.timeouts, this.roots, this.compression, this.sessions,
				this.http2);
	}

	/**
	 * Set how large a multipart form may be.
	 * @param uploads the limits
	 * @return the changed options
	 */
	public HttpOptions uploads(UploadLimits uploads) {
		return new HttpOptions(this.head, uploads, this.timeouts, this.roots, this.compression, this.sessions,
				this.http2);
	}

	/**
	 * Set how long a client may take.
	 * @param timeouts the timeouts
	 * @return the changed options
	 */
	public HttpOptions timeouts(Timeouts timeouts) {
		return new HttpOptions(this.head, this.uploads, timeouts, this.roots, this.compression, this.sessions,
				this.http2);
	}

	/**
	 * Set the directories whose files are served.
	 * @param roots the directories
	 * @return the changed options
	 */
	public HttpOptions roots(List<FileRoot> roots) {
		return new HttpOptions(this.head, this.uploads, this.timeouts, roots, this.compression, this.sessions,
				this.http2);
	}

	/**
	 * Set which responses are compressed.
	 * @param compression the rule
	 * @return the changed options
	 */
	public HttpOptions compression(Compression compression) {
		return new HttpOptions(this.head, this.uploads, this.timeouts, this.roots, compression, this.sessions,
				this.http2);
	}

	/**
	 * Set how a session is kept.
	 * @param sessions the rule
	 * @return the changed options
	 */
	public HttpOptions sessions(Sessions sessions) {
		return new HttpOptions(this.head, this.uploads, this.timeouts, this.roots, this.compression, sessions,
				this.http2);
	}

	/**
	 * Set whether clients may speak HTTP/2.
	 * @param http2 the rule
	 * @return the changed options
	 */
	public HttpOptions http2(Http2 http2) {
		return new HttpOptions(this.head, this.uploads, this.timeouts, this.roots, this.compression, this.sessions,
				http2);
	}

	/**
	 * How long a client may take. Zero is for ever.
	 *
	 * @param header from the first byte of a head to its last, and from the opening of a
	 * connection to the first request
	 * @param body the time in which each next part of a body has to come, as large as
	 * {@code minBodyRate} says
	 * @param minBodyRate the bytes of a body that have to come in a second on average
	 * @param keepAlive from a response to the next request
	 */
	public record Timeouts(Duration header, Duration body, int minBodyRate, Duration keepAlive) {

		/**
		 * The timeouts unless others are set.
		 */
		public static final Timeouts DEFAULTS = new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), 240,
				Duration.ofSeconds(60));

		/**
		 * Check the timeouts.
		 * @throws IllegalArgumentException if one of them is negative
		 */
		public Timeouts {
			if (header.isNegative() || body.isNegative() || minBodyRate < 0 || keepAlive.isNegative()) {
				throw new IllegalArgumentException("Timeouts must not be negative");
			}
		}

	}

	/**
	 * Which responses are compressed with gzip, if the client takes that.
	 *
	 * @param enabled whether any are
	 * @param minSize the least size of a body in bytes
	 * @param types the content types, without parameters; {@code text/*} is all texts
	 */
	public record Compression(boolean enabled, int minSize, List<String> types) {

		/**
		 * The content types that are compressed unless others are set.
		 */
		public static final List<String> TYPES = List.of("text/html", "text/plain", "text/css", "text/javascript",
				"text/xml", "text/csv", "text/markdown", "application/json", "application/problem+json",
				"application/xml", "application/xhtml+xml", "application/manifest+json", "image/svg+xml");

		/**
		 * None are.
		 */
		public static final Compression OFF = new Compression(false, 2048, TYPES);

		/**
		 * Those of at least 2 KiB that are text.
		 */
		public static final Compression ON = new Compression(true, 2048, TYPES);

		/**
		 * Copy the types.
		 */
		public Compression {
			types = List.copyOf(types);
		}

	}

	/**
	 * How a session is kept.
	 *
	 * @param cookie the cookie that finds it, whose value does not matter
	 * @param lifetime how long it lives without being used
	 * @param store where sessions are, or {@code null} for the memory of the protocol
	 */
	public record Sessions(Cookie cookie, Duration lifetime, @Nullable SessionStore store) {

		/**
		 * Sessions in memory that end with the browser, or when they were not used for 24
		 * minutes.
		 */
		public static final Sessions DEFAULTS = new Sessions(
				Cookie.of("WORKERMANSID", "").path("/").httpOnly(true).sameSite(Cookie.SameSite.LAX),
				Duration.ofMinutes(24), null);

		/**
		 * Check the lifetime.
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Sessions {
			if (lifetime.isNegative() || lifetime.isZero()) {
				throw new IllegalArgumentException("lifetime: %s (expected: > 0)".formatted(lifetime));
			}
		}

	}

	/**
	 * Whether clients may speak HTTP/2.
	 *
	 * @param enabled whether they may
	 * @param maxConcurrentStreams how many requests a connection may have at a time
	 */
	public record Http2(boolean enabled, int maxConcurrentStreams) {

		/**
		 * They may not.
		 */
		public static final Http2 OFF = new Http2(false, 100);

		/**
		 * They may, with 100 requests at a time.
		 */
		public static final Http2 ON = new Http2(true, 100);

		/**
		 * Check the number.
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Http2 {
			if (maxConcurrentStreams <= 0) {
				throw new IllegalArgumentException(
						"maxConcurrentStreams: %d (expected: > 0)".formatted(maxConcurrentStreams));
			}
		}

	}

}
