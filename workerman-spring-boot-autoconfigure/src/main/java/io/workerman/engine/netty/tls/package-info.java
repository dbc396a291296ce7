/**
 * TLS between a socket and the connection behind it: contexts, handshakes and records. It
 * knows nothing of workers and connections.
 */
@NullMarked
package io.workerman.engine.netty.tls;

import org.jspecify.annotations.NullMarked;
