package io.workerman.engine;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * An address to listen on, such as {@code text://0.0.0.0:2347}, {@code udp://[::]:2349}
 * {@code unix:///run/app.sock} or {@code unixgram:///run/app.sock}.
 *
 * @param scheme the scheme, which is the name of the protocol
 * @param host the host without brackets, empty for a path
 * @param port the port, 0 for a free one, -1 for a path
 * @param path the path of a Unix domain socket, or {@code null}
 */
public record ListenAddress(String scheme, String host, int port, @Nullable String path) {

	private static final String UNIX_DATAGRAM = "unixgram";

	private static final String EXPECTED = " (expected scheme://host:port, such as text://0.0.0.0:2347,"
			+ " or unix:///path)";

	/**
	 * Parse an address. An IPv6 host may be written with or without brackets:
	 * {@code [::]:8080} and {@code :::8080} are the same.
	 * @param address the address
	 * @return the parsed address
	 * @throws IllegalArgumentException if the address is malformed; the message names
	 * what was expected
	 */
	public static ListenAddress parse(String address) {
		int colon = address.indexOf("://");
		if (colon <= 0 || !isScheme(address, colon)) {
			throw new IllegalArgumentException("'" + address + "' has no valid scheme" + EXPECTED);
		}
		String scheme = address.substring(0, colon);
		String rest = address.substring(colon + 3);
		if (scheme.equalsIgnoreCase("unix") || scheme.equalsIgnoreCase(UNIX_DATAGRAM)) {
			if (!rest.startsWith("/") || rest.length() < 2) {
				throw new IllegalArgumentException("'" + address + "' has no absolute path" + EXPECTED);
			}
			return new ListenAddress(scheme.toLowerCase(Locale.ROOT), "", -1, rest);
		}
		int last = rest.lastIndexOf(':');
		if (last < 0) {
			throw new IllegalArgumentException("'" + address + "' has no port" + EXPECTED);
		}
		return new ListenAddress(scheme, host(address, rest.substring(0, last)),
				port(address, rest.substring(last + 1)), null);
	}

	private static boolean isScheme(String address, int length) {
		for (int i = 0; i < length; i++) {
			char c = address.charAt(i);
			boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
			boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == '_';
			if (!letter && !(i > 0 && other)) {
				return false;
			}
		}
		return true;
	}

	private static String host(String address, String host) {
		String bare = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		if (bare.isEmpty() || bare.indexOf('/') >= 0 || bare.indexOf('[') >= 0 || bare.indexOf(']') >= 0) {
			throw new IllegalArgumentException("'" + address + "' has no valid host" + EXPECTED);
		}
		return bare;
	}

	private static int port(String address, String digits) {
		try {
			int port = Integer.parseInt(digits);
			if (port >= 0 && port <= 65535 && Character.isDigit(digits.charAt(0))) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// falls through to the one message that names the range
		}
		throw new IllegalArgumentException("'" + address + "' has no valid port (expected port: 0..65535)");
	}

	/**
	 * Whether this is the path of a Unix domain socket.
	 * @return whether it has a path instead of a host and port
	 */
	public boolean isUnix() {
		return this.path != null;
	}

	/**
	 * Whether datagrams are received instead of connections.
	 * @return whether the scheme is {@code udp} or {@code unixgram}
	 */
	public boolean isDatagram() {
		return this.scheme.equalsIgnoreCase("udp") || this.scheme.equals(UNIX_DATAGRAM);
	}

	/**
	 * The same address with another port.
	 * @param port the port
	 * @return the address
	 */
	public ListenAddress withPort(int port) {
		return new ListenAddress(this.scheme, this.host, port, this.path);
	}

	/**
	 * Whether two addresses cannot be bound at the same time: the same path, or the same
	 * port of the same transport on hosts of which one includes the other.
	 * @param other the other address
	 * @return whether they overlap
	 */
	public boolean overlaps(ListenAddress other) {
		if (isUnix() || other.isUnix()) {
			return this.path != null && this.path.equals(other.path);
		}
		if (this.port == 0 || this.port != other.port || isDatagram() != other.isDatagram()) {
			return false;
		}
		return this.host.equalsIgnoreCase(other.host) || includes(other.host) || other.includes(this.host);
	}

	private boolean includes(String host) {
		return switch (this.host) {
			case "::", "0:0:0:0:0:0:0:0" -> true;
			case "0.0.0.0" -> host.indexOf(':') < 0;
			default -> false;
		};
	}

	@Override
	public String toString() {
		if (this.path != null) {
			return this.scheme + "://" + this.path;
		}
		String shown = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.scheme + "://" + shown + ":" + this.port;
	}

}
