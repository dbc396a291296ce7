package io.workerman.engine.netty.tls;

import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
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
		this.context = TlsContexts.client(material);
	}

	/**
	 * Adds TLS to the pipeline of a socket, before it is connected and before the handler
	 * of its connection. The event {@link Secured} tells that the handshake is over; one
	 * that fails is an exception in the pipeline.
	 * @param pipeline the pipeline
	 * @param host the host that is dialled
	 * @param port the port that is dialled
	 * @param timeout how long the handshake may take
	 */
	public void addTo(ChannelPipeline pipeline, String host, int port, Duration timeout) {
		String name = this.material.serverName();
		pipeline.addLast(
				TlsContexts.newHandler(this.context, pipeline.channel().alloc(), (name != null) ? name : host, port),
				new TlsGuard(timeout, (channel, failure) -> {
				}), new TlsWriter());
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
