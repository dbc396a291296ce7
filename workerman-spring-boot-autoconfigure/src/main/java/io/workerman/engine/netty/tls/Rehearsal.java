package io.workerman.engine.netty.tls;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * A handshake in memory, which proves that a context works before clients meet it: that
 * the key fits the certificate, and that there are a version and a cipher suite for it.
 */
final class Rehearsal {

	private static final int MOST_FLIGHTS = 10;

	private Rehearsal() {
	}

	/**
	 * Rehearse a handshake.
	 * @param context the context of a server
	 * @throws SSLException if no handshake is possible
	 */
	static void of(SslContext context) throws SSLException {
		SSLEngine server = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
		server.setWantClientAuth(false);
		SSLEngine client = SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.endpointIdentificationAlgorithm(null)
			.build()
			.newEngine(UnpooledByteBufAllocator.DEFAULT);
		client.setEnabledProtocols(server.getEnabledProtocols());
		client.setEnabledCipherSuites(server.getEnabledCipherSuites());
		shakeHands(new SslHandler(server), new SslHandler(client));
	}

	private static void shakeHands(SslHandler serverSide, SslHandler clientSide) throws SSLException {
		EmbeddedChannel server = new EmbeddedChannel(serverSide);
		EmbeddedChannel client = new EmbeddedChannel(clientSide);
		try {
			for (int i = 0; i < MOST_FLIGHTS && !serverSide.handshakeFuture().isDone(); i++) {
				carry(client, server);
				carry(server, client);
			}
			if (!serverSide.handshakeFuture().isSuccess()) {
				throw new SSLException("no handshake succeeds");
			}
		}
		catch (DecoderException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new SSLException("no handshake succeeds (%s)".formatted(cause.getMessage()));
		}
		finally {
			server.finishAndReleaseAll();
			client.finishAndReleaseAll();
		}
	}

	private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
		for (Object flight = from.readOutbound(); flight != null; flight = from.readOutbound()) {
			to.writeInbound(flight);
		}
	}

}
