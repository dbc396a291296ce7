package io.workerman.engine.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.http.HttpRequest;

/**
 * Whether a page may open a WebSocket (RFC 6455, section 10.2). Only browsers say where a
 * page is from; whoever says nothing passes.
 */
final class OriginCheck {

	private final boolean all;

	private final List<Pattern> allowed;

	OriginCheck(List<String> allowedOrigins) {
		this.all = allowedOrigins.contains("*");
		this.allowed = allowedOrigins.stream().map(OriginCheck::pattern).toList();
	}

	private static Pattern pattern(String origin) {
		String bare = origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin;
		StringBuilder pattern = new StringBuilder();
		for (String part : bare.split("\\*", -1)) {
			pattern.append(pattern.isEmpty() ? "" : "[^/]+").append(Pattern.quote(part));
		}
		return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
	}

	boolean allows(HttpRequest request) {
		String origin = request.header("origin");
		if (origin == null || this.all) {
			return true;
		}
		if (this.allowed.isEmpty()) {
			return isSame(origin, request.header("host"));
		}
		return this.allowed.stream().anyMatch((pattern) -> pattern.matcher(origin).matches());
	}

	/**
	 * Whether an origin has the host and port that the request asked for. The scheme is
	 * not looked at, because a proxy may have taken TLS off.
	 */
	private static boolean isSame(String origin, @Nullable String host) {
		try {
			URI uri = new URI(origin.toLowerCase(Locale.ROOT));
			String defaultPort = "https".equals(uri.getScheme()) ? ":443" : ":80";
			String authority = String.valueOf(uri.getRawAuthority());
			String asked = String.valueOf(host).toLowerCase(Locale.ROOT);
			return without(authority, defaultPort).equals(without(asked, defaultPort));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private static String without(String authority, String port) {
		return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
	}

}
