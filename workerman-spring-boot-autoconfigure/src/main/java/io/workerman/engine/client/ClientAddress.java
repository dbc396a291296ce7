package io.workerman.engine.client;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.TcpProtocol;
import io.workerman.engine.protocol.TextProtocol;

/**
 * Where to connect to, such as {@code tcp://10.0.0.1:3306},
 * {@code wss://example.org/chat} or {@code unix:///run/app.sock}.
 *
 * @param scheme the scheme, which is the name of the protocol
 * @param host the host without brackets, of a Unix domain socket its path
 * @param port the port, -1 of a Unix domain socket
 * @param uri the path and query, {@code /} unless given
 */
public record ClientAddress(String scheme, String host, int port, String uri) {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private static final String EXPECTED = " (expected scheme://host:port, such as tcp://127.0.0.1:3306,"
			+ " ws://host/path, or unix:///path)";

	/**
	 * Parse an address. The port is 80 unless given, of {@code wss} and {@code ssl} 443.
	 * @param address the address
	 * @return the parsed address
	 * @throws IllegalArgumentException if the address is malformed or its scheme is not
	 * one of clients; the message names what was expected
	 */
	public static ClientAddress parse(String address) {
		int colon = address.indexOf("://");
		if (colon <= 0 || !address.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+._-]*")) {
			throw new IllegalArgumentException("'" + address + "' has no valid scheme" + EXPECTED);
		}
		String scheme = address.substring(0, colon);
		String rest = address.substring(colon + 3);
		checkScheme(address, scheme.toLowerCase(Locale.ROOT));
		if (scheme.equalsIgnoreCase("unix")) {
			if (!rest.startsWith("/") || rest.length() < 2) {
				throw new IllegalArgumentException("'" + address + "' has no absolute path" + EXPECTED);
			}
			return new ClientAddress("unix", rest, -1, "/");
		}
		int end = endOfAuthority(rest);
		String authority = rest.substring(0, end);
		int portColon = authority.lastIndexOf(':');
		boolean hasPort = portColon > authority.lastIndexOf(']');
		String host = hasPort ? authority.substring(0, portColon) : authority;
		int port = hasPort ? port(address, authority.substring(portColon + 1)) : defaultPort(scheme);
		String uri = rest.substring(end).replaceFirst("#.*", "");
		return new ClientAddress(scheme, host(address, host), port, uri.startsWith("/") ? uri : "/" + uri);
	}

	private static void checkScheme(String address, String scheme) {
		String instead = switch (scheme) {
			case "http" -> "use tcp:// and write the request yourself, or an HTTP client";
			case "https" -> "use ssl:// and write the request yourself, or an HTTP client";
			case "websocket" -> "'websocket' is what a listener has, clients dial 'ws' or 'wss'";
			case "udp" -> "datagrams need no connection";
			default -> null;
		};
		if (instead != null) {
			throw new IllegalArgumentException(
					"'%s' cannot be dialled: %s (expected one of frame, ssl, tcp, text, unix, ws, wss, or a protocol of the application)"
						.formatted(address, instead));
		}
	}

	private static int endOfAuthority(String rest) {
		for (int i = 0; i < rest.length(); i++) {
			if ("/?#".indexOf(rest.charAt(i)) >= 0) {
				return i;
			}
		}
		return rest.length();
	}

	private static String host(String address, String host) {
		boolean brackets = host.startsWith("[") && host.endsWith("]");
		String bare = brackets ? host.substring(1, host.length() - 1) : host;
		boolean valid = !bare.isEmpty() && bare.chars().noneMatch((c) -> c <= ' ' || "[]@".indexOf(c) >= 0);
		if (!valid) {
			throw new IllegalArgumentException("'" + address + "' has no valid host" + EXPECTED);
		}
		return bare;
	}

	private static int port(String address, String digits) {
		if (digits.matches("\\d{1,5}")) {
			int port = Integer.parseInt(digits);
			if (port >= 1 && port <= 65535) {
				return port;
			}
		}
		throw new IllegalArgumentException("'" + address + "' has no valid port (expected port: 1..65535)");
	}

	private static int defaultPort(String scheme) {
		return isTls(scheme) ? HTTPS_PORT : HTTP_PORT;
	}

	private static boolean isTls(String scheme) {
		return scheme.equalsIgnoreCase("wss") || scheme.equalsIgnoreCase("ssl");
	}

	/**
	 * Whether the scheme asks for TLS.
	 * @return whether it is {@code wss} or {@code ssl}
	 */
	public boolean isTls() {
		return isTls(this.scheme);
	}

	/**
	 * Whether this is a Unix domain socket.
	 * @return whether it has a path instead of a host and port
	 */
	public boolean isUnix() {
		return this.port < 0;
	}

	/**
	 * Whether a WebSocket is to be opened.
	 * @return whether the scheme is {@code ws} or {@code wss}
	 */
	public boolean isWebSocket() {
		return this.scheme.equalsIgnoreCase("ws") || this.scheme.equalsIgnoreCase("wss");
	}

	/**
	 * The built-in protocol of byte streams that the scheme names.
	 * @return the protocol, or {@code null} if the scheme names another one
	 */
	public @Nullable ConnectionProtocol streamProtocol() {
		return switch (this.scheme.toLowerCase(Locale.ROOT)) {
			case "tcp", "ssl" -> TcpProtocol.TCP;
			case "text" -> TextProtocol.INSTANCE;
			case "frame" -> FrameProtocol.INSTANCE;
			case "unix" -> TcpProtocol.UNIX;
			default -> null;
		};
	}

	/**
	 * The host and port as messages show them.
	 * @return the host and port, of a Unix domain socket its path
	 */
	public String authority() {
		if (isUnix()) {
			return this.host;
		}
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

	/**
	 * The value of a Host header.
	 * @return the host, and the port unless it is 80, or with TLS 443
	 */
	String hostHeader(boolean tls) {
		String authority = authority();
		int usual = tls ? HTTPS_PORT : HTTP_PORT;
		return (this.port == usual) ? authority.substring(0, authority.lastIndexOf(':')) : authority;
	}

	@Override
	public String toString() {
		return this.scheme + "://" + authority() + (this.uri.equals("/") ? "" : this.uri);
	}

}
