/**
 * What TLS adds to a socket. Knows the options of listeners and clients, and no
 * connection.
 */
@NullMarked
package io.workerman.engine.netty.tls;

import org.jspecify.annotations.NullMarked;
