package io.workerman.engine.netty.tls;

import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;

import io.workerman.engine.WorkerOptions.Tls;

/**
 * TLS on connections that are dialled. The event {@link Secured} tells that a handshake
 * is over; one that fails is an exception in the pipeline.
 */
public final class ClientTls {

	private final SslContext context;

	private final Duration handshakeTimeout;

	/**
	 * Create one for any number of connections.
	 * @param material the keys, if this side shows a certificate, trust and rules
	 * @param applicationProtocols the protocols to offer (ALPN), may be empty
	 * @param handshakeTimeout how long a handshake may take
	 * @throws SSLException if nothing can be made of the material
	 */
	public ClientTls(Tls.Material material, List<String> applicationProtocols, Duration handshakeTimeout)
			throws SSLException {
		this.context = TlsContexts.client(material, applicationProtocols);
		this.handshakeTimeout = handshakeTimeout;
	}

	/**
	 * Adds TLS to a pipeline, before the channel is active and before the handler of its
	 * connection.
	 * @param pipeline the pipeline
	 * @param host the name of the server, which its certificate has to have
	 * @param port the port of the server
	 */
	public void addTo(ChannelPipeline pipeline, String host, int port) {
		pipeline.addLast(TlsContexts.newHandler(this.context, pipeline.channel().alloc(), host, port),
				new TlsGuard(this.handshakeTimeout, (channel, failure) -> {
				}), new TlsWriter());
	}

}
