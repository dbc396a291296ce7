package io.workerman.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

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
 * @param tls the keys and rules of TLS, or {@code null} for plain connections
 */
public record WorkerOptions(String name, @Nullable String address, @Nullable ConnectionProtocol protocol, int count,
		boolean reusePort, boolean reloadable, boolean autoStart, int backlog, int maxSendBufferSize,
		int maxPackageSize, Duration stopTimeout, Limits limits, @Nullable Tls tls) {

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

		/**
		 * Whether the number of connections is limited.
		 * @return whether it is
		 */
		public boolean limitsConnections() {
			return this.maxConnections > 0 || this.maxConnectionsPerIp > 0;
		}

	}

	/**
	 * TLS on the connections of a worker.
	 *
	 * @param source the keys for clients that ask for no server name, or for one that is
	 * not in the map
	 * @param serverNames the keys by the server name that clients ask for (SNI);
	 * {@code *.example.org} stands for every name below it
	 * @param clientAuth whether clients show a certificate
	 * @param handshakeTimeout how long a handshake may take
	 */
	public record Tls(Source source, Map<String, Source> serverNames, ClientAuth clientAuth,
			Duration handshakeTimeout) {

		/**
		 * How long a handshake may take, unless set.
		 */
		public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

		/**
		 * Check the options.
		 */
		public Tls {
			if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
				throw new IllegalArgumentException("handshakeTimeout: %s (expected: > 0)".formatted(handshakeTimeout));
			}
			serverNames = Map.copyOf(serverNames);
		}

		/**
		 * TLS with one certificate, for clients that need none.
		 * @param material the keys
		 * @return the options
		 */
		public static Tls of(Material material) {
			return new Tls(() -> material, Map.of(), ClientAuth.NONE, DEFAULT_HANDSHAKE_TIMEOUT);
		}

		/**
		 * Keys, trust and rules of one side of a connection.
		 *
		 * @param keys the keys and certificates of this side, or {@code null} if it has
		 * none; a server needs them
		 * @param trust says whose certificates are believed, or {@code null} for those
		 * that the JVM believes
		 * @param protocols the versions, empty for TLS 1.3 and 1.2
		 * @param ciphers the cipher suites, empty for those of the JVM
		 */
		public record Material(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trust,
				List<String> protocols, List<String> ciphers) {

			/**
			 * Copy the lists.
			 */
			public Material {
				protocols = List.copyOf(protocols);
				ciphers = List.copyOf(ciphers);
			}

			/**
			 * Keys and trust with the usual rules.
			 * @param keys the keys, or {@code null}
			 * @param trust whose certificates are believed, or {@code null}
			 * @return the material
			 */
			public static Material of(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trust) {
				return new Material(keys, trust, List.of(), List.of());
			}

		}

		/**
		 * Where the material comes from. It is asked when the worker starts, when it is
		 * reloaded, and when the source says that it has changed; connections that are
		 * open keep what they have.
		 */
		@FunctionalInterface
		public interface Source {

			/**
			 * The material as it is now.
			 * @return the material
			 */
			Material material();

			/**
			 * Takes an action to run, on any thread, each time that the material has
			 * changed.
			 * @param action the action
			 */
			default void onChange(Runnable action) {
			}

		}

		/**
		 * Whether clients show a certificate.
		 */
		public enum ClientAuth {

			/**
			 * They are not asked for one.
			 */
			NONE,

			/**
			 * They are asked, and may have none; one that is not believed is refused.
			 */
			WANT,

			/**
			 * They are refused without one.
			 */
			NEED

		}

	}

}
