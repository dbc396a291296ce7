/**
 * Properties of how a stream of bytes is cut into packages.
 */
@NullMarked
package io.workerman.autoconfigure.framing;

import org.jspecify.annotations.NullMarked;
