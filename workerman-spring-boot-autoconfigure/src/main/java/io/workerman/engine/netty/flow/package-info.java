/**
 * How much may flow: what lines up to be sent, and how fast may be received.
 */
@NullMarked
package io.workerman.engine.netty.flow;

import org.jspecify.annotations.NullMarked;
