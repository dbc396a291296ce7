package io.workerman.engine.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.parser.HttpGrammar;

/**
 * A cookie that a response sets (RFC 6265, section 4.1). Start with
 * {@link #of(String, String)} and add attributes: each method returns a changed copy.
 *
 * @param name the name
 * @param value the value; what a cookie cannot hold is percent-encoded
 * @param maxAge how long the client keeps it, or {@code null} until the browser closes
 * @param path the path below which the client sends it back, or {@code null} for that of
 * the request
 * @param domain the domain to which the client sends it back, or {@code null} for the
 * host of the request
 * @param secure whether the client sends it over TLS only
 * @param httpOnly whether it is hidden from scripts
 * @param sameSite when requests from other sites carry it, or {@code null} for what the
 * client does
 */
public record Cookie(String name, String value, @Nullable Duration maxAge, @Nullable String path,
		@Nullable String domain, boolean secure, boolean httpOnly, @Nullable SameSite sameSite) {

	/**
	 * Check the parts.
	 * @throws IllegalArgumentException if a part cannot be in a Set-Cookie header
	 */
	public Cookie {
		if (!HttpGrammar.isToken(name)) {
			throw new IllegalArgumentException("The name of a cookie is malformed: '%s'".formatted(name));
		}
		checkAttribute("path", path);
		checkAttribute("domain", domain);
	}

	private static void checkAttribute(String attribute, @Nullable String value) {
		if (value != null && !value.chars().allMatch((next) -> next >= ' ' && next < 0x7F && next != ';')) {
			throw new IllegalArgumentException("The %s of a cookie is malformed".formatted(attribute));
		}
	}

	/**
	 * Make a cookie without attributes.
	 * @param name the name
	 * @param value the value
	 * @return the cookie
	 */
	public static Cookie of(String name, String value) {
		return new Cookie(name, value, null, null, null, false, false, null);
	}

	/**
	 * The cookies of a request (RFC 6265, section 5.4).
	 * @param header the Cookie header, or {@code null} if there is none
	 * @return the values by name; of several of one name the first
	 */
	static Map<String, String> parse(@Nullable String header) {
		if (header == null) {
			return Map.of();
		}
		Map<String, String> cookies = new LinkedHashMap<>();
		for (String pair : header.split(";")) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				String value = pair.substring(equals + 1).strip();
				boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
				value = quoted ? value.substring(1, value.length() - 1) : value;
				cookies.putIfAbsent(pair.substring(0, equals).strip(), HttpGrammar.decode(value, false));
			}
		}
		return cookies;
	}

	/**
	 * Set the value.
	 * @param value the value
	 * @return the changed cookie
	 */
	public Cookie value(String value) {
		return new Cookie(this.name, value, this.maxAge, this.path, this.domain, this.secure, this.httpOnly,
				this.sameSite);
	}

	/**
	 * Set how long the client keeps it; zero removes it.
	 * @param maxAge the time
	 * @return the changed cookie
	 */
	public Cookie maxAge(Duration maxAge) {
		return new Cookie(this.name, this.value, maxAge, this.path, this.domain, this.secure, this.httpOnly,
				this.sameSite);
	}

	/**
	 * Set the path below which the client sends it back.
	 * @param path the path
	 * @return the changed cookie
	 */
	public Cookie path(String path) {
		return new Cookie(this.name, this.value, this.maxAge, path, this.domain, this.secure, this.httpOnly,
				this.sameSite);
	}

	/**
	 * Set the domain to which the client sends it back.
	 * @param domain the domain
	 * @return the changed cookie
	 */
	public Cookie domain(String domain) {
		return new Cookie(this.name, this.value, this.maxAge, this.path, domain, this.secure, this.httpOnly,
				this.sameSite);
	}

	/**
	 * Set whether the client sends it over TLS only.
	 * @param secure whether it does
	 * @return the changed cookie
	 */
	public Cookie secure(boolean secure) {
		return new Cookie(this.name, this.value, this.maxAge, this.path, this.domain, secure, this.httpOnly,
				this.sameSite);
	}

	/**
	 * Set whether it is hidden from scripts.
	 * @param httpOnly whether it is
	 * @return the changed cookie
	 */
	public Cookie httpOnly(boolean httpOnly) {
		return new Cookie(this.name, this.value, this.maxAge, this.path, this.domain, this.secure, httpOnly,
				this.sameSite);
	}

	/**
	 * Set when requests from other sites carry it.
	 * @param sameSite the rule
	 * @return the changed cookie
	 */
	public Cookie sameSite(SameSite sameSite) {
		return new Cookie(this.name, this.value, this.maxAge, this.path, this.domain, this.secure, this.httpOnly,
				sameSite);
	}

	/**
	 * The value of the Set-Cookie header.
	 * @return the value
	 */
	String headerValue() {
		StringBuilder header = new StringBuilder(this.name).append('=').append(HttpGrammar.encode(this.value));
		attribute(header, "Domain", this.domain);
		attribute(header, "Max-Age", (this.maxAge != null) ? this.maxAge.toSeconds() : null);
		attribute(header, "Path", this.path);
		header.append(this.secure ? "; Secure" : "").append(this.httpOnly ? "; HttpOnly" : "");
		attribute(header, "SameSite", (this.sameSite != null) ? this.sameSite.text : null);
		return header.toString();
	}

	private static void attribute(StringBuilder header, String name, @Nullable Object value) {
		if (value != null) {
			header.append("; ").append(name).append('=').append(value);
		}
	}

	/**
	 * When requests from other sites carry a cookie.
	 */
	public enum SameSite {

		/**
		 * Never.
		 */
		STRICT("Strict"),

		/**
		 * When the user follows a link.
		 */
		LAX("Lax"),

		/**
		 * Always; needs {@link Cookie#secure(boolean)}.
		 */
		NONE("None");

		private final String text;

		SameSite(String text) {
			this.text = text;
		}

	}

}
