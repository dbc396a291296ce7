/**
 * Finds annotated methods, and binds their arguments and return values once, at start.
 * Knows the annotations and what the engine shows of messages.
 */
@NullMarked
package io.workerman.invocation;

import org.jspecify.annotations.NullMarked;
