/**
 * How a socket that dials out becomes usable: name lookup, connecting, TLS, and when to
 * try again. Knows no connection.
 */
@NullMarked
package io.workerman.engine.netty.dial;

import org.jspecify.annotations.NullMarked;
