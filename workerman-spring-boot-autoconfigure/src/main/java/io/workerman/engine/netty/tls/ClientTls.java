package io.workerman.engine.netty.tls;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

import io.workerman.engine.client.ClientOptions;

/**
 * TLS of connections that dial out, made of one set of certificates and keys.
 */
public final class ClientTls {

	private final ClientOptions.Tls material;

	private final SslContext context;

	/**
	 * Create the TLS.
	 * @param material the certificates and keys
	 * @throws SSLException if they cannot be used
	 */
	public ClientTls(ClientOptions.Tls material) throws SSLException {
		this.material = material;
		this.context = SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.protocols("TLSv1.3", "TLSv1.2")
			.keyManager(material.keys())
			.trustManager(material.trust())
			.endpointIdentificationAlgorithm(material.verifyHost() ? "HTTPS" : "")
			.build();
	}

	/**
	 * Make the handler of one connection.
	 * @param allocator makes its buffers
	 * @param host the host that was dialled
	 * @param port the port that was dialled
	 * @param timeout how long the handshake may take
	 * @return the handler
	 */
	public SslHandler handler(ByteBufAllocator allocator, String host, int port, Duration timeout) {
		String name = this.material.serverName();
		SslHandler handler = this.context.newHandler(allocator, (name != null) ? name : host, port);
		handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
		return handler;
	}

	/**
	 * Makes the TLS anew when there are other certificates and keys.
	 */
	public static final class Source {

		private final Supplier<ClientOptions.Tls> materials;

		private @Nullable ClientTls current;

		/**
		 * Create a source.
		 * @param materials supplies the certificates and keys
		 */
		public Source(Supplier<ClientOptions.Tls> materials) {
			this.materials = materials;
		}

		/**
		 * The TLS for the next connection.
		 * @return the TLS
		 * @throws SSLException if the certificates and keys cannot be used
		 */
		public ClientTls get() throws SSLException {
			ClientOptions.Tls material = this.materials.get();
			ClientTls current = this.current;
			if (current == null || !current.material.equals(material)) {
				current = new ClientTls(material);
				this.current = current;
			}
			return current;
		}

	}

}
