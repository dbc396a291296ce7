package io.workerman.engine.netty.tls;

import java.security.Principal;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * The event that tells a pipeline that the TLS handshake is over.
 *
 * @param session what it has agreed upon
 * @param peer whom the certificate of the peer names, or {@code null} if it has shown
 * none
 */
public record Secured(SSLSession session, @Nullable Principal peer) {

	static Secured by(SSLSession session) {
		try {
			return new Secured(session, session.getPeerPrincipal());
		}
		catch (SSLPeerUnverifiedException ex) {
			return new Secured(session, null);
		}
	}

}
