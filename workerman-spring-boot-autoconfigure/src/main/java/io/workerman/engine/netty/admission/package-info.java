/**
 * Who may connect, and how a socket is refused or left in peace. It looks at sockets and
 * knows nothing of connections.
 */
@NullMarked
package io.workerman.engine.netty.admission;

import org.jspecify.annotations.NullMarked;
