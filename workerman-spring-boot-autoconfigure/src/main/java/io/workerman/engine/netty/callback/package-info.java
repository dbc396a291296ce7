/**
 * The callbacks of a process: how a reload replaces them, and what becomes of what they
 * throw. It knows nothing of sockets.
 */
@NullMarked
package io.workerman.engine.netty.callback;

import org.jspecify.annotations.NullMarked;
