package io.workerman.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The options of a worker.
 *
 * @param name the name
 * @param address the address to listen on, or {@code null} for none
 * @param protocol the protocol, or {@code null} for the one that the scheme of the
 * address names
 * @param count the number of processes, 0 for one per processor
 * @param reusePort whether each process accepts for itself on a socket of its own
 * (SO_REUSEPORT)
 * @param reloadable whether a reload renews callbacks and beans
 * @param autoStart whether the worker starts together with all others
 * @param backlog the number of connections that may wait to be accepted
 * @param maxSendBufferSize the limit of a send buffer in bytes
 * @param maxPackageSize the size of the largest package in bytes
 * @param stopTimeout how long a graceful stop may take
 * @param limits how many connections there may be, and how long they may be silent
 * @param protocolName the name of the protocol, if it is neither given itself nor named
 * by the scheme of the address
 * @param proxies which proxies may speak for their clients
 * @param tls the keys and rules of TLS, or {@code null} for plain connections
 * @param guards what to do about peers that are silent, too fast or too slow
 * @param dispatch where callbacks run
 * @param logging what is logged of connections, and with what context
 * @param intake how connections are taken in
 * @param lifetime how long a process lives
 */
public record WorkerOptions(String name, @Nullable String address, @Nullable ConnectionProtocol protocol, int count,
		boolean reusePort, boolean reloadable, boolean autoStart, int backlog, int maxSendBufferSize,
		int maxPackageSize, Duration stopTimeout, Limits limits, @Nullable String protocolName, Proxies proxies,
		@Nullable TlsOptions tls, Guards guards, DispatchOptions dispatch, Logging logging, Intake intake,
		WorkerProcess.Lifetime lifetime) {

	/**
	 * The number of connections that may wait to be accepted, unless set.
	 */
	public static final int DEFAULT_BACKLOG = 1024;

	/**
	 * The limit of a send buffer in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_SEND_BUFFER_SIZE = 1024 * 1024;

	/**
	 * The size of the largest package in bytes, unless set.
	 */
	public static final int DEFAULT_MAX_PACKAGE_SIZE = 10 * 1024 * 1024;

	/**
	 * How long a graceful stop may take, unless set.
	 */
	public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * These options as far as a worker that runs with others can take them over: what its
	 * sockets and processes were made with stays.
	 * @param running the options with which the worker runs
	 * @return the options after a reload
	 */
	public WorkerOptions replacing(WorkerOptions running) {
		return new WorkerOptions(running.name, running.address, running.protocol, running.count, running.reusePort,
				this.reloadable, this.autoStart, running.backlog, this.maxSendBufferSize, this.maxPackageSize,
				this.stopTimeout, this.limits, running.protocolName, running.proxies, running.tls, this.guards,
				running.dispatch, this.logging, this.intake.replacing(running.intake), this.lifetime);
	}

	/**
	 * The options that {@link #replacing} does not take over although they differ.
	 * @param running the options with which the worker runs
	 * @return the names of the options
	 */
	public List<String> needingRestart(WorkerOptions running) {
		Map<String, Boolean> differs = new LinkedHashMap<>();
		differs.put("address", !Objects.equals(this.address, running.address));
		differs.put("count", this.count != running.count);
		differs.put("share-processes-with", !Objects.equals(this.intake.processesOf, running.intake.processesOf));
		differs.put("multicast", !this.intake.multicast.equals(running.intake.multicast));
		differs.put("reuse-port", this.reusePort != running.reusePort);
		differs.put("dedicated-acceptor", this.intake.dedicatedAcceptor != running.intake.dedicatedAcceptor);
		differs.put("backlog", this.backlog != running.backlog);
		differs.put("dispatch", !this.dispatch.equals(running.dispatch));
		return differs.keySet().stream().filter(differs::get).toList();
	}

	/**
	 * What is logged of connections, and with what context.
	 *
	 * @param wireBytes how many bytes of each read and write are logged, 0 for no log
	 * @param mdc what callbacks find in the logging context (MDC)
	 */
	public record Logging(int wireBytes, Mdc mdc) {

		/**
		 * Nothing is logged of what is received and sent.
		 */
		public static final Logging DEFAULT = new Logging(0, Mdc.WORKER);

		/**
		 * Check the options.
		 * @throws IllegalArgumentException if the number of bytes is negative
		 */
		public Logging {
			if (wireBytes < 0) {
				throw new IllegalArgumentException("wireLog: %d (expected: >= 0)".formatted(wireBytes));
			}
		}

		/**
		 * What callbacks find in the logging context.
		 */
		public enum Mdc {

			/**
			 * The name of the worker, and off the event loop also the id of the
			 * connection.
			 */
			WORKER,

			/**
			 * The name of the worker and the id of the connection.
			 */
			CONNECTION

		}

	}

	/**
	 * How many connections there may be, and how long they may be silent.
	 *
	 * @param maxConnections the number of connections of the worker, 0 for no limit
	 * @param maxConnectionsPerIp the number of connections from one IP address, 0 for no
	 * limit
	 * @param idleTimeout how long nothing may be received, zero for ever
	 * @param authTimeout how long a connection may be open without being
	 * {@link Connection#authenticated() authenticated}, zero for ever
	 */
	public record Limits(int maxConnections, int maxConnectionsPerIp, Duration idleTimeout, Duration authTimeout) {

		/**
		 * No limits.
		 */
		public static final Limits NONE = new Limits(0, 0, Duration.ZERO, Duration.ZERO);

		Limits withConnections(int connections) {
			return new Limits(connections, this.maxConnectionsPerIp, this.idleTimeout, this.authTimeout);
		}

		Limits withConnectionsPerIp(int connections) {
			return new Limits(this.maxConnections, connections, this.idleTimeout, this.authTimeout);
		}

		Limits withIdleTimeout(Duration timeout) {
			return new Limits(this.maxConnections, this.maxConnectionsPerIp, timeout, this.authTimeout);
		}

		Limits withAuthTimeout(Duration timeout) {
			return new Limits(this.maxConnections, this.maxConnectionsPerIp, this.idleTimeout, timeout);
		}

		/**
		 * Whether the number of connections is limited.
		 * @return whether it is
		 */
		public boolean limitsConnections() {
			return this.maxConnections > 0 || this.maxConnectionsPerIp > 0;
		}

	}

	/**
	 * How connections are taken in.
	 *
	 * @param delayReceive whether nothing is received before the application
	 * {@link Connection#confirm() confirms} the connection
	 * @param assign which process gets a connection
	 * @param processesOf the worker on whose processes the connections live too, if any
	 * @param multicast the groups whose datagrams are received too
	 * @param dedicatedAcceptor whether a thread of its own accepts for several processes
	 */
	public record Intake(boolean delayReceive, Assign assign, @Nullable String processesOf, MulticastOptions multicast,
			boolean dedicatedAcceptor) {

		/**
		 * Connections are read at once, and each process gets one after another.
		 */
		public static final Intake DEFAULT = new Intake(false, Assign.ROUND_ROBIN, null, MulticastOptions.NONE, false);

		/**
		 * The same with processes of another worker.
		 * @param worker its name, or {@code null} for processes of their own
		 * @return the options
		 */
		public Intake onProcessesOf(@Nullable String worker) {
			return new Intake(this.delayReceive, this.assign, worker, this.multicast, this.dedicatedAcceptor);
		}

		private Intake replacing(Intake running) {
			return new Intake(this.delayReceive, this.assign, running.processesOf, running.multicast,
					running.dedicatedAcceptor);
		}

		/**
		 * Which process gets a connection, if they share one listening socket.
		 */
		public enum Assign {

			/**
			 * One after another.
			 */
			ROUND_ROBIN,

			/**
			 * The one with the fewest connections of clients.
			 */
			LEAST_CONNECTIONS,

			/**
			 * Always the same one for an IP address; on a Unix domain socket one after
			 * another.
			 */
			IP_HASH

		}

	}

	/**
	 * Which proxies may speak for their clients, and how they do it.
	 *
	 * @param mode whether connections begin with a header of the PROXY protocol
	 * @param trusted the networks of the proxies that are believed
	 * @param headers the headers of HTTP in which they name the client; the first of them
	 * that a request has counts
	 */
	public record Proxies(Mode mode, List<Network> trusted, List<Header> headers) {

		/**
		 * No proxies.
		 */
		public static final Proxies NONE = new Proxies(Mode.NONE, List.of(), List.of(Header.values()));

		Proxies with(Mode mode) {
			return new Proxies(mode, this.trusted, this.headers);
		}

		Proxies with(Header... headers) {
			return new Proxies(this.mode, this.trusted, List.of(headers));
		}

		Proxies with(Network network) {
			List<Network> trusted = new ArrayList<>(this.trusted);
			trusted.add(network);
			return new Proxies(this.mode, List.copyOf(trusted), this.headers);
		}

		/**
		 * Whether a peer is a proxy that is believed. One on a Unix domain socket is, as
		 * soon as there are any.
		 * @param peer the address of the peer
		 * @return whether it is
		 */
		public boolean trusts(SocketAddress peer) {
			if (peer instanceof InetSocketAddress inet && inet.getAddress() != null) {
				return trusts(inet.getAddress());
			}
			return !this.trusted.isEmpty();
		}

		/**
		 * Whether an IP address is that of a proxy that is believed.
		 * @param ip the IP address
		 * @return whether it is
		 */
		public boolean trusts(InetAddress ip) {
			return this.trusted.stream().anyMatch((network) -> network.contains(ip));
		}

		/**
		 * Whether connections begin with a header of the PROXY protocol.
		 */
		public enum Mode {

			/**
			 * They do not.
			 */
			NONE,

			/**
			 * They may.
			 */
			OPTIONAL,

			/**
			 * They do; those that do not are closed.
			 */
			REQUIRED

		}

		/**
		 * A header of HTTP in which a proxy names the client.
		 */
		public enum Header {

			/**
			 * The addresses of the client and of all proxies but the last.
			 */
			X_FORWARDED_FOR,

			/**
			 * The address of the client.
			 */
			X_REAL_IP,

			/**
			 * The standard header (RFC 7239).
			 */
			FORWARDED

		}

		/**
		 * A range of IP addresses.
		 *
		 * @param address an address of the range
		 * @param prefix how many leading bits of it all addresses of the range share
		 */
		public record Network(InetAddress address, int prefix) {

			private static final int MAPPED_BITS = 96;

			/**
			 * Parse a network.
			 * @param text a single IP address, or one with a prefix length, such as
			 * {@code 10.0.0.0/8} or {@code fd00::/8}
			 * @return the network
			 * @throws IllegalArgumentException if it is neither
			 */
			public static Network parse(String text) {
				int slash = text.indexOf('/');
				String ip = (slash >= 0) ? text.substring(0, slash) : text;
				boolean literal = NetUtil.isValidIpV4Address(ip) || NetUtil.isValidIpV6Address(ip);
				byte[] bytes = literal ? NetUtil.createByteArrayFromIpAddressString(ip) : null;
				int prefix = (bytes != null && slash >= 0) ? prefix(text.substring(slash + 1)) : -1;
				if (bytes == null || (slash >= 0 && (prefix < 0 || prefix > bytes.length * 8))) {
					throw new IllegalArgumentException("'" + text
							+ "' is no network (expected an IP address or a CIDR range, such as 10.0.0.0/8 or fd00::/8)");
				}
				return of(bytes, (slash >= 0) ? prefix : bytes.length * 8);
			}

			private static int prefix(String digits) {
				boolean number = !digits.isEmpty() && digits.length() <= 3
						&& digits.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
				return number ? Integer.parseInt(digits) : -1;
			}

			private static Network of(byte[] bytes, int prefix) {
				try {
					InetAddress address = InetAddress.getByAddress(bytes);
					boolean mapped = address.getAddress().length < bytes.length;
					return new Network(address, mapped ? Math.max(0, prefix - MAPPED_BITS) : prefix);
				}
				catch (UnknownHostException ex) {
					throw new IllegalStateException("An IP address has 4 or 16 bytes", ex);
				}
			}

			boolean contains(InetAddress ip) {
				byte[] own = this.address.getAddress();
				byte[] other = ip.getAddress();
				int whole = this.prefix / 8;
				int bits = this.prefix % 8;
				return own.length == other.length && Arrays.equals(own, 0, whole, other, 0, whole)
						&& (bits == 0 || ((own[whole] ^ other[whole]) & 0xff) >> (8 - bits) == 0);
			}

		}

	}

}
