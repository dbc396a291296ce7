package io.workerman.engine.netty.tls;

import javax.net.ssl.SSLSession;

/**
 * The event that tells a pipeline that the TLS handshake is over.
 *
 * @param session what it has agreed upon
 */
public record Secured(SSLSession session) {

}
