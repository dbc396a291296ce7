package io.workerman.engine.netty.tls;

import java.security.Principal;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The event that tells a pipeline that the TLS handshake is over.
 *
 * @param session what it has agreed upon
 * @param peer whom the certificate of the peer names, or {@code null} if it has shown
 * none
 * @param protocol the protocol that both chose (ALPN), or {@code null} if they did not
 */
public record Secured(SSLSession session, @Nullable Principal peer, @Nullable String protocol) {

	static Secured by(SslHandler handler) {
		SSLSession session = handler.engine().getSession();
		return new Secured(session, peer(session), handler.applicationProtocol());
	}

	private static @Nullable Principal peer(SSLSession session) {
		try {
			return session.getPeerPrincipal();
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

}
