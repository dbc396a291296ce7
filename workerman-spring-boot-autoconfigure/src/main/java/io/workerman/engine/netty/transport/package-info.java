/**
 * The sockets and event loops of each transport. It makes them and knows nothing of the
 * workers that they are for.
 */
@NullMarked
package io.workerman.engine.netty.transport;

import org.jspecify.annotations.NullMarked;
