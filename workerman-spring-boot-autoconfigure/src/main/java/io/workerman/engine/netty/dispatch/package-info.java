/**
 * Callbacks off the event loop: the inbox of a connection, the threads that empty it, and
 * the watchdog that sees a loop blocked. It knows nothing of sockets and codecs.
 */
@NullMarked
package io.workerman.engine.netty.dispatch;

import org.jspecify.annotations.NullMarked;
