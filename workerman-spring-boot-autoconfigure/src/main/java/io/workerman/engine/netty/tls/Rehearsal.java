package io.workerman.engine.netty.tls;

import javax.net.ssl.SSLException;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

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
	 * @param anybody the context of a client, which is released
	 * @throws SSLException if no handshake is possible
	 */
	static void of(SslContext context, SslContext anybody) throws SSLException {
		EmbeddedChannel server = new EmbeddedChannel();
		EmbeddedChannel client = new EmbeddedChannel();
		try {
			SslHandler serverSide = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
			serverSide.engine().setWantClientAuth(false);
			server.pipeline().addLast(serverSide);
			client.pipeline().addLast(anybody.newHandler(UnpooledByteBufAllocator.DEFAULT));
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
			ReferenceCountUtil.release(anybody);
		}
	}

	private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
		for (Object flight = from.readOutbound(); flight != null; flight = from.readOutbound()) {
			to.writeInbound(flight);
		}
	}

}
