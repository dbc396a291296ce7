package io.workerman.engine.netty.protocol;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.ConnectionProtocol;
import io.workerman.engine.ListenAddress;
import io.workerman.engine.WorkerOptions;
import io.workerman.engine.WorkersOptions;
import io.workerman.engine.http.HttpProtocol;
import io.workerman.engine.protocol.FrameProtocol;
import io.workerman.engine.protocol.Protocol;
import io.workerman.engine.protocol.TcpProtocol;
import io.workerman.engine.protocol.TextProtocol;
import io.workerman.engine.websocket.WebSocketProtocol;

/**
 * The protocols that schemes name: those of the application first, then the built-in
 * ones.
 */
public final class BuiltInProtocols {

	private static final List<String> SCHEMES = List.of("frame", "http", "tcp", "text", "udp", "unix", "unixgram",
			"websocket");

	private static final List<String> CLIENT_SCHEMES = List.of("frame", "ssl", "tcp", "text", "unix", "ws", "wss");

	private BuiltInProtocols() {
	}

	/**
	 * The protocol of a worker: the one that it was given, or that its options or the
	 * scheme of its address name.
	 * @param worker the options of the worker
	 * @param address where it listens
	 * @param options the protocols of the application
	 * @return the protocol
	 * @throws IllegalArgumentException if there is none, or it needs another transport
	 */
	public static ConnectionProtocol of(WorkerOptions worker, ListenAddress address, WorkersOptions options) {
		ConnectionProtocol protocol = worker.protocol();
		if (protocol == null) {
			String name = worker.protocolName();
			protocol = find((name != null) ? name : address.scheme(), options);
			if (protocol == null) {
				throw new IllegalArgumentException(
						(name != null) ? unknownName(name, options) : unknown(address.scheme(), options));
			}
		}
		if (address.isDatagram() && !isPackaged(protocol)) {
			throw new IllegalArgumentException("The protocol '%s' needs a connection, which %s is not"
				.formatted(protocol.protocolName(), address.scheme()));
		}
		return protocol;
	}

	private static boolean isPackaged(ConnectionProtocol protocol) {
		return protocol instanceof Protocol || protocol instanceof TextProtocol || protocol instanceof FrameProtocol
				|| protocol instanceof TcpProtocol;
	}

	private static @Nullable ConnectionProtocol find(String scheme, WorkersOptions options) {
		ConnectionProtocol own = options.protocol(scheme);
		if (own != null) {
			return own;
		}
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "text" -> TextProtocol.INSTANCE;
			case "frame" -> FrameProtocol.INSTANCE;
			case "tcp" -> TcpProtocol.TCP;
			case "unix" -> TcpProtocol.UNIX;
			case "udp" -> TcpProtocol.UDP;
			case "unixgram" -> TcpProtocol.UNIX_DATAGRAM;
			case "http" -> new HttpProtocol();
			case "websocket" -> new WebSocketProtocol();
			default -> null;
		};
	}

	private static String unknown(String scheme, WorkersOptions options) {
		String hint = switch (scheme.toLowerCase(Locale.ROOT)) {
			case "ws", "wss" -> "; '" + scheme + "' is what clients dial, a listener has 'websocket'";
			case "https" -> "; a listener has 'http' and a TLS bundle";
			default -> "";
		};
		return "No protocol has the scheme '%s' (expected one of %s)%s".formatted(scheme, known(options), hint);
	}

	private static String unknownName(String name, WorkersOptions options) {
		return "There is no protocol '%s' (expected one of %s)".formatted(name, known(options));
	}

	private static String known(WorkersOptions options) {
		TreeSet<String> known = new TreeSet<>(SCHEMES);
		known.addAll(options.protocolNames());
		return String.join(", ", known);
	}

	/**
	 * The protocol of the application that a client asks for.
	 * @param scheme the scheme
	 * @param options the protocols of the application, or {@code null} if they are not
	 * known here
	 * @return the protocol
	 */
	public static ConnectionProtocol forClient(String scheme, @Nullable WorkersOptions options) {
		if (options == null) {
			throw new IllegalStateException(("Whether there is a protocol '%s' is known on a process only:"
					+ " connect first, or set the protocol with the builder")
				.formatted(scheme));
		}
		ConnectionProtocol own = options.protocol(scheme);
		if (own == null) {
			TreeSet<String> known = new TreeSet<>(CLIENT_SCHEMES);
			known.addAll(options.protocolNames());
			throw new IllegalArgumentException(
					"No protocol has the scheme '%s' (expected one of %s)".formatted(scheme, String.join(", ", known)));
		}
		return own;
	}

}
