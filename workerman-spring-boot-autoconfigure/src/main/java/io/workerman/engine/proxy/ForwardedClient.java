package io.workerman.engine.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.WorkerOptions.Proxies;

/**
 * Finds the client of a request that came through proxies. Each proxy appends the address
 * that it has seen, so the list is read from its end, as long as whoever wrote an entry
 * is trusted: what stands before that can be made up.
 */
public final class ForwardedClient {

	private static final int HIGHEST_PORT = 65535;

	private ForwardedClient() {
	}

	/**
	 * The address of the client.
	 * @param header gives the value of a header by its name in lower case, or
	 * {@code null}
	 * @param peer the address of the peer
	 * @param proxies the proxies that are believed
	 * @return the address, which is that of the peer unless it is a proxy
	 */
	public static SocketAddress of(Function<String, @Nullable String> header, SocketAddress peer, Proxies proxies) {
		SocketAddress client = peer;
		if (!proxies.trusted().isEmpty() && proxies.trusts(peer)) {
			List<String> hops = hops(header, proxies);
			for (int i = hops.size() - 1; i >= 0 && proxies.trusts(client); i--) {
				InetSocketAddress hop = address(hops.get(i));
				if (hop == null) {
					return client;
				}
				client = hop;
			}
		}
		return client;
	}

	/**
	 * Whether a proxy says that the client has come over TLS.
	 * @param header gives the value of a header by its name in lower case, or
	 * {@code null}
	 * @param peer the address of the peer
	 * @param proxies the proxies that are believed
	 * @return whether a trusted one says so
	 */
	public static boolean isSecure(Function<String, @Nullable String> header, SocketAddress peer, Proxies proxies) {
		if (proxies.trusted().isEmpty() || !proxies.trusts(peer)) {
			return false;
		}
		String scheme = header.apply("x-forwarded-proto");
		String forwarded = proxies.headers().contains(Proxies.Header.FORWARDED) ? header.apply("forwarded") : null;
		return (scheme != null && split(scheme, ',').get(0).equalsIgnoreCase("https"))
				|| (forwarded != null && split(split(forwarded, ',').get(0), ';').stream()
					.anyMatch((pair) -> pair.replace("\"", "").equalsIgnoreCase("proto=https")));
	}

	private static List<String> hops(Function<String, @Nullable String> header, Proxies proxies) {
		for (Proxies.Header candidate : proxies.headers()) {
			String value = header.apply(candidate.name().toLowerCase(Locale.ROOT).replace('_', '-'));
			if (value != null) {
				return switch (candidate) {
					case X_FORWARDED_FOR -> split(value, ',');
					case X_REAL_IP -> List.of(value);
					case FORWARDED -> split(value, ',').stream().map(ForwardedClient::forwardedFor).toList();
				};
			}
		}
		return List.of();
	}

	/**
	 * The node that a proxy got the request from (RFC 7239, section 5.2).
	 */
	private static String forwardedFor(String element) {
		for (String pair : split(element, ';')) {
			if (pair.regionMatches(true, 0, "for=", 0, 4)) {
				String node = pair.substring(4);
				boolean quoted = node.length() > 1 && node.startsWith("\"") && node.endsWith("\"");
				return quoted ? node.substring(1, node.length() - 1) : node;
			}
		}
		return "";
	}

	private static List<String> split(String value, char separator) {
		List<String> parts = new ArrayList<>();
		boolean quoted = false;
		int start = 0;
		for (int i = 0; i <= value.length(); i++) {
			if (i == value.length() || (value.charAt(i) == separator && !quoted)) {
				parts.add(value.substring(start, i).strip());
				start = i + 1;
			}
			else if (value.charAt(i) == '"') {
				quoted = !quoted;
			}
		}
		return parts;
	}

	/**
	 * Reads an IP address with or without a port, where only an IPv6 address that has
	 * none may do without brackets.
	 */
	private static @Nullable InetSocketAddress address(String node) {
		boolean bracketed = node.startsWith("[");
		int end = bracketed ? node.indexOf(']') + 1 : node.indexOf(':');
		boolean whole = !bracketed && (end < 0 || NetUtil.isValidIpV6Address(node));
		String host = whole ? node : node.substring(0, end);
		int port = whole ? 0 : port(node.substring(end));
		boolean valid = port >= 0 && host.indexOf('%') < 0
				&& (bracketed ? NetUtil.isValidIpV6Address(host) : isAddress(host, whole));
		byte[] bytes = valid ? NetUtil.createByteArrayFromIpAddressString(host) : null;
		try {
			return (bytes != null) ? new InetSocketAddress(InetAddress.getByAddress(bytes), port) : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static boolean isAddress(String host, boolean whole) {
		return NetUtil.isValidIpV4Address(host) || (whole && NetUtil.isValidIpV6Address(host));
	}

	private static int port(String suffix) {
		if (suffix.isEmpty()) {
			return 0;
		}
		boolean number = suffix.length() > 1 && suffix.length() <= 6 && suffix.charAt(0) == ':'
				&& suffix.chars().skip(1).allMatch((digit) -> digit >= '0' && digit <= '9');
		int port = number ? Integer.parseInt(suffix.substring(1)) : -1;
		return (port <= HIGHEST_PORT) ? port : -1;
	}

}
