/**
 * Which protocol the scheme of an address names.
 */
@NullMarked
package io.workerman.engine.netty.protocol;

import org.jspecify.annotations.NullMarked;
