package io.workerman.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * TLS on the connections of a worker.
 *
 * @param source the keys for clients that ask for no server name, or for one that is not
 * in the map
 * @param serverNames the keys by the server name that clients ask for (SNI);
 * {@code *.example.org} stands for every name below it
 * @param clientAuth whether clients show a certificate
 * @param handshakeTimeout how long a handshake may take
 * @param provider what does the cryptography
 */
public record TlsOptions(Source source, Map<String, Source> serverNames, ClientAuth clientAuth,
		Duration handshakeTimeout, Provider provider) {

	/**
	 * How long a handshake may take, unless set.
	 */
	public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Check the options.
	 */
	public TlsOptions {
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
	public static TlsOptions of(Material material) {
		return new TlsOptions(() -> material, Map.of(), ClientAuth.NONE, DEFAULT_HANDSHAKE_TIMEOUT, Provider.JDK);
	}

	/**
	 * The same with another provider.
	 * @param provider what does the cryptography
	 * @return the options
	 */
	public TlsOptions withProvider(Provider provider) {
		return new TlsOptions(this.source, this.serverNames, this.clientAuth, this.handshakeTimeout, provider);
	}

	/**
	 * Keys, trust and rules of one side of a connection.
	 *
	 * @param keys the keys and certificates of this side, or {@code null} if it has none;
	 * a server needs them
	 * @param trust says whose certificates are believed, or {@code null} for those that
	 * the JVM believes
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
	 * reloaded, and when the source says that it has changed; connections that are open
	 * keep what they have.
	 */
	@FunctionalInterface
	public interface Source {

		/**
		 * The material as it is now.
		 * @return the material
		 */
		Material material();

		/**
		 * Takes an action to run, on any thread, each time that the material has changed.
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

	/**
	 * What does the cryptography and speaks TLS.
	 */
	public enum Provider {

		/**
		 * OpenSSL if netty-tcnative is there, else the JDK.
		 */
		AUTO,

		/**
		 * The JDK.
		 */
		JDK,

		/**
		 * OpenSSL or BoringSSL, for which netty-tcnative has to be there.
		 */
		OPENSSL

	}

}
