/**
 * The bridge to Netty, and the only place that opens a socket or makes a thread. Knows
 * every package of the engine and shows one public factory.
 */
@NullMarked
package io.workerman.engine.netty;

import org.jspecify.annotations.NullMarked;
