/**
 * How long processes live, and threads that live as long as the server. It knows nothing
 * of connections.
 */
@NullMarked
package io.workerman.engine.netty.life;

import org.jspecify.annotations.NullMarked;
